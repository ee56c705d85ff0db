import { isAppError } from '../schemas/errors.js';
import { toInstant } from '../schemas/instant.js';
import { mediaJob, type MediaJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toMediaWakeUp } from '../src/queue/wake-ups.js';
import { shortQueues } from './short-queues.js';
import type { Work, WorkOutcome } from './work.js';

/** A disk that is full or a bucket that is away is seen to by people: asking every moment helps nobody. */
const KEEPING_FAILED_PAUSE_MS = 30_000;

/**
 * A turn that is expected within so many looks of the reconciler is waited for in the queue, a later one is found again
 * by the item's mark: a host with thousands of files has a few jobs waiting, and never none.
 */
const LOOKS_AHEAD = 2;

/** 图片和附件: fetches the files that items name. Found by their mark alone, so that nobody has to wake them. */
export function mediaWork(app: App): Work<MediaJob> {
  return {
    kind: 'media',
    payload: mediaJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.media[lane] }]),
    findDue: async (lanes, limit) => {
      const now = toInstant(app.now());
      const short = await shortQueues(app, 'media', lanes);
      // Each lane by itself: together, the oldest of a long backlog would leave no room for a lane that has just begun.
      const due = await Promise.all(short.map((lane) => app.stores.items.findDueMedia([lane], now, limit)));
      return due.flat().map(toMediaWakeUp);
    },
    run: async ({ itemId }, { signal }): Promise<WorkOutcome> => {
      try {
        const summary = await app.fetchMedia(itemId, signal);
        const { busyMs = Infinity } = summary;
        if (busyMs > LOOKS_AHEAD * app.config.RECONCILE_SECONDS * 1000)
          return { outcome: 'done', itemId, ...summary };
        // The mark must have passed when the job is back.
        return { outcome: 'retry', afterMs: busyMs + 1, itemId, ...summary };
      } catch (error) {
        if (!isAppError(error) || error.code !== 'service-unavailable') throw error;
        const { code, message } = error;
        return { outcome: 'retry', afterMs: KEEPING_FAILED_PAUSE_MS, itemId, code, reason: message };
      }
    },
  };
}
