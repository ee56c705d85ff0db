import { sealJob, type SealJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { toSealWakeUp } from '../src/queue/wake-ups.js';
import { stepsAside } from './step-aside.js';
import type { Work, WorkOutcome } from './work.js';

/** Steps of one job: then the queue's other jobs get their turn, and the log its line. */
const STEPS = 20;
/** Looked for this often: on a quiet day no entry lies open to a change for longer than a moment. Seconds. */
const LOOK_SECONDS = 1;
/** Entries wait this long while content waits to be brought or checked; then they are sealed all the same. Seconds. */
const PATIENCE_SECONDS = 30;
const LOOK_AGAIN_MS = 1000;

/** Whoever seals also takes off what is kept no longer. */
async function trim(app: App): Promise<{ removed?: number }> {
  const removed = await app.trimLog();
  return removed > 0 ? { removed } : {};
}

/** 封存: one job, in the routine lane, that copies what was done into the audit log. */
export function sealWork(app: App): Work<SealJob> {
  return {
    kind: 'seal',
    payload: sealJob,
    everySeconds: LOOK_SECONDS,
    queues: (lane) => Promise.resolve(lane === 'routine' ? [{ concurrency: 1 }] : []),
    findDue: async (lanes) =>
      lanes.includes('routine') && (await app.sealHistory.dueSince()) !== undefined ? [toSealWakeUp()] : [],
    run: async (_payload, { signal }): Promise<WorkOutcome> => {
      let sealed = 0;
      for (let done = 1; ; done++) {
        if (await stepsAside(app, app.sealHistory.dueSince, PATIENCE_SECONDS))
          return { outcome: 'retry', afterMs: LOOK_AGAIN_MS, sealed };
        const step = await app.sealHistory.step();
        sealed += step.sealed;
        const facts = { sealed, number: step.number, hash: step.hash };
        if (!step.more) return { outcome: 'done', ...facts, ...(await trim(app)) };
        if (done === STEPS || signal.aborted) return { outcome: 'retry', afterMs: 0, ...facts };
      }
    },
  };
}
