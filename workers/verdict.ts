import { toInstant } from '../schemas/instant.js';
import { verdictJob, type VerdictJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toVerdictWakeUp } from '../src/queue/wake-ups.js';
import type { Work } from './work.js';

/** 采用情况: asks portals what became of items, and reads their public lists. Nothing waits for it: one lane is enough. */
export function verdictWork(app: App): Work<VerdictJob> {
  return {
    kind: 'verdict',
    payload: verdictJob,
    queues: (lane) =>
      Promise.resolve(lane === 'routine' ? [{ concurrency: LANE_CONCURRENCY.verdict.routine }] : []),
    findDue: async (lanes, limit) => {
      if (!lanes.includes('routine')) return [];
      const due = await app.stores.portals.findDueVerdicts(toInstant(app.now()), limit);
      return due.map(toVerdictWakeUp);
    },
    run: async ({ portalId }, { signal }) => ({
      outcome: 'done',
      portalId,
      ...(await app.findVerdicts(portalId, signal)),
    }),
  };
}
