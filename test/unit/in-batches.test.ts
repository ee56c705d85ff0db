import { expect, test } from '@jest/globals';
import { inBatches } from '../../src/in-batches.js';

test('a call that comes alone goes alone; those that come meanwhile go together, in their order', async () => {
  const runs: number[][] = [];
  const double = inBatches(
    async (inputs: readonly number[]) => {
      runs.push([...inputs]);
      await new Promise(setImmediate);
      return inputs.map((input) => input * 2);
    },
    { most: 3 },
  );
  expect(await double(1)).toBe(2);
  expect(await Promise.all([2, 3, 4, 5, 6].map(double))).toEqual([4, 6, 8, 10, 12]);
  expect(runs).toEqual([[1], [2, 3, 4], [5, 6]]);
});

test('one that cannot be done fails alone', async () => {
  const half = inBatches((inputs: readonly number[]) =>
    inputs.some((input) => input % 2 === 1)
      ? Promise.reject(new Error(`odd among ${inputs.length}`))
      : Promise.resolve(inputs.map((input) => input / 2)),
  );
  const ends = await Promise.allSettled([2, 3, 4].map(half));
  expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([
    ...[1, 'Error: odd among 1', 2],
  ]);
});
