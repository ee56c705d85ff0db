import { toInstant, type DateReading } from './instant.js';
import { readClock, TIME } from './read-clock.js';

const FULL = new RegExp(
  String.raw`(?<![\d.])(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|年(\d{1,2})月(\d{1,2})(?!\d)[日号]?)${TIME}`,
);
/** Behind it: what would have to belong to the date or its zone, and cannot. `09:05-10:30` is a span. */
const UNREADABLE_REST = /^(?:T[\dA-Za-z]|-\d+$|\s?\+)/;

/** Year, month and day in figures, with whatever time follows, anywhere in the text. */
export function parseFullDate(text: string, defaultOffsetMinutes?: number): DateReading | undefined {
  const match = FULL.exec(text);
  if (match === null) return undefined;
  const [whole, year, , month, day, chineseMonth, chineseDay] = match;
  const date = {
    year: Number(year),
    month: Number(month ?? chineseMonth),
    day: Number(day ?? chineseDay),
  };
  const clock = readClock(match.groups, date);
  if (clock === undefined || UNREADABLE_REST.test(text.slice(match.index + whole.length)))
    return { instant: undefined };
  const zone = defaultOffsetMinutes === undefined ? {} : { offsetMinutes: defaultOffsetMinutes };
  return { instant: toInstant({ ...date, ...zone, ...clock }) };
}
