import { parseNumeral, parseNumeralDigits, NUMERAL_SIGNS } from './chinese-numerals.js';
import {
  formatInstant,
  toInstant,
  toMilliseconds,
  CHINA_OFFSET_MINUTES,
  type DateFields,
  type DateReading,
} from './instant.js';
import { parseCounted, parseDigits } from './parse-digits.js';
import { parseFullDate } from './parse-full-date.js';
import { parseIsoDate } from './parse-iso-date.js';
import { parseMailDate } from './parse-mail-date.js';
import { parseRelativeDate } from './parse-relative-date.js';
import { readClock, TIME } from './read-clock.js';

const MAX_LENGTH = 200;
const DAY_MS = 86_400_000;

/**
 * Reads a date as sites and feeds write it: RFC 822, ISO 8601 and W3CDTF, Chinese forms, relative forms, epoch seconds
 * and milliseconds, also inside other text (`发布时间：2026-11-23 09:05 来源：…`). Answers RFC 3339 at +08:00; a zone given
 * is honoured, none means +08:00, a date alone is its first second. Impossible or ambiguous dates are undefined: a date
 * is never invented. `now` settles relative forms and dates without a year.
 */
export function parseDate(text: string, now: Date): string | undefined {
  const plain = toPlain(text.slice(0, MAX_LENGTH));
  if (plain === '') return undefined;
  if (/^\d+$/.test(plain)) return parseDigits(plain, now);
  const counted = parseCounted(plain, now);
  if (counted !== undefined) return counted;
  for (const read of READERS) {
    const found = read(plain, now);
    if (found !== undefined) return found.instant;
  }
  return undefined;
}

type Reader = (text: string, now: Date) => DateReading | undefined;

const READERS: readonly Reader[] = [
  parseIsoDate,
  parseKoreanDate,
  (text) => parseFullDate(text),
  parseMailDate,
  parseNumeralDate,
  parseRelativeDate,
  parseMonthAndDay,
];

/** Full-width digits and signs to ASCII; white space, also between the parts of `2026 年 11 月`, to single spaces. */
function toPlain(text: string): string {
  return text
    .replace(/[０-９：．／－＋]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[‐‑–—−]/g, '-')
    .replace(/:(?=[+-]\d)/, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([年月]) ?/g, '$1')
    .replace(/ (?=日)/g, '')
    .trim();
}

const KOREAN_OFFSET_MINUTES = 540;

/** `2004년 05월 28일 01:31:15`, `2004-05-25 오후 11:23:17`: the Chinese forms in other signs, and another zone. */
function parseKoreanDate(text: string): DateReading | undefined {
  if (!/\d[년월일]|오[전후]/.test(text)) return undefined;
  const signs = text
    .replace(/ ?년 ?/g, '年')
    .replace(/ ?월 ?/g, '月')
    .replace(/ ?일/g, '日');
  return parseFullDate(signs.replace('오전', '上午').replace('오후', '下午'), KOREAN_OFFSET_MINUTES);
}

const NUMERAL = new RegExp(
  `([${NUMERAL_SIGNS}]{4})年([${NUMERAL_SIGNS}十]{1,3})月([${NUMERAL_SIGNS}十]{1,4})[日号]${TIME}`,
);

function parseNumeralDate(text: string): DateReading | undefined {
  const match = NUMERAL.exec(text);
  if (match === null) return undefined;
  const year = parseNumeralDigits(match[1] ?? '');
  const month = parseNumeral(match[2] ?? '');
  const day = parseNumeral(match[3] ?? '');
  const clock = readClock(match.groups);
  if (year === undefined || month === undefined || day === undefined || clock === undefined)
    return { instant: undefined };
  return { instant: toInstant({ year, month, day, ...clock }) };
}

// Without a year there must be nothing else that could be part of a date: `26-11-23` and `11/23/2026` are ambiguous.
const MONTH_DAY = new RegExp(
  String.raw`^[^\d]*(?<![\d./-])(?:(\d{1,2})([-/])(\d{1,2})(?![\d/.年-])|(\d{1,2})月(\d{1,2})(?!\d)[日号]?)${TIME}[^\d]*$`,
);

function parseMonthAndDay(text: string, now: Date): DateReading | undefined {
  const match = MONTH_DAY.exec(text);
  if (match === null) return undefined;
  const [, month, , day, chineseMonth, chineseDay] = match;
  const clock = readClock(match.groups);
  if (clock === undefined) return { instant: undefined };
  return {
    instant: inLatestYear(
      { month: Number(month ?? chineseMonth), day: Number(day ?? chineseDay), ...clock },
      now,
    ),
  };
}

/** The latest such day that is not in the future by more than a day. */
function inLatestYear(fields: Omit<DateFields, 'year'>, now: Date): string | undefined {
  const thisYear = new Date(now.getTime() + CHINA_OFFSET_MINUTES * 60_000).getUTCFullYear();
  for (const year of [thisYear + 1, thisYear, thisYear - 1]) {
    const milliseconds = toMilliseconds({ year, ...fields });
    if (milliseconds !== undefined && milliseconds <= now.getTime() + DAY_MS)
      return formatInstant(milliseconds);
  }
  return undefined;
}
