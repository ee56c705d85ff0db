import { formatInstant, toInstant } from './instant.js';
import { parseIsoDate } from './parse-iso-date.js';

const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/;
/** Counted seconds lie between these and the present: a number outside is a number of something else. */
const EARLIEST_COUNTED_MS = Date.UTC(1990, 0, 1);
const YEAR_MS = 366 * 86_400_000;

/** `20261123`, `202611230905`, `20261123090500`, epoch seconds (9 or 10 digits) or milliseconds (12 or 13 digits). */
export function parseDigits(digits: string, now: Date): string | undefined {
  const compact = COMPACT.exec(digits);
  if (compact !== null) {
    const [year, month, day, hour, minute, second] = compact.slice(1).map((part) => Number(part || 0));
    const read = toInstant({
      year: year ?? 0,
      month: month ?? 0,
      day: day ?? 0,
      hour: hour ?? 0,
      minute: minute ?? 0,
      second: second ?? 0,
    });
    if (read !== undefined || digits.length !== 12) return read;
  }
  if (digits.length === 12 || digits.length === 13) return counted(Number(digits), now);
  if (digits.length === 9 || digits.length === 10) return counted(Number(digits) * 1000, now);
  return parseIsoDate(digits)?.instant;
}

const COUNTED = /^(?:\/Date\((\d{12,13})(?:[+-]\d{4})?\)\/|(\d{9,10})[.,]\d+)$/;

/** What programs count in other clothes: `/Date(1795395900000+0800)/`, `1795395900.25`. */
export function parseCounted(text: string, now: Date): string | undefined {
  const match = COUNTED.exec(text);
  if (match === null) return undefined;
  return counted(match[1] === undefined ? Number(match[2]) * 1000 : Number(match[1]), now);
}

function counted(milliseconds: number, now: Date): string | undefined {
  const isTime = milliseconds >= EARLIEST_COUNTED_MS && milliseconds <= now.getTime() + YEAR_MS;
  return isTime ? formatInstant(milliseconds) : undefined;
}
