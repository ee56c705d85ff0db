import { addSeconds, toInstant } from '../schemas/instant.js';
import { checkJob, type CheckJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toCheckWakeUps } from '../src/queue/wake-ups.js';
import { shortQueues } from './short-queues.js';
import { GRACE_SECONDS, type Work } from './work.js';

/** 检查: runs the checks on items whose checked revision lags, and opens their review. */
export function checkWork(app: App): Work<CheckJob> {
  return {
    kind: 'check',
    payload: checkJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.check[lane] }]),
    findDue: async (lanes, limit) => {
      const before = toInstant(addSeconds(app.now(), -GRACE_SECONDS));
      const short = await shortQueues(app, 'check', lanes);
      return toCheckWakeUps(await app.stores.items.findDueChecks(short, before, limit));
    },
    run: async ({ itemIds }) => ({ outcome: 'done', ...(await app.checkItems(itemIds)) }),
  };
}
