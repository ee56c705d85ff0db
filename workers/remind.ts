import { addSeconds, toInstant } from '../schemas/instant.js';
import { remindJob, type RemindJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toRemindWakeUp } from '../src/queue/wake-ups.js';
import { GRACE_SECONDS, type Work } from './work.js';

/** Deadlines of the flash lane are a matter of minutes. Seconds. */
const LOOK_SECONDS = 1;

/** 时限提醒: reminders and escalations that are due, and notices whose writer died before people had them. */
export function remindWork(app: App): Work<RemindJob> {
  const { items } = app.stores;
  return {
    kind: 'remind',
    payload: remindJob,
    everySeconds: LOOK_SECONDS,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.remind[lane] }]),
    findDue: async (lanes, limit) => {
      const now = app.now();
      const forgotten = toInstant(addSeconds(now, -GRACE_SECONDS));
      // Each lane by itself: a long backlog of one must leave room for the others.
      const due = await Promise.all(
        lanes.flatMap((lane) => [
          items.findDueAlarms([lane], toInstant(now), limit),
          items.findDueNotices([lane], forgotten, limit),
        ]),
      );
      const byId = new Map(due.flat().map((item) => [item.id, item]));
      return [...byId.values()].map(toRemindWakeUp);
    },
    run: async ({ itemId }) => ({ outcome: 'done', itemId, ...(await app.raiseAlarm(itemId)) }),
  };
}
