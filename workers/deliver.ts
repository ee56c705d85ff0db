import { addSeconds, toInstant } from '../schemas/instant.js';
import { deliverJob, type DeliverJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { toDeliverWakeUp } from '../src/queue/wake-ups.js';
import { GRACE_SECONDS, type Work } from './work.js';

/** 送达: makes every portal show what it should; a queue for each portal and lane. */
export function deliverWork(app: App): Work<DeliverJob> {
  return {
    kind: 'deliver',
    payload: deliverJob,
    queues: async () => {
      const portals = await app.stores.portals.list();
      return portals.map(({ id, concurrency }) => ({ portalId: id, concurrency }));
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
    run: async ({ deliveryId }, { signal }) => ({ deliveryId, ...(await app.deliver(deliveryId, signal)) }),
  };
}
