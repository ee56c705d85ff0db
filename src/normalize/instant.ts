/** Calendar fields as written; `offsetMinutes` only where the text gave a zone. */
export interface DateFields {
  year: number;
  month: number;
  day: number;
  hour?: number;
  minute?: number;
  second?: number;
  offsetMinutes?: number;
}

/** `undefined`: not this form. `{ instant: undefined }`: this form, but no such date, so no other reading is tried. */
export interface DateReading {
  instant: string | undefined;
}

/** Everything the gateway reads and writes is Chinese standard time unless a zone is given. */
export const CHINA_OFFSET_MINUTES = 480;

// Outside these years a date on a government site is a placeholder (0001-01-01) or a misreading.
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2199;

/** RFC 3339 at +08:00, or undefined where no such day or time exists. */
export function toInstant(fields: DateFields): string | undefined {
  const milliseconds = toMilliseconds(fields);
  return milliseconds === undefined ? undefined : formatInstant(milliseconds);
}

/** RFC 3339 at +08:00 in whole seconds; undefined outside the years a date can be trusted in. */
export function formatInstant(milliseconds: number): string | undefined {
  const local = new Date(milliseconds + CHINA_OFFSET_MINUTES * 60_000);
  const year = local.getUTCFullYear();
  if (!(year >= EARLIEST_YEAR && year <= LATEST_YEAR)) return undefined;
  return `${local.toISOString().slice(0, 19)}+08:00`;
}

export function toMilliseconds(fields: DateFields): number | undefined {
  const { year, month, day, hour = 0, minute = 0, second = 0, offsetMinutes = CHINA_OFFSET_MINUTES } = fields;
  if (!isDay(year, month, day) || !isTime(hour, minute, second) || Math.abs(offsetMinutes) > 14 * 60)
    return undefined;
  return Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second);
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < EARLIEST_YEAR || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 24:00:00 is the end of the day and :60 a leap second (ISO 8601). */
function isTime(hour: number, minute: number, second: number): boolean {
  if (hour === 24) return minute === 0 && second === 0;
  return hour < 24 && minute < 60 && second <= 60;
}
