import { constants } from 'node:os';
import { setImmediate } from 'node:timers';
import { MongoError } from '../mongo-error.js';
import type { LmdbStorage } from './lmdb-storage.js';

/** A write in steps: it may yield between documents, so that one large write does not hold up all others. */
export type WriteTask<T> = Generator<undefined, T, undefined>;

interface Waiting {
  /** Runs up to the next yield; true when the task has ended (well or badly). */
  step: () => boolean;
  /** Tells the client, after the commit. */
  settle: (commitError: Error | undefined) => void;
}

/** What took part in one transaction. */
interface Turn {
  started: Set<Waiting>;
  ended: Waiting[];
}

/** The disk, the quota or the largest file allowed is full. */
const NO_SPACE: readonly unknown[] = [constants.errno.ENOSPC, constants.errno.EDQUOT, constants.errno.EFBIG];

function codeOf(error: Error): number {
  return 'code' in error && NO_SPACE.includes(error.code) ? 14031 : 8;
}

/** Longest stretch of work in one transaction; the rest continues in the next one. */
const TRANSACTION_BUDGET_MS = 15;

/**
 * The one writer. All writes that have arrived when a transaction starts share it and are acknowledged together after
 * its commit (group commit); large ones take turns with the rest.
 */
export class WriteQueue {
  #waiting: Waiting[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  constructor(
    private readonly storage: Pick<LmdbStorage, 'transaction' | 'writes'>,
    /** Called when a commit failed: what is in memory may be ahead of what is stored. */
    private readonly onFailedCommit: (error: Error) => void,
    /** Called when a write broke off half-way, which only a defect can cause; must not return to the transaction. */
    private readonly onHalfWritten: (error: unknown) => void,
  ) {}

  /** Runs a write; resolves after its last step is durable. */
  run<T>(task: WriteTask<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(this.toWaiting(task, resolve, reject));
      if (!this.#running) {
        this.#running = true;
        setImmediate(() => void this.drain());
      }
    });
  }

  /** Resolves when nothing is waiting or being committed. */
  async idle(): Promise<void> {
    if (!this.#running) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  private async drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const turn: Turn = { started: new Set(), ended: [] };
      try {
        await this.storage.transaction(() => {
          this.work(turn);
        });
        for (const task of turn.ended) task.settle(undefined);
      } catch (error) {
        this.abandon(turn, error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Everything that had a part in a failed transaction has failed, also what was to go on in the next one. */
  private abandon({ started }: Turn, failure: Error): void {
    this.#waiting = this.#waiting.filter((task) => !started.has(task));
    this.onFailedCommit(failure);
    for (const task of started) task.settle(failure);
  }

  /** Round robin over the waiting tasks until all have ended or the time is up. */
  private work({ started, ended }: Turn): void {
    const stop = performance.now() + TRANSACTION_BUDGET_MS;
    let round = this.#waiting;
    this.#waiting = [];
    while (round.length > 0 && performance.now() <= stop) {
      const unfinished: Waiting[] = [];
      for (const task of round) {
        if (performance.now() > stop) unfinished.push(task);
        else {
          started.add(task);
          if (task.step()) ended.push(task);
          else unfinished.push(task);
        }
      }
      round = unfinished;
    }
    this.#waiting = [...round, ...this.#waiting];
  }

  private toWaiting<T>(
    task: WriteTask<T>,
    resolve: (value: T) => void,
    reject: (error: Error) => void,
  ): Waiting {
    let finish: () => void = () => undefined;
    const step = (): boolean => {
      const writesBefore = this.storage.writes;
      try {
        const result = task.next();
        if (result.done !== true) return false;
        finish = () => {
          resolve(result.value);
        };
      } catch (error) {
        if (!(error instanceof MongoError) && this.storage.writes !== writesBefore) this.onHalfWritten(error);
        finish = () => {
          reject(error instanceof Error ? error : new Error(String(error)));
        };
      }
      return true;
    };
    const settle = (commitError: Error | undefined): void => {
      if (commitError === undefined) finish();
      else
        reject(
          new MongoError(codeOf(commitError), `the write could not be committed: ${commitError.message}`),
        );
    };
    return { step, settle };
  }
}
