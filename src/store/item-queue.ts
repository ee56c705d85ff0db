import type { mongo } from 'mongoose';
import type { ItemKind } from '../../schemas/item-kind.js';
import type { Lane } from '../../schemas/lane.js';
import type { Person } from '../domain/review/may-decide.js';
import type { QueuedItem } from '../domain/review/queue-entry.js';
import { queuesOf, reviewOrdersOf } from '../domain/review/queue-marks.js';
import type { ItemRecord } from './item-record.js';

type Items = mongo.Collection<ItemRecord>;
type Filter = mongo.Filter<ItemRecord>;

export interface QueueFilter {
  lane?: Lane;
  kind?: ItemKind;
  organizationId?: string;
  stage?: string;
  /** Only what the reader holds a claim on. */
  mine?: boolean;
}

/** Whose queue is read, and at what time, in the form in which times are stored. */
export interface QueueAsked {
  reader: Person;
  filter: QueueFilter;
  at: string;
}

/** A row and its place in the order of every queue. */
export type QueueRow = QueuedItem & { reviewOrder: string };

/** What rows are made from and what decides who may; the text stays where it is. */
const ROW_FIELDS = {
  ...{ organizationId: 1, lane: 1, state: 1, version: 1, revision: 1, submittedBy: 1, reviewOrder: 1 },
  ...{ review: 1, secondReview: 1, claim: 1, publication: 1, 'findings.severity': 1 },
  ...{ 'content.title': 1, 'content.kind': 1 },
  ...{ 'history.at': 1, 'history.action': 1, 'history.by': 1, 'history.stage': 1, 'history.revision': 1 },
  ...{ 'history.alarm': 1, 'history.subject': 1 },
} as const;

export function readQueues(items: Items) {
  /**
   * The next rows of somebody's queues behind a place in their order, at most `limit`; fewer mean that there are no more.
   * They are close to what the reader may decide: the rules have the last word on each.
   */
  async function findWaiting(
    asked: QueueAsked,
    after: string | undefined,
    limit: number,
  ): Promise<QueueRow[]> {
    const filters =
      asked.filter.mine === true ? [claimedBy(asked)] : queuesOf(asked.reader).map(waitingIn(asked));
    const place = placeIn(asked.filter.lane, after);
    const found = await Promise.all(
      filters.map((filter) =>
        items
          .find<Omit<QueueRow, 'id'> & { _id: string }>(
            { ...filter, reviewOrder: place },
            { projection: ROW_FIELDS },
          )
          .sort({ reviewOrder: 1 })
          .limit(limit)
          .toArray(),
      ),
    );
    const byId = new Map(found.flat().map(({ _id, ...row }) => [_id, { id: _id, ...row }]));
    return [...byId.values()].sort((a, b) => (a.reviewOrder < b.reviewOrder ? -1 : 1)).slice(0, limit);
  }

  return { findWaiting };
}

function placeIn(lane: Lane | undefined, after: string | undefined) {
  const orders = lane === undefined ? undefined : reviewOrdersOf(lane);
  return {
    $exists: true,
    ...(orders && { $gte: orders.from, $lt: orders.below }),
    ...(after !== undefined && { $gt: after }),
  };
}

/** Claims that have run out are none; whoever claimed it works on it, whatever they are asked for otherwise. */
function claimedBy({ reader, filter, at }: QueueAsked): Filter {
  return { 'claim.by': reader.id, 'claim.until': { $gt: at }, ...commonFilter(filter) };
}

/** One queue without what the reader is kept from and what others have claimed. */
function waitingIn({ reader, filter, at }: QueueAsked): (queue: string) => Filter {
  const { id, organizationId } = reader;
  const free: Filter[] = [
    { 'claim.by': { $exists: false } },
    { 'claim.by': id },
    { 'claim.until': { $lte: at } },
  ];
  return (queue) => ({
    waitingFor: queue,
    barred: { $ne: id },
    // Departments that sign side by side do not keep each other waiting.
    $or: queue.includes('@') ? [...free, { 'claim.organizationId': { $ne: organizationId } }] : free,
    ...commonFilter(filter, organizationId),
  });
}

function commonFilter({ kind, organizationId, stage }: QueueFilter, notOf?: string): Filter {
  return {
    ...(kind !== undefined && { 'content.kind': kind }),
    ...(stage !== undefined && { waitingIn: stage }),
    ...((organizationId !== undefined || notOf !== undefined) && {
      organizationId: {
        ...(organizationId !== undefined && { $eq: organizationId }),
        ...(notOf !== undefined && { $ne: notOf }),
      },
    }),
  };
}
