import { addSeconds, toInstant } from '../schemas/instant.js';
import { deliverJob, type DeliverJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { toDeliverWakeUp } from '../src/queue/wake-ups.js';
import { GRACE_SECONDS, type Work } from './work.js';

/**
 * Deliveries of one portal and lane that are in hand beyond the exchanges that its setting allows: they are being taken or
 * written, or wait for a place, so that the next exchange begins as soon as one ends.
 */
const BESIDE_EXCHANGES = 24;

/** 送达: makes every portal show what it should; a queue for each portal and lane. */
export function deliverWork(app: App): Work<DeliverJob> {
  return {
    kind: 'deliver',
    payload: deliverJob,
    queues: async () => {
      const portals = await app.stores.portals.list();
      return portals.map(({ id, concurrency }) => ({
        portalId: id,
        concurrency: concurrency + BESIDE_EXCHANGES,
      }));
    },
    findDue: async (lanes, limit) => {
      const before = toInstant(addSeconds(app.now(), -GRACE_SECONDS));
      const portals = await app.stores.portals.list();
      const pairs = portals.flatMap((portal) => lanes.map((lane) => ({ portalId: portal.id, lane })));
      const due = await Promise.all(
        pairs.map(({ portalId, lane }) => app.stores.deliveries.findDue(portalId, lane, before, limit)),
      );
      return due.flat().map(toDeliverWakeUp);
    },
    run: async ({ deliveryId }, ctx) => ({
      deliveryId,
      ...(await app.deliver(deliveryId, ctx)),
    }),
  };
}
