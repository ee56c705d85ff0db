import { notifyJob, type NotifyJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toNotifyWakeUp } from '../src/queue/wake-ups.js';
import type { Work, WorkOutcome } from './work.js';

/** Looked for this often: nobody wakes it, because what units hear of is what the sealer has written. Seconds. */
const LOOK_SECONDS = 2;

/**
 * 通知: sends units what happened to their items, whatever the lane of the item. Addresses that failed have places of their
 * own: each holds one for as long as an attempt may take.
 */
export function notifyWork(app: App): Work<NotifyJob> {
  return {
    kind: 'notify',
    payload: notifyJob,
    everySeconds: LOOK_SECONDS,
    queues: (lane) =>
      Promise.resolve(
        lane === 'routine'
          ? [
              { concurrency: LANE_CONCURRENCY.notify.routine },
              { part: 'slow' as const, concurrency: LANE_CONCURRENCY.notifySlow.routine },
            ]
          : [],
      ),
    findDue: async (lanes, limit) =>
      lanes.includes('routine') ? (await app.findNews(limit)).map(toNotifyWakeUp) : [],
    run: async ({ organizationId }, { signal }): Promise<WorkOutcome> => {
      const result = await app.notifyUnit(organizationId, signal);
      const facts = { organizationId, ...result };
      if (result.stopped === 'more') return { outcome: 'retry', afterMs: 0, ...facts };
      // Nothing more is sent until a person has seen to it.
      return { outcome: result.stopped === 'paused' ? 'dead' : 'done', ...facts };
    },
  };
}
