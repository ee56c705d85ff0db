import type { Lane } from '../schemas/lane.js';
import type { Validator } from '../schemas/validator.js';
import type { Log } from '../src/log.js';
import type { WorkKind } from '../src/queue/lanes.js';
import type { WakeUp } from '../src/queue/queues.js';

/**
 * Work younger than this was woken by whoever made it; only what is older has been forgotten. Seconds.
 */
export const GRACE_SECONDS = 2;

/** How a job ended: `retry` comes back by itself, `dead` needs a person, a throw is a bug. */
export type WorkOutcome =
  | { outcome: 'done'; [fact: string]: unknown }
  | { outcome: 'retry'; afterMs: number; [fact: string]: unknown }
  | { outcome: 'dead'; [fact: string]: unknown };

export interface WorkContext {
  lane: Lane;
  /** The part of the lane's work that this queue is for. */
  part?: 'slow';
  log: Log;
  /** Aborted when the process stops draining: end soon, leave what is not done due. */
  signal: AbortSignal;
  /** Aborted when the process begins to drain: what only waits ends at once, what is under way goes on. */
  stopping: AbortSignal;
}

/**
 * One kind of work. Jobs carry ids and ask "is this still due?"; `findDue` finds the same work in the documents alone,
 * so that a queue that lost everything is filled again.
 */
export interface Work<P> {
  kind: WorkKind;
  payload: Validator<P>;
  /** Queues of this kind and lane, and how many jobs of each run at once in one process. */
  queues(lane: Lane): Promise<{ portalId?: string; part?: 'slow'; concurrency: number }[]>;
  findDue: (lanes: readonly Lane[], limit: number) => Promise<WakeUp[]>;
  /** How often `findDue` is asked, where nobody wakes this work and it must not wait for the reconciler's own time. */
  everySeconds?: number;
  run(payload: P, ctx: WorkContext): Promise<WorkOutcome>;
}
