import { toInstant } from '../schemas/instant.js';
import { recheckJob, type RecheckJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toRecheckWakeUp } from '../src/queue/wake-ups.js';
import { shortQueues } from './short-queues.js';
import type { Work, WorkOutcome } from './work.js';

/** A file that failed by circumstance is tried again after this; so is an item that somebody is changing. */
const LATER_MS = 15_000;

/** 复查: judges items again whose files have come, whose links are dead, or whose rules have changed. */
export function recheckWork(app: App): Work<RecheckJob> {
  return {
    kind: 'recheck',
    payload: recheckJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.recheck[lane] }]),
    findDue: async (lanes, limit) => {
      const now = toInstant(app.now());
      const short = await shortQueues(app, 'recheck', lanes);
      // Each lane by itself: a long backlog of one must leave room for the others.
      const due = await Promise.all(
        short.map((lane) => app.stores.items.findDueRechecks([lane], now, limit)),
      );
      return due.flat().map(toRecheckWakeUp);
    },
    run: async ({ itemId }, { signal }): Promise<WorkOutcome> => {
      const rechecked = await app.recheckItem(itemId, signal);
      return rechecked.result === 'later'
        ? { outcome: 'retry', afterMs: LATER_MS, itemId, ...rechecked }
        : { outcome: 'done', itemId, ...rechecked };
    },
  };
}
