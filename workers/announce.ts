import { announceJob, type AnnounceJob } from '../schemas/jobs.js';
import { isAppError } from '../schemas/errors.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toAnnounceWakeUp } from '../src/queue/wake-ups.js';
import type { Work, WorkOutcome } from './work.js';

/** A hub that is away is told a minute later; subscribers poll meanwhile. */
const HUB_PAUSE_MS = 60_000;

/** 通知: tells the WebSub hub of feeds that changed, whatever the lane of what changed in them. */
export function announceWork(app: App): Work<AnnounceJob> {
  return {
    kind: 'announce',
    payload: announceJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.announce[lane] }]),
    findDue: async (lanes) =>
      lanes.includes('routine') ? (await app.announceFeed.findChanged()).map(toAnnounceWakeUp) : [],
    run: async ({ feed }): Promise<WorkOutcome> => {
      try {
        return { outcome: 'done', feed, ...(await app.announceFeed.announce(feed)) };
      } catch (error) {
        if (!isAppError(error)) throw error;
        return { outcome: 'retry', afterMs: HUB_PAUSE_MS, feed, code: error.code, reason: error.message };
      }
    },
  };
}
