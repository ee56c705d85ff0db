import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import type { CircuitRecord } from '../domain/circuit.js';
import type { AlertStore } from '../store/alert-store.js';
import { toCircuitAlert } from './circuit-alert.js';

/** Raises the alert of a portal's circuit as it opens and closes it with it. */
export function createTellCircuit({ alerts, now }: { alerts: AlertStore; now: Clock }) {
  return async (portal: Pick<Portal, 'id' | 'name'>, circuit: CircuitRecord): Promise<void> => {
    const at = toInstant(now());
    const alert = toCircuitAlert(portal, circuit);
    if (alert) await alerts.raise(alert, at);
    else await alerts.close({ kind: 'circuit-open', subject: { portalId: portal.id } }, at);
  };
}
