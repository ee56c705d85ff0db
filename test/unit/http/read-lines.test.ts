import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readLines } from '../../../src/http/read-lines.js';

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function read(text: string, sizes: readonly number[] = [], limit = 1000) {
  const lines: [number, string | undefined][] = [];
  for await (const group of readLines(inChunks(Buffer.from(text), sizes), limit)) {
    for (const { line, bytes } of group) lines.push([line, bytes && Buffer.from(bytes).toString()]);
  }
  return lines;
}

test('however the bytes arrive, the lines are the same', async () => {
  const text = fc.array(fc.constantFrom('a', '测绘', '\n', '\r\n', ' ', '{}', '\u2028'), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(7), { maxLength: 60 }), async (pieces, sizes) => {
      const whole = pieces.join('');
      const expected = whole
        .split('\n')
        .map((line, index): [number, string] => [index + 1, line])
        .filter(([, line]) => /[^ \t\r]/.test(line));
      expect(await read(whole, sizes)).toEqual(expected);
    }),
  );
});

test('a line is there as soon as its end is', async () => {
  const groups: number[][] = [];
  for await (const lines of readLines(inChunks(Buffer.from('a\nb\nc\nd'), [4, 1]), 10))
    groups.push(lines.map(({ line }) => line));
  expect(groups).toEqual([[1, 2], [3], [4]]);
});

test('a line that is too long is told of, and none of it is kept', async () => {
  expect(await read(`${'x'.repeat(11)}\nshort\n${'y'.repeat(10)}\n${'z'.repeat(50)}`, [3, 3, 3], 10)).toEqual(
    [
      [1, undefined],
      [2, 'short'],
      [3, 'y'.repeat(10)],
      [4, undefined],
    ],
  );
});
