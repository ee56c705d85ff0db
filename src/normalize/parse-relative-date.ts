import { CHINA_OFFSET_MINUTES, formatInstant, toMilliseconds, type DateReading } from './instant.js';
import { readClock, TIME } from './read-clock.js';

const DAY_MS = 86_400_000;
const DAYS_BACK = new Map([
  ['今天', 0],
  ['今日', 0],
  ['昨天', 1],
  ['昨日', 1],
  ['前天', 2],
  ['前日', 2],
]);
const NAMED_DAY = new RegExp(`(今天|今日|昨天|昨日|前天|前日)${TIME}`);
const AGO = /(\d{1,4}|半)\s*(?:个)?(秒钟?|分钟?|小时|天|日|周|星期)\s*(?:之|以)?前/;
const UNIT_MS = new Map([
  ['秒', 1000],
  ['分', 60_000],
  ['小', 3_600_000],
]);

/** `今天 09:05`, `昨天`, `5分钟前`, `3天前`, `刚刚`, counted from `now` in Chinese standard time. */
export function parseRelativeDate(text: string, now: Date): DateReading | undefined {
  if (/刚刚|刚才/.test(text)) return { instant: formatInstant(now.getTime()) };
  const ago = AGO.exec(text);
  if (ago !== null) return { instant: parseAgo(ago[1] ?? '', ago[2] ?? '', now) };
  const named = NAMED_DAY.exec(text);
  if (named === null) return undefined;
  const clock = readClock(named.groups);
  if (clock === undefined) return { instant: undefined };
  const day = localDay(now, DAYS_BACK.get(named[1] ?? '') ?? 0);
  const milliseconds = toMilliseconds({ ...day, ...clock });
  return { instant: milliseconds === undefined ? undefined : formatInstant(milliseconds) };
}

/** Days and weeks say nothing of the time of day; hours and less are counted to the second. */
function parseAgo(amount: string, unit: string, now: Date): string | undefined {
  const count = amount === '半' ? 0.5 : Number(amount);
  const unitMs = UNIT_MS.get(unit.charAt(0));
  if (unitMs !== undefined) return formatInstant(now.getTime() - count * unitMs);
  const days = count * (unit === '周' || unit === '星期' ? 7 : 1);
  const milliseconds = Number.isInteger(days) ? toMilliseconds(localDay(now, days)) : undefined;
  return milliseconds === undefined ? undefined : formatInstant(milliseconds);
}

function localDay(now: Date, daysBack: number): { year: number; month: number; day: number } {
  const local = new Date(now.getTime() + CHINA_OFFSET_MINUTES * 60_000 - daysBack * DAY_MS);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}
