import type { Calendar } from '../../../schemas/calendar.js';
import { AppError } from '../../../schemas/errors.js';

export const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
/** A calendar that was accepted is never without working time for so long: see `checkCalendar`. */
const PATIENCE_DAYS = 400;

/** When time counts. Days are numbers counted from 1970-01-01 at +08:00. */
export interface WorkingTime {
  isWorkingDay: (day: number) => boolean;
  /** Working hours of such a day, in order: milliseconds from its midnight. */
  spans: readonly { from: number; until: number }[];
  /** How much working time a working day has. */
  daySeconds: number;
}

export type WorkingDays = Pick<Calendar, 'weekdays' | 'hours' | 'holidays' | 'makeUpDays'>;

/** Make-up days are worked whatever their weekday; holidays are not; the weekday decides the rest. */
export function toWorkingTime({ weekdays, hours, holidays, makeUpDays }: WorkingDays): WorkingTime {
  const worked = new Set(makeUpDays.map(({ date }) => toDay(date)));
  const free = new Set(holidays.flatMap(({ from, until = from }) => daysOf(toDay(from), toDay(until))));
  const spans = hours.map(({ from, until }) => ({
    from: toMilliseconds(from),
    until: toMilliseconds(until),
  }));
  return {
    spans,
    daySeconds: spans.reduce((sum, { from, until }) => sum + (until - from), 0) / 1000,
    isWorkingDay: (day) => worked.has(day) || (!free.has(day) && weekdays.includes(weekdayOf(day))),
  };
}

/** The moment at which so much working time has passed; the end of a working day rather than the beginning of the next. */
export function addWorkingTime(from: Date, seconds: number, time: WorkingTime): Date {
  let left = seconds * 1000;
  if (left <= 0) return from;
  const first = dayOf(from);
  for (let day = first, idle = 0; idle <= PATIENCE_DAYS; day++, idle++) {
    for (const { begin, end } of spansOf(day, time)) {
      const start = Math.max(begin, from.getTime());
      if (start >= end) continue;
      idle = 0;
      if (end - start >= left) return new Date(start + left);
      left -= end - start;
    }
  }
  throw new AppError('internal', `the calendar has no working time for ${PATIENCE_DAYS} days`);
}

/** Seconds of working time from one moment to another; 0 where the second is not the later one. */
export function workingTimeBetween(from: Date, until: Date, time: WorkingTime): number {
  let sum = 0;
  for (let day = dayOf(from); day <= dayOf(until); day++) {
    for (const { begin, end } of spansOf(day, time))
      sum += Math.max(0, Math.min(end, until.getTime()) - Math.max(begin, from.getTime()));
  }
  return sum / 1000;
}

function spansOf(day: number, { isWorkingDay, spans }: WorkingTime): { begin: number; end: number }[] {
  if (!isWorkingDay(day)) return [];
  const midnight = day * DAY_MS - SHANGHAI_MS;
  return spans.map(({ from, until }) => ({ begin: midnight + from, end: midnight + until }));
}

/** The day that a moment belongs to at +08:00. */
export function dayOf(at: Date): number {
  return Math.floor((at.getTime() + SHANGHAI_MS) / DAY_MS);
}

/** `yyyy-mm-dd` as a number of days. */
export function toDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** Milliseconds from midnight of `HH:MM`. */
export function toMilliseconds(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** 1 Monday … 7 Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function daysOf(from: number, until: number): number[] {
  return Array.from({ length: Math.max(0, until - from + 1) }, (_, at) => from + at);
}
