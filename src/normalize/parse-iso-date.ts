import { toInstant, toMilliseconds, formatInstant, type DateFields, type DateReading } from './instant.js';
import { parseZone } from './time-zone.js';

const CLOCK = String.raw`(?:[Tt](?<hour>\d{2})(?::?(?<minute>\d{2})(?::?(?<second>\d{2}))?)?(?:[.,](?<fraction>\d+))?\s?(?<zone>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?`;
/** Some programs pad the month to three figures; four-figure years and the day keep that apart from a day of the year. */
const CALENDAR = new RegExp(`^(\\d{4})-(?:0(?=\\d{2}-))?(\\d{2})(?:-(\\d{2})${CLOCK})?$`);
const BASIC = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${CLOCK.slice(0, -1)}$`);
const ORDINAL = new RegExp(`^(\\d{4})-(\\d{3})${CLOCK}$`);
const WEEK = new RegExp(`^(\\d{4})-?W(\\d{2})(?:-?([1-7]))?${CLOCK}$`);
const DAY_MS = 86_400_000;
const YEAR = /^\d{4}$/;

/**
 * ISO 8601 and W3CDTF in all their precisions, as the whole text. A year or a month alone is the first second of it:
 * these formats define such values as dates of that precision.
 */
export function parseIsoDate(text: string): DateReading | undefined {
  const calendar = CALENDAR.exec(text) ?? BASIC.exec(text);
  if (calendar !== null) {
    const [, year, month, day = '1'] = calendar;
    return reading(calendar, { year: Number(year), month: Number(month), day: Number(day) });
  }
  if (YEAR.test(text)) return { instant: toInstant({ year: Number(text), month: 1, day: 1 }) };
  return parseOrdinal(text) ?? parseWeek(text);
}

function parseOrdinal(text: string): DateReading | undefined {
  const match = ORDINAL.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const date = new Date(Date.UTC(year, 0, Number(match[2])));
  if (date.getUTCFullYear() !== year) return { instant: undefined };
  return reading(match, { year, month: date.getUTCMonth() + 1, day: date.getUTCDate() });
}

/** ISO week 1 is the week of 4 January. */
function parseWeek(text: string): DateReading | undefined {
  const match = WEEK.exec(text);
  if (match === null) return undefined;
  const week = Number(match[2]);
  if (week < 1 || week > 53) return { instant: undefined };
  const fourth = new Date(Date.UTC(Number(match[1]), 0, 4));
  const weekday = fourth.getUTCDay() || 7;
  const dayOfWeek = (day: number) => new Date(fourth.getTime() + ((week - 1) * 7 + day - weekday) * DAY_MS);
  // A week belongs to the year of its Thursday: most years have no week 53.
  if (dayOfWeek(4).getUTCFullYear() !== Number(match[1])) return { instant: undefined };
  const date = dayOfWeek(Number(match[3] ?? 1));
  return reading(match, {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  });
}

/** ISO 8601 lets the smallest unit that is given have a fraction: `T10.5` is half past ten. Of seconds it is dropped. */
function smallerUnits(minute: string | undefined, second: string | undefined, rest: number) {
  if (second !== undefined) return { minute: Number(minute), second: Number(second) };
  if (minute !== undefined) return { minute: Number(minute), second: wholeSeconds(rest * 60) };
  const seconds = wholeSeconds(rest * 3600);
  return { minute: Math.floor(seconds / 60), second: seconds % 60 };
}

/** 0.35 of a minute is 21 seconds, and 20.999… in binary figures. */
function wholeSeconds(seconds: number): number {
  return Math.floor(seconds + 1e-6);
}

function reading(match: RegExpExecArray, day: DateFields): DateReading {
  const { hour, minute, second, fraction, zone } = match.groups ?? {};
  const rest = fraction === undefined ? 0 : Number(`0.${fraction}`);
  const fields = { ...day, hour: Number(hour ?? 0), ...smallerUnits(minute, second, rest) };
  const offsetMinutes = zone === undefined ? undefined : parseZone(zone);
  const milliseconds = toMilliseconds(offsetMinutes === undefined ? fields : { ...fields, offsetMinutes });
  return { instant: milliseconds === undefined ? undefined : formatInstant(milliseconds) };
}
