import { isOfficeTime } from './office-hours.js';
import { appearedAt, toSeconds, type Arrival } from './source-pulse.js';

const DAY = 86_400;
/** The rhythm of the last entries, not of the years before. */
const RECENT = 20;
const LEAST_FOR_OFFICE = 10;
const OFFICE_SHARE = 0.9;

/** How often a source brings something, from its last entries. Seconds. */
export interface Rhythm {
  /** Entries it is drawn from. */
  entries: number;
  /** Average time from one entry to the next, the silence since the last one included; undefined without entries. */
  meanGap: number | undefined;
  /** Time between two entries that only one in twenty exceeds; undefined below two entries at different times. */
  usualGap: number | undefined;
  /** When the newest entry appeared. */
  newestAt: number | undefined;
  /** It publishes on working days at working hours only. */
  officeOnly: boolean;
}

export function rhythmOf(arrivals: readonly Arrival[], now: Date): Rhythm {
  const times = arrivals.map(appearedAt).sort((a, b) => a - b);
  const recent = times.slice(-RECENT);
  const [first] = recent;
  const gaps = gapsOf(times);
  return {
    entries: times.length,
    meanGap: first === undefined ? undefined : Math.max(0, toSeconds(now) - first) / recent.length,
    usualGap: gaps.length === 0 ? undefined : percentile95(gaps),
    newestAt: times.at(-1),
    officeOnly: isOfficeOnly(arrivals),
  };
}

/** What came at the same time came at once: it says nothing about the time between two entries. */
function gapsOf(times: readonly number[]): number[] {
  return times.map((time, index) => time - (times[index - 1] ?? time)).filter((gap) => gap > 0);
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

/** Judged by publication times with a time of day; a bare date reads as midnight and says nothing of hours. */
function isOfficeOnly(arrivals: readonly Arrival[]): boolean {
  const timed = arrivals.filter(([, published]) => published > 0 && (published + 8 * 3600) % DAY !== 0);
  const within = timed.filter(([, published]) => isOfficeTime(new Date(published * 1000)));
  return timed.length >= LEAST_FOR_OFFICE && within.length >= timed.length * OFFICE_SHARE;
}
