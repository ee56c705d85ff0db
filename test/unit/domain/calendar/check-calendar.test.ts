import { describe, expect, test } from '@jest/globals';
import { checkCalendar } from '../../../../src/domain/calendar/check-calendar.js';
import { DEFAULT_CALENDAR } from '../../../../src/domain/calendar/default-calendar.js';
import { toReviewClock } from '../../../../src/domain/calendar/to-review-clock.js';
import { CLOCK_EXAMPLES } from '../../../../src/http/clock-examples.js';
import { calendar, type Calendar } from '../../../../schemas/calendar.js';
import { deliverWithinSeconds } from '../../../../src/domain/lanes.js';

const NOW = new Date('2026-11-25T09:00:00+08:00');
const check = (changes: Partial<Calendar>) =>
  checkCalendar({ ...DEFAULT_CALENDAR, ...changes }, NOW).map(({ pointer }) => pointer);
const working = { review: { amount: 1, unit: 'working-days' as const } };

describe('a calendar is refused', () => {
  test.each<[string, Partial<Calendar>, string]>([
    ['where nobody ever works', { weekdays: [] }, '/weekdays'],
    ['where hours end before they begin', { hours: [{ from: '12:00', until: '08:30' }] }, '/hours/0/until'],
    [
      'where hours overlap',
      {
        hours: [
          { from: '08:30', until: '12:00' },
          { from: '11:00', until: '18:00' },
        ],
      },
      '/hours/1/from',
    ],
    [
      'where a holiday ends before it begins',
      { holidays: [{ from: '2026-10-07', until: '2026-10-01', name: '国庆节' }] },
      '/holidays/0/until',
    ],
    [
      'where a holiday is a year',
      { holidays: [{ from: '2027-01-01', until: '2027-12-31', name: '全年' }] },
      '/holidays/0/until',
    ],
    [
      'where holidays follow each other without end',
      {
        holidays: [
          { from: '2027-01-01', until: '2027-01-20', name: '甲' },
          { from: '2027-01-21', until: '2027-02-05', name: '乙' },
        ],
      },
      '/holidays',
    ],
    [
      'where a day is both free and worked',
      {
        holidays: [{ from: '2026-10-01', until: '2026-10-07', name: '国庆节' }],
        makeUpDays: [{ date: '2026-10-04', name: '调休' }],
      },
      '/makeUpDays/0/date',
    ],
    [
      'where flash waits for the morning',
      { lanes: { ...DEFAULT_CALENDAR.lanes, flash: working } },
      '/lanes/flash/review/unit',
    ],
  ])('%s', (_what, changes, pointer) => {
    expect(check(changes)).toEqual([pointer]);
  });

  test('unless nothing is wrong with it', () => {
    expect(check({})).toEqual([]);
    expect(checkCalendar(structuredClone(CLOCK_EXAMPLES.calendarChange) as unknown as Calendar, NOW)).toEqual(
      [],
    );
    expect(calendar.check(DEFAULT_CALENDAR)).toMatchObject({ ok: true });
    const week = { from: '2027-02-05', until: '2027-02-11', name: '春节' };
    expect(check({ holidays: [week], makeUpDays: [{ date: '2027-02-13', name: '春节调休' }] })).toEqual([]);
  });
});

describe('the clock of a calendar', () => {
  const clock = toReviewClock({
    ...DEFAULT_CALENDAR,
    lanes: {
      flash: { review: { amount: 10, unit: 'minutes' }, deliverSeconds: 30 },
      urgent: { review: { amount: 1.5, unit: 'hours' } },
      routine: { review: { amount: 6, unit: 'working-hours' } },
      backfill: { review: { amount: 2, unit: 'working-days' } },
    },
  });

  test('has each lane’s own limit, a working day as long as its hours', () => {
    const seconds = (['flash', 'urgent', 'routine', 'backfill'] as const).map((lane) =>
      clock.reviewSeconds(lane),
    );
    expect(seconds).toEqual([600, 5400, 6 * 3600, 16 * 3600]);
  });

  test('has what is promised after approval, in force or as it comes', () => {
    expect(deliverWithinSeconds('flash', clock)).toBe(30);
    expect(deliverWithinSeconds('routine', clock)).toBeUndefined();
    expect([deliverWithinSeconds('flash'), deliverWithinSeconds('urgent')]).toEqual([60, 300]);
    expect([deliverWithinSeconds('routine'), deliverWithinSeconds('backfill')]).toEqual([3600, undefined]);
  });
});
