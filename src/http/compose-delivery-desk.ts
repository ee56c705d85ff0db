import { toInstant } from '../../schemas/instant.js';
import type { App } from '../compose.js';
import { toCircuit } from '../domain/circuit.js';
import { ownOnly } from '../review/caller.js';
import type { DeliveryDesk } from './delivery-desk.js';

/** The use cases around deliveries as the HTTP side asks for them. */
export function composeDeliveryDesk(app: App): DeliveryDesk {
  const { deliveries, alerts, circuits, censuses, portals } = app.stores;
  return {
    deadLetters: {
      list: async (filter, page, caller) =>
        deliveries.listDead({ ...filter, ...ownOnly(caller, filter.organizationId) }, page),
      replay: app.replayOne,
      replayMany: app.replayMany,
    },
    alerts: {
      list: alerts.list,
      acknowledge: (id, comment, { account }) =>
        alerts.acknowledge(id, {
          ...{ by: account.id, at: toInstant(app.now()) },
          ...(comment !== undefined && { comment }),
        }),
    },
    standing: {
      census: async (portalId) => {
        if (!(await portals.find(portalId))) return undefined;
        const known = await censuses.find(portalId);
        if (known) return known;
        // Nobody has counted yet since it was registered.
        const taken = await app.takeCensus(new AbortController().signal);
        return taken.find((census) => census.portalId === portalId);
      },
      circuit: async (portalId) =>
        (await portals.find(portalId)) && toCircuit((await circuits.find(portalId, app.now())).circuit),
    },
  };
}
