import { describe, expect, test } from '@jest/globals';
import { nextLook, sampleSize, type LookResult } from '../../../src/domain/look-again.js';

const DAY = 86_400;
const RULES = {
  ...{ firstSeconds: 7 * DAY, longestSeconds: 90 * DAY, perCollection: 5 },
  ...{ confirmSeconds: 600, massCount: 5 },
};
const NOW = new Date('2026-11-01T00:00:00+08:00');

describe('the next look', () => {
  const rows: [result: LookResult, last: number | undefined, days: number, interval: number][] = [
    ['planned', undefined, 7, 7],
    ['listed', 56, 7, 7],
    ['there', 7, 14, 14],
    ['there', 56, 90, 90],
    ['there', 90, 90, 90],
    ['confirmed', 7, 14, 14],
    ['unclear', 14, 14, 14],
    ['gone', 28, 600 / DAY, 28],
  ];
  test.each(rows)('after "%s" with %s days before comes in %s days', (result, last, days, interval) => {
    const mark = last === undefined ? {} : { lookAgainSeconds: last * DAY };
    const next = nextLook(mark, result, RULES, NOW);
    expect((Date.parse(next.lookAgainAt) - NOW.getTime()) / 1000).toBe(days * DAY);
    expect(next.lookAgainSeconds).toBe(interval * DAY);
  });

  test('is never sooner than the first, whatever the settings', () => {
    const rules = { ...RULES, longestSeconds: DAY };
    expect(nextLook({ lookAgainSeconds: 7 * DAY }, 'there', rules, NOW).lookAgainSeconds).toBe(7 * DAY);
  });
});

test.each([
  [1, 2],
  [5, 10],
  [1000, 50],
])('a source that may lose %i at once is judged by %i more', (massCount, size) => {
  expect(sampleSize({ massCount })).toBe(size);
});
