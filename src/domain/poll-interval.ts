import { addSeconds } from '../../schemas/instant.js';
import type { Lane } from '../../schemas/lane.js';
import type { SourceWaiting } from '../../schemas/source-health.js';
import { isOfficeTime, nextOfficeTime } from './office-hours.js';
import { rhythmOf } from './publication-rhythm.js';
import type { CollectionRun, SourcePace, SourcePulse } from './source-pulse.js';

const HOUR = 3600;
const DAY = 86_400;

/** The longest pause after failures: it slows down, and never gives up for good. */
const LONGEST_PAUSE_SECONDS = DAY;
/** A site that refuses robots is left alone for hours from the first refusal on. */
const BLOCKED_PAUSE_SECONDS = 4 * HOUR;
/** Longest time that a site's cache headers hold us off: many send a day for pages that change hourly. */
const LONGEST_FRESHNESS_SECONDS = HOUR;
const FIRST_INTERVAL_SECONDS = 600;
/** Polls in the average time between two entries: an entry waits an eighth of it, on average, until it is found. */
const POLLS_A_GAP = 4;
const HASTE: Record<Lane, number> = { flash: 0.25, urgent: 0.5, routine: 1, backfill: 4 };
/** After office hours a source that never publishes then is asked this much less often. */
const NIGHT_STRETCH = 3;
/** A hub that pushes changes to us leaves polling to be the safety net. */
const PUSHED_STRETCH = 4;

export interface IntervalSettings {
  /** Seconds, for sources that name none themselves. */
  minSeconds: number;
  maxSeconds: number;
}

export interface PolledSource {
  lane: Lane;
  intervalSeconds?: number;
  minIntervalSeconds?: number;
  maxIntervalSeconds?: number;
  /** Collections that failed in a row before this one. */
  consecutiveFailures: number;
  websub?: { state: string };
}

export interface PollDecision {
  /** Seconds between polls as things are now, before jitter and back-off. */
  intervalSeconds: number;
  nextPollAt: Date;
  reason: SourceWaiting['reason'];
}

/**
 * When a source is asked next. A fixed interval is kept as it is; otherwise it follows the rhythm of the source: shorter
 * after news and in higher lanes, longer in silence, at night and where a hub pushes; never shorter than cache headers
 * and the feed itself ask for, within the limits of the source or the settings. Failures double it, up to a day; what the
 * site asked for (Retry-After, `retryAfterSeconds`) is never undercut. `random` is in [0, 1).
 */
export function decidePoll(
  source: PolledSource,
  pulse: SourcePulse,
  run: CollectionRun & { retryAfterSeconds: number },
  settings: IntervalSettings,
  random: number,
): PollDecision {
  const intervalSeconds = source.intervalSeconds ?? adaptiveSeconds(source, pulse, run, settings);
  const jitter = 1 + random / 10;
  if (run.failed) return afterFailure(source, pulse, run, intervalSeconds, jitter);
  const wait = intervalSeconds * jitter;
  const planned = addSeconds(run.at, wait);
  const moved = source.intervalSeconds === undefined ? skipUseless(planned, pulse.pace, random) : planned;
  return { intervalSeconds: Math.round(intervalSeconds), nextPollAt: moved, reason: 'interval' };
}

function afterFailure(
  source: PolledSource,
  pulse: SourcePulse,
  run: CollectionRun & { retryAfterSeconds: number },
  intervalSeconds: number,
  jitter: number,
): PollDecision {
  const doublings = Math.min(source.consecutiveFailures + 1, 20);
  const slowed = Math.min(intervalSeconds * 2 ** doublings, Math.max(LONGEST_PAUSE_SECONDS, intervalSeconds));
  const floor = blockedPause(pulse);
  const pause = Math.max(slowed, floor) * jitter;
  const asked = run.retryAfterSeconds;
  const reason = asked > pause ? 'retry-after' : floor > 0 && pulse.blocked > 0 ? 'blocked' : 'backoff';
  return {
    intervalSeconds: Math.round(intervalSeconds),
    nextPollAt: addSeconds(run.at, Math.max(pause, asked)),
    reason,
  };
}

/** An address that is gone for good (410) is still asked once a day: pages come back, and nobody was told. */
function blockedPause({ blocked, gone }: SourcePulse): number {
  if (gone > 0) return LONGEST_PAUSE_SECONDS;
  if (blocked === 0) return 0;
  return Math.min(BLOCKED_PAUSE_SECONDS * 2 ** Math.min(blocked - 1, 10), LONGEST_PAUSE_SECONDS);
}

function adaptiveSeconds(
  source: PolledSource,
  pulse: SourcePulse,
  run: CollectionRun,
  settings: IntervalSettings,
): number {
  const min =
    source.minIntervalSeconds ?? Math.min(settings.minSeconds, source.maxIntervalSeconds ?? Infinity);
  const max = Math.max(min, source.maxIntervalSeconds ?? settings.maxSeconds);
  const rhythm = rhythmOf(pulse.arrivals, run.at);
  const base = rhythm.meanGap === undefined ? FIRST_INTERVAL_SECONDS : rhythm.meanGap / POLLS_A_GAP;
  const mood = run.arrivals.length > 0 ? 0.5 : 1 + Math.min(pulse.quiet, 8) / 4;
  const pushed = source.websub?.state === 'active' ? PUSHED_STRETCH : 1;
  const wanted = clamp(base * mood * HASTE[source.lane] * pushed, min, max);
  const asked = askedFor(pulse.pace, run.freshForSeconds);
  const daytime = clamp(Math.max(wanted, source.lane === 'flash' ? 0 : asked), min, max);
  return rhythm.officeOnly && source.lane !== 'flash' ? stretchNight(daytime, run.at, max) : daytime;
}

function askedFor(pace: SourcePace | undefined, freshForSeconds = 0): number {
  return Math.max(pace?.seconds ?? 0, Math.min(freshForSeconds, LONGEST_FRESHNESS_SECONDS));
}

/** Longer after office hours, yet never past the next opening. */
function stretchNight(seconds: number, at: Date, max: number): number {
  if (isOfficeTime(at)) return seconds;
  const untilOpening = (nextOfficeTime(at).getTime() - at.getTime()) / 1000;
  return Math.max(seconds, Math.min(seconds * NIGHT_STRETCH, max, untilOpening));
}

/** Moves a poll out of the hours and days that the feed itself calls useless; a feed that names all of them names none. */
function skipUseless(planned: Date, pace: SourcePace | undefined, random: number): Date {
  const { skipHours = [], skipDays = [] } = pace ?? {};
  const useless = (at: Date) => skipHours.includes(at.getUTCHours()) || skipDays.includes(at.getUTCDay());
  if (!useless(planned)) return planned;
  const nextHour = Math.ceil((planned.getTime() + 1) / (HOUR * 1000)) * HOUR * 1000;
  for (let hours = 0; hours < 7 * 24; hours++) {
    const at = new Date(nextHour + hours * HOUR * 1000);
    if (!useless(at)) return addSeconds(at, random * 300);
  }
  return planned;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
