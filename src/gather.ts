import { setImmediate } from 'node:timers/promises';

interface Waiting<Q, A> {
  question: Q;
  resolve(answer: A): void;
  reject(error: unknown): void;
}

/**
 * Asks together what is asked in the same moment: questions that come up while one call is under way are the next call,
 * as a database gathers commits. `ask` answers each, in order, at most `most` at a time. Where a call of several fails, each
 * is asked alone, so that a question gets no error but its own: `ask` must bear being repeated.
 */
export function gather<Q, A>(
  ask: (questions: readonly Q[]) => Promise<readonly A[]>,
  { most }: { most: number },
): (question: Q) => Promise<A> {
  let waiting: Waiting<Q, A>[] = [];
  let underWay = false;

  async function askAll(): Promise<void> {
    underWay = true;
    while (waiting.length > 0) {
      // What else this turn of the event loop brings comes along.
      await setImmediate();
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(batch);
    }
    underWay = false;
  }

  async function settle(batch: readonly Waiting<Q, A>[]): Promise<void> {
    try {
      const answers = await ask(batch.map(({ question }) => question));
      if (answers.length !== batch.length)
        throw new Error(`${batch.length} asked, ${answers.length} answered`);
      for (const [at, answer] of answers.entries()) batch[at]?.resolve(answer);
    } catch (error) {
      if (batch.length > 1) await Promise.all(batch.map((one) => settle([one])));
      else batch[0]?.reject(error);
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (!underWay) void askAll();
    });
}
