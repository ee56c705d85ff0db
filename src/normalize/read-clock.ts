import type { DateFields } from './instant.js';
import { parseZone, ZONE_NAME } from './time-zone.js';

/**
 * Source of a pattern for the time that may follow a date: ` 09:05`, ` 09:05:30.123`, `T09:05Z`, `-21:50:00`,
 * ` 9时5分`, ` 上午9:05`, `（星期一）09:05`, each with an optional zone. A zone west of
 * Greenwich needs seconds before it, since `09:05-10:00` is a span. Named groups go to `readClock`.
 */
export const TIME = String.raw`(?:(?:[T,，\-]|\sat\s)?\s*(?:[（(]?(?:星期|周)[一二三四五六日天][)）]?)?\s*(?<half>上午|下午|凌晨|清晨|早上|早晨|中午|午后|傍晚|晚上|夜间|深夜|晚)?\s*(?<hour>\d{1,2})(?:[:点时](?<minute>\d{1,2})(?:[:分](?:(?<second>\d{1,2})(?:[.,]\d+)?秒?)?)?|[点时]整?)\s*(?<zone>(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d{2})?\b|\+(?:\d{2}:?\d{2}|\d:\d{2})\b|(?<=\d[:分]\d\d[:分]\d\d(?:\.\d+)?\s?)-\d{2}:?\d{2}(?![\d:])|${ZONE_NAME}(?![+-])\b|北京时间)?\s*(?<meridiem>[AaPp]\.?[Mm]\b)?)?`;

/** Halves of the day after noon. */
const AFTERNOON = /^(?:p|下午|午后|傍晚|晚|夜|深夜)/i;
const MORNING = /^(?:a|上午|凌晨|清晨|早)/i;

type Clock = Pick<DateFields, 'hour' | 'minute' | 'second' | 'offsetMinutes'>;

/** The time found by `TIME`; `{}` where there was none, undefined where it makes no sense. */
export function readClock(
  groups: Record<string, string | undefined> | undefined,
  day?: Pick<DateFields, 'year' | 'month' | 'day'>,
): Clock | undefined {
  if (groups?.hour === undefined) return {};
  const hour = toHour(Number(groups.hour), groups.half ?? groups.meridiem);
  if (hour === undefined) return undefined;
  const clock: Clock = { hour, minute: Number(groups.minute ?? 0), second: Number(groups.second ?? 0) };
  const offsetMinutes =
    groups.zone === undefined ? undefined : parseZone(groups.zone, day && { ...day, ...clock });
  return offsetMinutes === undefined ? clock : { ...clock, offsetMinutes };
}

/** Twelve-hour clocks; a 24-hour value beside 下午 or PM is taken as it is. */
export function toHour(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (MORNING.test(half)) return hour === 12 ? 0 : hour;
  if (half === '中午') return hour < 3 ? hour + 12 : hour;
  return AFTERNOON.test(half) && hour < 12 ? hour + 12 : hour;
}
