import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findEdits, sizeOf } from '../../../../src/domain/review/text-edits.js';

const texts = fc.string({ unit: fc.constantFrom('测', '绘', '局', '5', '𠮷'), maxLength: 24 });

/** The textbook way, by a table. */
function distance(before: string, after: string): number {
  const [old, fresh] = [Array.from(before), Array.from(after)];
  let row = fresh.map((_each, index) => index + 1);
  row.unshift(0);
  for (const [x, character] of old.entries()) {
    const next = [x + 1];
    for (const [y, other] of fresh.entries())
      next.push(
        character === other ? (row[y] ?? 0) : 1 + Math.min(row[y + 1] ?? Infinity, next[y] ?? Infinity),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}

test('the edits are the fewest there are, and none where more are needed than may be', () => {
  fc.assert(
    fc.property(texts, texts, fc.nat(30), (before, after, most) => {
      const edits = findEdits(before, after, most);
      const fewest = distance(before, after);
      expect(edits && sizeOf(edits)).toBe(fewest <= most ? fewest : undefined);
    }),
    { numRuns: 2000 },
  );
});

test('what is left once they are made are the characters of the new text', () => {
  const sorted = (text: string) => Array.from(text).sort().join('');
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const edits = findEdits(before, after, 48) ?? [];
      const [deleted, inserted] = [
        edits.map((edit) => edit.deleted).join(''),
        edits.map((edit) => edit.inserted).join(''),
      ];
      expect(sorted(before + inserted)).toBe(sorted(after + deleted));
    }),
  );
});

test('each place is told with what stands on both sides of it', () => {
  expect(findEdits('甲乙丙丁', '甲天地丁戊', 9)).toEqual([
    { deleted: '乙丙', inserted: '天地', previous: '甲', next: '丁' },
    { deleted: '', inserted: '戊', previous: '丁', next: '' },
  ]);
});

test('a long text costs no more than what differs in it', () => {
  const long = '测绘成果'.repeat(100_000);
  expect(findEdits(long, `${long.slice(0, 200_000)}与${long.slice(200_000)}`, 20)).toEqual([
    { deleted: '', inserted: '与', previous: '果', next: '测' },
  ]);
});
