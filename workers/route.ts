import { addSeconds, toInstant } from '../schemas/instant.js';
import { routeJob, type RouteJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toRouteWakeUp } from '../src/queue/wake-ups.js';
import { GRACE_SECONDS, type Work } from './work.js';

/**
 * 分发: moves the deliveries of items whose decision was written by a process that died before routing them, and publishes
 * what was approved for a time that has come.
 */
export function routeWork(app: App): Work<RouteJob> {
  return {
    kind: 'route',
    payload: routeJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.route[lane] }]),
    findDue: async (lanes, limit) => {
      const before = toInstant(addSeconds(app.now(), -GRACE_SECONDS));
      const [routes, scheduled] = await Promise.all([
        app.stores.items.findDueRoutes(lanes, before, limit),
        app.stores.items.findDuePublications(lanes, toInstant(app.now()), limit),
      ]);
      return [...routes, ...scheduled].map(toRouteWakeUp);
    },
    run: async ({ itemId }) => {
      const found = await app.stores.items.findById(itemId);
      const item = found && ((await app.publishScheduled(found)) ?? found);
      const { moved } = item ? await app.routePublication(item) : { moved: 0 };
      return { outcome: 'done', itemId, moved };
    },
  };
}
