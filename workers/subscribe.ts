import { toInstant } from '../schemas/instant.js';
import { subscribeJob, type SubscribeJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toSubscribeWakeUp } from '../src/queue/wake-ups.js';
import type { Work } from './work.js';

/** 订阅: keeps the subscriptions of sources at their hubs. */
export function subscribeWork(app: App): Work<SubscribeJob> {
  return {
    kind: 'subscribe',
    payload: subscribeJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.subscribe[lane] }]),
    findDue: async (lanes, limit) => {
      const due = await app.stores.subscriptions.findDue(lanes, toInstant(app.now()), limit);
      return due.map(toSubscribeWakeUp);
    },
    run: async ({ sourceId }) => ({ outcome: 'done', sourceId, ...(await app.keepSubscription(sourceId)) }),
  };
}
