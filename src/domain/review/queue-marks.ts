import type { ContentItem } from '../../../schemas/content-item.js';
import { LANES, type Lane } from '../../../schemas/lane.js';
import { laneRank } from '../lanes.js';
import { dueSoonAtOf, escalatedTo, findNextAlarmAt } from './alarms.js';
import { barredFrom, waitingDepartments } from './may-decide.js';
import { findOpenWork, openedAtOf, type OpenWork } from './open-work.js';

/** How an item that waits for people is found by them. */
export interface QueueMarks {
  /** `role`, or `role@department` for each department whose approval is missing; `person:account` of an escalation. */
  waitingFor: string[];
  /** `laneRank|due|id`: the order of every queue as one sortable text. */
  reviewOrder: string;
  /** Stages it waits in, by name. */
  waitingIn: string[];
  /** Accounts that may not decide now: they decided another stage, or wrote the revision. */
  barred: string[];
  /** When the clock speaks next; absent once it has said everything. */
  nextAlarmAt?: string;
  /** The stage it waits in, for the figures of all that wait; absent where only the second review is open. */
  stageClock?: StageClock;
  /** When its open second review is due; absent without one. */
  secondReviewDueAt?: string;
}

/** `stage|lane|instant` each: so that what waits in a place, and since when, is counted on one index a question. */
export interface StageClock {
  opened: string;
  dueSoon: string;
  due: string;
}

/** What an item's place in the queues is told by. */
export type Queueable = Pick<
  ContentItem,
  | 'id'
  | 'lane'
  | 'state'
  | 'organizationId'
  | 'submittedBy'
  | 'history'
  | 'revision'
  | 'review'
  | 'secondReview'
  | 'publication'
  | 'claim'
>;

const SEPARATOR = '|';
/** The character after it: what begins with `1|` is below `1}`. */
const AFTER_SEPARATOR = '}';

/** Where a lane lies in the order of every queue: from, and below. */
export function reviewOrdersOf(lane: Lane): { from: string; below: string } {
  const rank = laneRank(lane);
  return { from: `${rank}${SEPARATOR}`, below: `${rank}${AFTER_SEPARATOR}` };
}

/** A place where items wait: from where on its marks of one kind lie, and below what. */
export interface StagePlace {
  stage: string;
  lane: Lane;
  from: string;
  below: string;
}

/** The place of a mark, and its instant. */
export function readStageMark(mark: string): StagePlace & { instant: string } {
  const [stage = '', lane = '', instant = ''] = mark.split(SEPARATOR);
  const place = [stage, lane].join(SEPARATOR);
  return {
    ...{ stage, lane: LANES.find((each) => each === lane) ?? 'routine', instant },
    ...{ from: `${place}${SEPARATOR}`, below: `${place}${AFTER_SEPARATOR}` },
  };
}

export function isReviewOrder(text: string): boolean {
  return /^\d\|[^|]+\|.+$/.test(text);
}

/** Undefined for an item that waits for nobody. */
export function toQueueMarks(item: Queueable): QueueMarks | undefined {
  const open = findOpenWork(item);
  const [first, ...more] = open;
  if (!first) return undefined;
  const nextAlarmAt = findNextAlarmAt(item);
  const due = open.map(({ dueAt }) => dueAt).sort()[0] ?? first.dueAt;
  return {
    waitingFor: [...new Set(open.flatMap((work) => [...queueKeys(work), ...personalKeys(item, work)]))],
    waitingIn: open.map(({ name }) => name),
    reviewOrder: `${laneRank(item.lane)}${SEPARATOR}${due}${SEPARATOR}${item.id}`,
    // Where two things wait, who is kept from the one may be needed for the other: the decision itself tells.
    barred: more.length > 0 ? [] : toBarred(item, first),
    ...(nextAlarmAt !== undefined && { nextAlarmAt }),
    ...toClockMarks(item, open),
  };
}

function toClockMarks(
  { lane }: Queueable,
  open: readonly OpenWork[],
): Pick<QueueMarks, 'stageClock' | 'secondReviewDueAt'> {
  const marks: Pick<QueueMarks, 'stageClock' | 'secondReviewDueAt'> = {};
  for (const work of open) {
    const { name, dueAt } = work;
    const at = (instant: string) => [name, lane, instant].join(SEPARATOR);
    if (work.kind === 'post-review') marks.secondReviewDueAt = dueAt;
    else marks.stageClock = { opened: at(openedAtOf(work)), dueSoon: at(dueSoonAtOf(work)), due: at(dueAt) };
  }
  return marks;
}

function toBarred(item: Queueable, work: OpenWork): string[] {
  const { held, authors } = barredFrom(item, work);
  return [...new Set([...held, ...authors])];
}

function queueKeys(work: OpenWork): string[] {
  const departments = work.kind === 'stage' ? work.stage.departments : undefined;
  return departments ? waitingDepartments(work).map((id) => `${work.role}@${id}`) : [work.role];
}

function personalKeys(item: Queueable, work: OpenWork): string[] {
  return escalatedTo(item, work).map((id) => `person:${id}`);
}

/** The queues that somebody works in. */
export function queuesOf({
  id,
  roles,
  organizationId,
}: {
  id: string;
  roles: readonly string[];
  organizationId: string;
}): string[] {
  return [...roles.flatMap((role) => [role, `${role}@${organizationId}`]), `person:${id}`];
}
