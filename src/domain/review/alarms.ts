import type { ContentItem, HistoryEvent } from '../../../schemas/content-item.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { ALARM_LEVELS, type AlarmLevel, type AlarmTimes } from '../../../schemas/review.js';
import { findOpenWork, openedAtOf, revisionOf, type OpenWork, type Waiting } from './open-work.js';

type Told = Pick<ContentItem, 'history'>;

export interface Alarm {
  work: OpenWork;
  level: AlarmLevel;
}

/** When the clock speaks next about the item; undefined once everything was said, or nothing waits. */
export function findNextAlarmAt(item: Waiting & Told): string | undefined {
  const next = findOpenWork(item).flatMap((work) => unsaid(item, work)[0]?.at ?? []);
  return next.sort()[0];
}

/**
 * What is to be said now. What was said is read from the history, which every alarm is written into. After a long silence
 * reminders that others have overtaken are left out; the escalation never is, for it gives somebody a right.
 */
export function findDueAlarm(item: Waiting & Told, now: Date): Alarm | undefined {
  const at = toInstant(now);
  for (const work of findOpenWork(item)) {
    const passed = unsaid(item, work).filter((each) => each.at <= at);
    const due = passed.find(({ level }) => level === 'overdue') ?? passed.at(-1);
    if (due) return { work, level: due.level };
  }
  return undefined;
}

/** Accounts that the open work was escalated to: they may decide it beside those whose role it is. */
export function escalatedTo({ history }: Told, work: OpenWork): string[] {
  const told = history.filter((event) => isAlarmOf(event, work) && event.alarm === 'overdue');
  return told.flatMap(({ subject }) => (subject === undefined ? [] : [subject]));
}

function unsaid({ history }: Told, work: OpenWork): { level: AlarmLevel; at: string }[] {
  const said = history.filter((event) => isAlarmOf(event, work)).map(({ alarm }) => alarm);
  const last = Math.max(-1, ...said.map((level) => (level ? ALARM_LEVELS.indexOf(level) : -1)));
  const times = timesOf(work);
  return ALARM_LEVELS.slice(last + 1).flatMap((level) => {
    const at = times[level];
    return at === undefined ? [] : [{ level, at }];
  });
}

/** An entry of an earlier opening of the same stage does not count. */
function isAlarmOf({ alarm, stage, revision, at }: HistoryEvent, work: OpenWork): boolean {
  return (
    alarm !== undefined && stage === work.name && revision === revisionOf(work) && at >= openedAtOf(work)
  );
}

function timesOf(work: OpenWork): Partial<Record<AlarmLevel, string>> {
  const { dueSoonAt, overdueAt, administratorsAt } = alarmTimesOf(work);
  return {
    // A quarter of an hour is short: the officer on duty is called at once.
    ...(work.kind === 'stage' && work.role === 'duty-officer' && { waiting: openedAtOf(work) }),
    ...(dueSoonAt !== undefined && { 'due-soon': dueSoonAt }),
    ...{ due: work.dueAt, overdue: overdueAt, escalated: administratorsAt },
  };
}

/** From when on it is due soon; never, for work that opened before the clock spoke. */
export function dueSoonAtOf(work: OpenWork): string {
  return alarmTimesOf(work).dueSoonAt ?? work.dueAt;
}

/** Work that opened before the clock spoke has a deadline only: a quarter of its time more, and once more. */
function alarmTimesOf(work: OpenWork): Omit<AlarmTimes, 'dueSoonAt'> & Partial<AlarmTimes> {
  const known = work.kind === 'stage' ? work.stage.alarms : work.secondReview.alarms;
  if (known) return known;
  const due = new Date(work.dueAt);
  const quarter = Math.max(0, due.getTime() - Date.parse(openedAtOf(work))) / 4000;
  return {
    overdueAt: toInstant(addSeconds(due, quarter)),
    administratorsAt: toInstant(addSeconds(due, 2 * quarter)),
  };
}
