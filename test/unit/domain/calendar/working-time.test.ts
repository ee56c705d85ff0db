import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds, toInstant } from '../../../../schemas/instant.js';
import { DEFAULT_CALENDAR } from '../../../../src/domain/calendar/default-calendar.js';
import {
  addWorkingTime,
  toWorkingTime,
  workingTimeBetween,
  type WorkingDays,
} from '../../../../src/domain/calendar/working-time.js';

const at = (text: string) => new Date(`${text}:00+08:00`);
const HOUR = 3600;

/** National Day 2026 and the Saturday worked for it, in office hours with a break at noon. */
const OFFICE: WorkingDays = {
  weekdays: [1, 2, 3, 4, 5],
  hours: [
    { from: '08:30', until: '12:00' },
    { from: '13:30', until: '18:00' },
  ],
  holidays: [
    { from: '2026-10-01', until: '2026-10-07', name: '国庆节' },
    { from: '2027-01-01', name: '元旦' },
  ],
  makeUpDays: [{ date: '2026-10-10', name: '国庆节调休' }],
};
const office = toWorkingTime(OFFICE);
const allDay = toWorkingTime({ ...DEFAULT_CALENDAR, hours: [{ from: '00:00', until: '24:00' }] });
const weekdays = toWorkingTime(DEFAULT_CALENDAR);

describe('working time added', () => {
  test.each<[string, string, number, string]>([
    // 23 November 2026 is a Monday.
    ['within a morning', '2026-11-23T09:00', 2 * HOUR, '2026-11-23T11:00'],
    ['over noon', '2026-11-23T11:00', 2 * HOUR, '2026-11-23T14:30'],
    ['to the very end of a day, not the beginning of the next', '2026-11-23T17:00', HOUR, '2026-11-23T18:00'],
    ['over the night', '2026-11-23T17:00', 2 * HOUR, '2026-11-24T09:30'],
    ['from before the office opens', '2026-11-23T03:00', HOUR, '2026-11-23T09:30'],
    ['from the break', '2026-11-23T12:45', HOUR, '2026-11-23T14:30'],
    ['over a weekend', '2026-11-20T17:00', 2 * HOUR, '2026-11-23T09:30'],
    ['from a Saturday', '2026-11-21T10:00', HOUR, '2026-11-23T09:30'],
    ['over the holiday, into a make-up Saturday', '2026-09-30T17:30', 17 * HOUR, '2026-10-10T09:00'],
    ['from within the holiday', '2026-10-03T10:00', HOUR, '2026-10-08T09:30'],
    ['over New Year’s Eve and its holiday', '2026-12-31T17:00', 2 * HOUR, '2027-01-04T09:30'],
    ['over the end of a February without a 29th', '2027-02-26T17:30', HOUR, '2027-03-01T09:00'],
    ['over a leap day', '2028-02-28T17:30', 9 * HOUR, '2028-03-01T09:00'],
    ['nothing', '2026-11-21T10:00', 0, '2026-11-21T10:00'],
  ])('%s', (_what, from, seconds, until) => {
    expect(toInstant(addWorkingTime(at(from), seconds, office))).toBe(toInstant(at(until)));
  });

  test('where every hour of a weekday counts, a day is a day', () => {
    expect(toInstant(addWorkingTime(at('2026-11-20T16:00'), 24 * HOUR, allDay))).toBe(
      toInstant(at('2026-11-23T16:00')),
    );
    expect(allDay.daySeconds).toBe(24 * HOUR);
    expect([office.daySeconds, weekdays.daySeconds]).toEqual([8 * HOUR, 8 * HOUR]);
  });

  test('ends with an error rather than never where no day is worked', () => {
    const never = toWorkingTime({ ...OFFICE, weekdays: [], makeUpDays: [] });
    expect(() => addWorkingTime(at('2026-11-23T09:00'), 1, never)).toThrow('no working time');
    expect(workingTimeBetween(at('2026-01-01T00:00'), at('2027-01-01T00:00'), never)).toBe(0);
  });
});

describe('working time between', () => {
  test.each<[string, string, string, number]>([
    ['a week', '2026-11-23T00:00', '2026-11-30T00:00', 40],
    ['the week of the holiday', '2026-09-28T00:00', '2026-10-05T00:00', 24],
    ['the week after it, with its make-up day', '2026-10-05T00:00', '2026-10-12T00:00', 24],
    ['a break', '2026-11-23T12:00', '2026-11-23T13:30', 0],
    ['a later and an earlier moment', '2026-11-24T12:00', '2026-11-23T12:00', 0],
    ['February of a leap year', '2028-02-01T00:00', '2028-03-01T00:00', 21 * 8],
  ])('%s', (_what, from, until, hours) => {
    expect(workingTimeBetween(at(from), at(until), office)).toBe(hours * HOUR);
  });
});

describe('whatever the calendar', () => {
  const moment = fc.date({ min: at('2026-01-01T00:00'), max: at('2028-12-31T00:00'), noInvalidDate: true });
  const seconds = fc.integer({ min: 1, max: 60 * 8 * HOUR });
  const time = fc.constantFrom(office, allDay, weekdays);

  test('what is added is what lies between', () => {
    fc.assert(
      fc.property(moment, seconds, time, (from, amount, working) => {
        const until = addWorkingTime(from, amount, working);
        expect(workingTimeBetween(from, until, working)).toBeCloseTo(amount, 6);
        expect(until.getTime() - from.getTime()).toBeGreaterThanOrEqual(amount * 1000);
      }),
    );
  });

  test('two steps lead where one does', () => {
    fc.assert(
      fc.property(moment, seconds, seconds, time, (from, first, second, working) => {
        const twice = addWorkingTime(addWorkingTime(from, first, working), second, working);
        expect(twice).toEqual(addWorkingTime(from, first + second, working));
      }),
    );
  });

  test('a later start never ends earlier', () => {
    fc.assert(
      fc.property(moment, fc.nat(10_000_000), seconds, time, (from, later, amount, working) => {
        const next = addWorkingTime(addSeconds(from, later), amount, working);
        expect(next.getTime()).toBeGreaterThanOrEqual(addWorkingTime(from, amount, working).getTime());
      }),
    );
  });

  test('no moment of a holiday is ever a deadline', () => {
    fc.assert(
      fc.property(moment, seconds, (from, amount) => {
        const due = toInstant(addWorkingTime(from, amount, office)).slice(0, 10);
        expect(due >= '2026-10-01' && due <= '2026-10-07').toBe(false);
        expect(due).not.toBe('2027-01-01');
      }),
    );
  });
});
