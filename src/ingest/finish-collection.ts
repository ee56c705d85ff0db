import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import type { SourceAlarm } from '../../schemas/source-health.js';
import type { Source } from '../../schemas/source.js';
import { decidePoll, type IntervalSettings } from '../domain/poll-interval.js';
import { decideAlarms, decideHealth, needsPeople } from '../domain/source-alarms.js';
import { nextPulse, NO_PULSE, type CollectionRun } from '../domain/source-pulse.js';
import type { LeasedSource } from '../store/source-record.js';
import type { CollectResult, SourceStore } from '../store/source-store.js';
import type { Walked } from './source-walk.js';

export interface FinishDependencies {
  sources: SourceStore;
  now: Clock;
  /** In [0, 1): spreads the next polls. */
  random(): number;
  intervals: IntervalSettings;
  /** A slow source comes back to the quick ones when it takes less than half of this. */
  quickSeconds: number;
  hostGapMs: number;
}

export interface EndedCollection {
  token: string;
  tookMs: number;
  walked: Walked;
}

type LogEvent = (event: string, fields?: Record<string, unknown>) => void;

/** Takes one line when an alarm begins or ends. */
export interface AlarmLog {
  info: LogEvent;
  warn: LogEvent;
  error: LogEvent;
}

/** Writes how a collection ended, what it tells of the source, and when the next one comes; gives the source back. */
export async function finishCollection(
  deps: FinishDependencies,
  source: LeasedSource,
  ended: EndedCollection,
  log: AlarmLog,
): Promise<void> {
  const { walked, token } = ended;
  const { items, duplicates, revisions, skipped, unchanged, problem, failed, findings } = walked;
  const now = deps.now();
  const interrupted = walked.interrupted === true || walked.handedOver === true;
  const decided = interrupted ? undefined : decide(deps, source, walked, now);
  await deps.sources.finish(source.id, {
    ...{ items, duplicates, revisions, skipped, unchanged, failed, interrupted, token },
    at: toInstant(now),
    polledFor: source.nextPollAt,
    nextPollAt: decided?.nextPollAt ?? source.nextPollAt,
    slow: isSlow(deps, source, ended),
    ...(deps.hostGapMs > 0 && { hostRestsUntil: toInstant(addSeconds(now, deps.hostGapMs / 1000)) }),
    ...(problem && { problem }),
    ...(findings && { findings }),
    ...(decided && { verdict: decided.verdict }),
  });
  if (decided) logAlarms(source, decided.verdict.alarms, log);
}

interface Decided {
  nextPollAt: string;
  verdict: NonNullable<CollectResult['verdict']>;
}

function decide(deps: FinishDependencies, source: LeasedSource, walked: Walked, at: Date): Decided {
  const run: CollectionRun = { ...walked.run, at };
  const pulse = nextPulse(source.pulse ?? NO_PULSE, run);
  const consecutiveFailures = walked.failed ? source.consecutiveFailures + 1 : 0;
  const { identity, stopped } = walked.findings ?? {};
  const now = { ...source, ...(identity && { identity }), ...(stopped && { stopped }) };
  const alarms = decideAlarms({ ...now, consecutiveFailures }, pulse, run);
  const { retryAfterSeconds } = walked;
  const poll = decidePoll(source, pulse, { ...run, retryAfterSeconds }, deps.intervals, deps.random());
  const nextPollAt = toInstant(poll.nextPollAt);
  const { certificateEndsAt } = pulse;
  return {
    nextPollAt,
    verdict: {
      ...{ pulse, alarms, health: decideHealth(alarms, walked.failed) },
      currentIntervalSeconds: poll.intervalSeconds,
      waiting: { reason: poll.reason, until: nextPollAt },
      ...(certificateEndsAt !== undefined && {
        certificateEndsAt: toInstant(new Date(certificateEndsAt * 1000)),
      }),
    },
  };
}

function isSlow(
  { quickSeconds }: FinishDependencies,
  source: LeasedSource,
  { walked, tookMs }: EndedCollection,
): boolean {
  if (walked.interrupted === true) return source.slow === true;
  if (walked.handedOver === true || walked.run.failure?.code === 'fetch-timeout') return true;
  return source.slow === true && tookMs >= (quickSeconds * 1000) / 2;
}

/** One line when an alarm begins and one when it ends; ERROR only where nothing gets better before a person acts. */
function logAlarms(source: Source, alarms: readonly SourceAlarm[], log: AlarmLog): void {
  const before = source.alarms ?? [];
  const isIn = (list: readonly SourceAlarm[], { code }: SourceAlarm) =>
    list.some((each) => each.code === code);
  for (const alarm of alarms.filter((each) => !isIn(before, each))) {
    const fields = { sourceId: source.id, alarm: alarm.code, ...alarm.message };
    if (needsPeople(alarm.code)) log.error('source-alarm-began', fields);
    else log.warn('source-alarm-began', fields);
  }
  for (const { code, since } of before.filter((each) => !isIn(alarms, each)))
    log.info('source-alarm-ended', { sourceId: source.id, alarm: code, since });
}
