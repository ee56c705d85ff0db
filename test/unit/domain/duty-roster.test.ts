import { describe, expect, test } from '@jest/globals';
import { checkShifts, findGaps, onDutyAt } from '../../../src/domain/duty-roster.js';

const shift = (from: string, until: string, ...officers: string[]) => ({
  ...{ from: `2026-11-${from}:00:00+08:00`, until: `2026-11-${until}:00:00+08:00`, officers },
});
const at = (text: string) => new Date(`2026-11-${text}:00:00+08:00`);
const shifts = [
  shift('25T08', '25T20', 'a', 'b'),
  shift('25T20', '26T08', 'b', 'c'),
  shift('26T20', '27T08', 'a'),
];

describe('a duty roster', () => {
  test('tells who is on duty; a shift ends when the next begins', () => {
    expect(onDutyAt({ shifts }, at('25T08'))).toEqual(['a', 'b']);
    expect(onDutyAt({ shifts }, at('25T20'))).toEqual(['b', 'c']);
    expect(onDutyAt({ shifts }, at('26T12'))).toEqual([]);
  });

  test('shows when nobody is, for fourteen days', () => {
    expect(
      findGaps({ shifts }, at('25T06')).map(({ from, until }) => [from.slice(8, 13), until.slice(8, 13)]),
    ).toEqual([
      ['25T06', '25T08'],
      ['26T08', '26T20'],
      ['27T08', '09T06'],
    ]);
    expect(findGaps({ shifts: [] }, at('25T06'))).toHaveLength(1);
    expect(findGaps({ shifts: [shift('20T00', '20T08', 'a')] }, at('25T06'))[0]?.from.slice(8, 13)).toBe(
      '25T06',
    );
  });

  test('is refused where shifts overlap or end before they begin', () => {
    expect(checkShifts(shifts)).toEqual([]);
    expect(checkShifts([shift('25T08', '25T08', 'a')])[0]?.pointer).toBe('/shifts/0/until');
    expect(checkShifts([shift('25T08', '25T20', 'a'), shift('25T19', '26T08', 'b')])[0]?.pointer).toBe(
      '/shifts/1/from',
    );
  });
});
