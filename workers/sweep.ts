import { sweepJob, type SweepJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { toSweepWakeUp } from '../src/queue/wake-ups.js';
import type { Work, WorkOutcome } from './work.js';

/** 规则更新: one job, in the lowest lane, that looks through what waits in review when the rules have changed. */
export function sweepWork(app: App): Work<SweepJob> {
  return {
    kind: 'sweep',
    payload: sweepJob,
    queues: (lane) => Promise.resolve(lane === 'backfill' ? [{ concurrency: 1 }] : []),
    findDue: async (lanes) =>
      lanes.includes('backfill') && (await app.ruleSweeper.isDue()) ? [toSweepWakeUp()] : [],
    run: async (): Promise<WorkOutcome> => {
      const { again, afterMs } = await app.ruleSweeper.step();
      return again ? { outcome: 'retry', afterMs } : { outcome: 'done' };
    },
  };
}
