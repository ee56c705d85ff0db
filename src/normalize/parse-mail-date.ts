import { toInstant, type DateFields, type DateReading } from './instant.js';
import { foldAccents, MONTH_NAME, monthOf } from './month-names.js';
import { toHour } from './read-clock.js';
import { parseZone } from './time-zone.js';

const MONTH = String.raw`(?<month>${MONTH_NAME})(?!\p{L})\.?`;
/** Some write the time with full stops, then always with seconds. */
const CLOCK = String.raw`(?<hour>\d{1,2})(?:\.(?=\d{1,2}\.\d{1,2}(?!\d))|:)(?<minute>\d{1,2})(?:(?::|(?<=\.\d{1,2})\.)(?<second>\d{1,2})(?:\.\d+)?)?(?:\s*(?<half>[ap]\.?m)\b\.?)?`;
const ZONE = String.raw`\s*(?<zone>(?:[a-z]{1,5}\s?)?[+-]{1,2}\d{1,2}(?::?\d{2})?(?!\d)|[a-z]+\/[a-z_]+|[a-z]{1,5})?(?![a-z])`;
/** What may stand between a date and its time. */
const BEFORE_CLOCK = String.raw`(?:,?[\s]+(?:-\s+|at\s+|um\s+)?|,|t)`;

const FORMS = [
  // Mon, 23 Nov 2026 09:05:00 +0800 (RFC 822 and what came after); 23-Nov-26 09:05 (RFC 850); Lundi, 16. Novembre 2020
  String.raw`(?<![\d-])(?<day>\d{1,2})(?:st|nd|rd|th|\.)?,?[\s-]+(?:de\s+)?${MONTH},?(?:[\s-]+|(?<=月))(?:de\s+)?(?<year>\d{2,4})(?!\d)(?:${BEFORE_CLOCK}${CLOCK}${ZONE})?`,
  // Mon Nov 23 09:05:00 CST 2026 (asctime, Java)
  String.raw`(?<!\p{L})${MONTH}\s+(?<day>\d{1,2})\s+${CLOCK}${ZONE}\s+(?<year>\d{4})(?!\d)`,
  // November 23, 2026 9:05 AM
  String.raw`(?<!\p{L})${MONTH}\s*(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s*(?<year>\d{4})(?!\d)(?:${BEFORE_CLOCK}${CLOCK}${ZONE})?`,
  // 2026 November 23, 2004-július-13T9:15-05:00
  String.raw`(?<!\d)(?<year>\d{4})[\s-]+${MONTH}[\s-]+(?<day>\d{1,2})(?!\d)(?:${BEFORE_CLOCK}${CLOCK}${ZONE})?`,
].map((form) => new RegExp(form, 'u'));

/** Behind the date or the time: what would have to belong to it, and cannot. */
const UNREADABLE_REST = /^(?::|\s*[+-]+\w|[\s,t]+(?:\d{1,2}:|[a-z]{2}:))/u;

/** RFC 822 lets comments stand between any two parts: `(UTC)`, `(Mitteleuropäische Zeit)`. Figures may be a date. */
const COMMENT = /\s*\([^()\d]{0,60}\)\s*/gu;

/** RFC 822 with its liberties, and the other forms with a month's name. The weekday is not looked at: it may be wrong. */
export function parseMailDate(text: string): DateReading | undefined {
  if (!/\p{L}{3}|月/u.test(text)) return undefined;
  const folded = foldAccents(text).replace(COMMENT, ' ');
  for (const form of FORMS) {
    const match = form.exec(folded);
    if (match?.groups === undefined) continue;
    const rest = folded.slice(match.index + match[0].length);
    return { instant: UNREADABLE_REST.test(rest) ? undefined : toInstantOf(match.groups) };
  }
  return undefined;
}

function toInstantOf(groups: Record<string, string | undefined>): string | undefined {
  const hour = toHour(Number(groups.hour ?? 0), groups.half);
  const month = monthOf(groups.month ?? '');
  if (hour === undefined || month === undefined) return undefined;
  const fields: DateFields = {
    year: toYear(groups.year ?? ''),
    month,
    day: Number(groups.day),
    hour,
    minute: Number(groups.minute ?? 0),
    second: Number(groups.second ?? 0),
  };
  const offsetMinutes = groups.zone === undefined ? undefined : parseZone(groups.zone, fields);
  return toInstant(offsetMinutes === undefined ? fields : { ...fields, offsetMinutes });
}

/** RFC 2822, section 4.3: 00 to 49 are 2000 to 2049, 50 to 999 count from 1900. */
function toYear(text: string): number {
  const year = Number(text);
  if (text.length === 2 && year < 50) return 2000 + year;
  return text.length < 4 ? 1900 + year : year;
}
