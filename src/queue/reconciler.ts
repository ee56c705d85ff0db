import { setMaxListeners } from 'node:events';
import type { Log } from '../log.js';
import { pause } from '../pause.js';
import type { Queues, WakeUp } from './queues.js';

/** One kind of work as the reconciler sees it. */
export interface Reconcilable {
  kind: string;
  findDue(limit: number): Promise<WakeUp[]>;
  /** Instead of the reconciler's own pace, where that is slower. */
  everySeconds?: number;
}

export interface Reconciler {
  /** Ends after the round under way. */
  stop(): Promise<void>;
}

const MOST_A_ROUND = 200;

/**
 * Looks every `everySeconds` for due work and wakes it: at start, after Redis lost its memory, after a crash. Adding
 * what is queued already does nothing. Each kind has its own loop, so that one whose query fails holds up no other.
 */
export function startReconciler(settings: {
  work: readonly Reconcilable[];
  queues: Queues;
  everySeconds: number;
  log: Log;
}): Reconciler {
  const stopping = new AbortController();
  // Every loop waits for the same end: no leak, but more of them than Node takes for granted.
  setMaxListeners(settings.work.length + 1, stopping.signal);
  const loops = settings.work.map((work) => loop(work, settings, stopping.signal));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function loop(
  work: Reconcilable,
  { queues, everySeconds, log }: { queues: Queues; everySeconds: number; log: Log },
  signal: AbortSignal,
): Promise<void> {
  const pauseSeconds = Math.min(work.everySeconds ?? everySeconds, everySeconds);
  while (!signal.aborted) {
    try {
      const due = await work.findDue(MOST_A_ROUND);
      if (due.length > 0) {
        await queues.wake(due);
        log.debug({ kind: work.kind, due: due.length }, 'reconciled');
      }
    } catch (err) {
      log.warn({ kind: work.kind, err }, 'reconcile-failed');
    }
    await pause(pauseSeconds * 1000, signal);
  }
}
