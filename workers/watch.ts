import { addSeconds, toInstant } from '../schemas/instant.js';
import { watchJob, type WatchJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toWatchWakeUp } from '../src/queue/wake-ups.js';
import type { Work, WorkOutcome } from './work.js';

const TASKS = ['alerts', 'census'] as const;

/** 值守: looks for alerts, and takes the census of the portals, each at its own interval; whichever process comes first. */
export function watchWork(app: App): Work<WatchJob> {
  const seconds = { alerts: app.config.WATCH_SECONDS, census: app.config.CENSUS_SECONDS };
  const { watches } = app.stores;
  return {
    kind: 'watch',
    payload: watchJob,
    queues: (lane) =>
      Promise.resolve(lane === 'routine' ? [{ concurrency: LANE_CONCURRENCY.watch.routine }] : []),
    findDue: async (lanes) => {
      if (!lanes.includes('routine')) return [];
      const now = toInstant(app.now());
      const due = await Promise.all(TASKS.map((task) => watches.isDue(task, now)));
      return TASKS.filter((_task, index) => due[index]).map(toWatchWakeUp);
    },
    run: async ({ task }, { signal }): Promise<WorkOutcome> => {
      const now = app.now();
      const next = toInstant(addSeconds(now, seconds[task]));
      if (!(await watches.take(task, toInstant(now), next)))
        return { outcome: 'done', task, what: 'not-due' };
      if (task === 'alerts') return { outcome: 'done', task, ...(await app.watchAlerts()) };
      return { outcome: 'done', task, portals: (await app.takeCensus(signal)).length };
    },
  };
}
