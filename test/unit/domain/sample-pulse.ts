import {
  NO_PULSE,
  type Arrival,
  type CollectionRun,
  type SourcePulse,
} from '../../../src/domain/source-pulse.js';

/** Tuesday, 2026-11-24 10:00 at +08:00. */
export const NOW = new Date('2026-11-24T10:00:00+08:00');
export const HOUR = 3600;
export const DAY = 24 * HOUR;

export function secondsAt(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Entries that appeared every `gapSeconds`, the last one `agoSeconds` before now, each found an hour later. */
export function everySo(
  gapSeconds: number,
  count: number,
  agoSeconds = gapSeconds,
  thin: 0 | 1 = 0,
): Arrival[] {
  const last = secondsAt(NOW) - agoSeconds;
  return Array.from({ length: count }, (_, index) => {
    const at = last - (count - 1 - index) * gapSeconds;
    return [at + Math.min(HOUR, agoSeconds), at, thin];
  });
}

export function pulse(fields: Partial<SourcePulse> = {}): SourcePulse {
  return { ...NO_PULSE, ...fields };
}

export function run(fields: Partial<CollectionRun> = {}): CollectionRun & { retryAfterSeconds: number } {
  const quiet = { failed: false, listingsRead: 1, listed: 20, entries: 20, problems: {}, arrivals: [] };
  return { at: NOW, ...quiet, retryAfterSeconds: 0, ...fields };
}
