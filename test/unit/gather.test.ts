import { describe, expect, test } from '@jest/globals';
import { gather } from '../../src/gather.js';

/** A service that answers when it is told to, and remembers what it was asked together. */
function heldService(fails: (questions: readonly number[]) => boolean = () => false) {
  const calls: { questions: readonly number[]; answer: () => void }[] = [];
  const ask = (questions: readonly number[]): Promise<number[]> =>
    new Promise((resolve, reject) => {
      const answer = (): void => {
        if (fails(questions)) reject(new Error(`cannot take ${questions.join()}`));
        else resolve(questions.map((question) => question * 10));
      };
      calls.push({ questions, answer });
    });
  return { calls, ask };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function called(calls: readonly unknown[], times: number): Promise<void> {
  while (calls.length < times) await turn();
}

describe('gathered questions', () => {
  test('of one moment are asked together, each gets its own answer', async () => {
    const { calls, ask } = heldService();
    const asked = gather(ask, { most: 10 });
    const answers = Promise.all([1, 2, 3].map(asked));
    await called(calls, 1);
    calls[0]?.answer();
    expect(await answers).toEqual([10, 20, 30]);
    expect(calls.map(({ questions }) => questions)).toEqual([[1, 2, 3]]);
  });

  test('that come while a call is under way are the next call, at most so many', async () => {
    const { calls, ask } = heldService();
    const asked = gather(ask, { most: 2 });
    const answers = [asked(1)];
    await called(calls, 1);
    answers.push(...[2, 3, 4].map(asked));
    for (const at of [0, 1, 2]) {
      await called(calls, at + 1);
      calls[at]?.answer();
    }
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40]);
    expect(calls.map(({ questions }) => questions)).toEqual([[1], [2, 3], [4]]);
  });

  test('are asked alone where they failed together, so that only the bad one fails', async () => {
    const { calls, ask } = heldService((questions) => questions.includes(2));
    const asked = gather(ask, { most: 10 });
    const answers = Promise.allSettled([1, 2, 3].map(asked));
    await called(calls, 1);
    calls[0]?.answer();
    await called(calls, 4);
    for (const { answer } of calls.slice(1)) answer();
    expect(await answers).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: new Error('cannot take 2') },
      { status: 'fulfilled', value: 30 },
    ]);
  });

  test('are asked again after a failure and after a pause', async () => {
    const { calls, ask } = heldService((questions) => questions.includes(1));
    const asked = gather(ask, { most: 10 });
    const first = asked(1);
    await called(calls, 1);
    calls[0]?.answer();
    await expect(first).rejects.toThrow('cannot take 1');
    const second = asked(2);
    await called(calls, 2);
    calls[1]?.answer();
    expect(await second).toBe(20);
  });

  test('that are answered short fail', async () => {
    const asked = gather(() => Promise.resolve([]), { most: 10 });
    await expect(asked(1)).rejects.toThrow('1 asked, 0 answered');
  });
});
