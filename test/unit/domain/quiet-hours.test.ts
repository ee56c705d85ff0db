import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { QuietHours } from '../../../schemas/portal.js';
import { toInstant } from '../../../schemas/instant.js';
import { isQuiet, nextOpening } from '../../../src/domain/quiet-hours.js';

const night: QuietHours = { from: '22:00', until: '06:30' };
const lunch: QuietHours = { from: '12:00', until: '14:00' };
/** 2026-11-23 is a Monday. */
const weekend: QuietHours = { from: '00:00', until: '24:00', days: [6, 7] };

describe('a portal is quiet', () => {
  test.each<[string, QuietHours[], string, boolean]>([
    ['never without quiet hours', [], '2026-11-23T23:00', false],
    ['from the first minute', [lunch], '2026-11-23T12:00', true],
    ['not a minute before', [lunch], '2026-11-23T11:59', false],
    ['to the last minute', [lunch], '2026-11-23T13:59', true],
    ['not from its end', [lunch], '2026-11-23T14:00', false],
    ['before midnight', [night], '2026-11-23T22:00', true],
    ['after midnight', [night], '2026-11-24T06:29', true],
    ['not in the morning', [night], '2026-11-24T06:30', false],
    ['on the days named', [weekend], '2026-11-28T09:00', true],
    ['to the end of the day', [weekend], '2026-11-29T23:59', true],
    ['not on other days', [weekend], '2026-11-30T00:00', false],
    ['in the night that begins on a day named', [{ ...night, days: [1] }], '2026-11-24T03:00', true],
    ['not in the night that ends on it', [{ ...night, days: [1] }], '2026-11-23T03:00', false],
    ['in any of several windows', [lunch, night], '2026-11-23T23:00', true],
  ])('%s', (_when, quietHours, time, quiet) => {
    const now = new Date(`${time}+08:00`);
    expect(isQuiet({ quietHours }, 'routine', now)).toBe(quiet);
    expect(isQuiet({ quietHours }, 'backfill', now)).toBe(quiet);
    expect(isQuiet({ quietHours }, 'flash', now)).toBe(false);
    expect(isQuiet({ quietHours }, 'urgent', now)).toBe(false);
  });
});

describe('a portal opens', () => {
  const opening = (quietHours: QuietHours[], time: string, lane: 'flash' | 'routine' = 'routine') => {
    const at = nextOpening({ quietHours }, lane, new Date(`${time}+08:00`));
    return at && toInstant(at).slice(0, 16);
  };
  test.each<[string, QuietHours[], string, string | undefined]>([
    ['at once where it is open', [night], '2026-11-23T09:00', '2026-11-23T09:00'],
    ['in the morning', [night], '2026-11-23T23:17', '2026-11-24T06:30'],
    ['after the weekend', [weekend], '2026-11-28T09:00', '2026-11-30T00:00'],
    ['after windows that follow each other', [weekend, night], '2026-11-27T22:30', '2026-11-30T06:30'],
    ['never when all time is quiet', [{ from: '08:00', until: '08:00' }], '2026-11-23T09:00', undefined],
  ])('%s', (_when, quietHours, time, expected) => {
    expect(opening(quietHours, time)).toBe(expected);
  });

  test('at once for flash', () => {
    expect(opening([{ from: '08:00', until: '08:00' }], '2026-11-23T09:00', 'flash')).toBe(
      '2026-11-23T09:00',
    );
  });

  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'));
  const windows = fc.array(
    fc.record(
      { from: time, until: time, days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }) },
      { requiredKeys: ['from', 'until'] },
    ),
    { maxLength: 4 },
  );

  test('in a minute that is not quiet, after minutes that all are', () => {
    fc.assert(
      fc.property(windows, fc.nat(7 * 1440), (quietHours, minutes) => {
        const now = new Date(Date.parse('2026-11-23T00:00:00+08:00') + minutes * 60_000);
        const at = nextOpening({ quietHours }, 'routine', now);
        const until = at?.getTime() ?? now.getTime() + 8 * 1440 * 60_000;
        if (at) expect(isQuiet({ quietHours }, 'routine', at)).toBe(false);
        for (let each = now.getTime(); each < until; each += 7 * 60_000)
          expect(isQuiet({ quietHours }, 'routine', new Date(each))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
