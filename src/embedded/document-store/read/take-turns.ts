import { setImmediate } from 'node:timers/promises';
import { MongoError } from '../mongo-error.js';
import { PAUSE, type Pause } from './run-plan.js';

/** Longest stretch of reading before other connections get their turn. */
const TURN_MS = 8;

/** Measures one command: when to let others run, and when its `maxTimeMS` is over. */
export class Turns {
  #turnEnds = performance.now() + TURN_MS;
  readonly #deadline: number;

  constructor(maxTimeMs: number) {
    this.#deadline = maxTimeMs > 0 ? performance.now() + maxTimeMs : Infinity;
  }

  /** To be awaited now and then; costs nothing until the turn is over. */
  async pause(): Promise<void> {
    const now = performance.now();
    if (now > this.#deadline) throw new MongoError(50, 'operation exceeded time limit');
    if (now < this.#turnEnds) return;
    await setImmediate();
    this.#turnEnds = performance.now() + TURN_MS;
  }
}

/** Takes from a paused stream until `accept` says stop; true when the stream has ended. */
export async function consume<T>(
  stream: Iterator<T | Pause, undefined, undefined>,
  turns: Turns,
  accept: (item: T) => boolean,
): Promise<boolean> {
  for (let taken = 1; ; taken++) {
    const step = stream.next();
    if (step.done === true) return true;
    if (step.value === PAUSE || taken % 256 === 0) await turns.pause();
    if (step.value !== PAUSE && !accept(step.value)) return false;
  }
}

/** Runs a paused computation to its result. */
export async function finish<T>(work: Generator<Pause, T, undefined>, turns: Turns): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await turns.pause();
  }
}
