import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { Lane } from '../../schemas/lane.js';
import type { ProposalKind } from '../../schemas/withdrawal-proposal.js';
import { toItem, type ItemMarks, type ItemRecord } from './item-record.js';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.js';

type Items = mongo.Collection<ItemRecord>;

export interface ItemQuery {
  state?: ContentItem['state'];
  lane?: Lane;
  organizationId?: string;
  kind?: ContentItem['content']['kind'];
  /** Words looked for in the title. */
  q?: string;
  proposal?: ProposalKind;
  clusterId?: string;
}

export interface DueItem {
  id: string;
  lane: Lane;
}

type DueMark = Extract<keyof ItemMarks, `${string}DueAt` | 'nextAlarmAt'>;

/** The queries behind the reconcilers: everything due, oldest first, from the documents alone. */
export function findDueItems(items: Items) {
  const find = (mark: DueMark) => async (lanes: readonly Lane[], before: string, limit: number) => {
    const found = await items
      .find({ lane: { $in: [...lanes] }, [mark]: { $lte: before } }, { projection: { lane: 1 } })
      .sort({ [mark]: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, lane }): DueItem => ({ id: _id, lane }));
  };
  return {
    findDueChecks: find('checkDueAt'),
    findDueRechecks: find('recheckDueAt'),
    findDueLinks: find('linksDueAt'),
    findDueMedia: find('mediaDueAt'),
    findDueRoutes: find('routeDueAt'),
    findDuePublications: find('publishDueAt'),
    findDueAlarms: find('nextAlarmAt'),
    findDueNotices: find('noticesDueAt'),
  };
}

/** More than these are looked at when the oldest of them are gone. */
const MOST_UNDELIVERED = 200;

export function listItems(items: Items) {
  /** In review: by lane, then deadline. Otherwise newest first. The history of an item is not part of a listing's cost. */
  async function list(query: ItemQuery, page: PageRequest): Promise<Page<ContentItem>> {
    const inReview = query.state === 'in-review';
    const [field, direction] = inReview ? (['reviewOrder', 1] as const) : (['_id', -1] as const);
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
    const filter = {
      ...toFilter(query),
      ...(after !== undefined && { [field]: direction === 1 ? { $gt: after } : { $lt: after } }),
      ...(after === undefined && inReview && { reviewOrder: { $exists: true } }),
    };
    const found = await items
      .find(filter)
      .sort({ [field]: direction })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found.slice(0, page.limit).map(toItem),
      ...(last && { nextCursor: encodeCursor(String(inReview ? last.reviewOrder : last._id)) }),
    };
  }

  /** How many items are in each state; for the demo's summary, metrics and inspection. */
  async function countByState(organizationId?: string): Promise<Record<string, number>> {
    const rows = await items
      .aggregate<{ _id: string; n: number }>([
        ...(organizationId === undefined ? [] : [{ $match: { organizationId } }]),
        { $group: { _id: '$state', n: { $sum: 1 } } },
      ])
      .toArray();
    return Object.fromEntries(rows.map(({ _id, n }) => [_id, n]));
  }

  /** Counted on the index alone. */
  function countInState(state: ContentItem['state']): Promise<number> {
    return items.countDocuments({ state });
  }

  /** Approved items of a lane that no portal has all of, published before that time, the oldest first; some of them. */
  async function findUndelivered(lane: Lane, before: string): Promise<string[]> {
    const found = await items
      .find({ state: 'approved', lane, 'publication.at': { $lt: before } }, { projection: { _id: 1 } })
      .sort({ 'publication.at': 1 })
      .limit(MOST_UNDELIVERED)
      .toArray();
    return found.map(({ _id }) => _id);
  }

  return { list, countByState, countInState, findUndelivered };
}

function toFilter({
  state,
  lane,
  organizationId,
  kind,
  q,
  proposal,
  clusterId,
}: ItemQuery): mongo.Filter<ItemRecord> {
  return {
    ...(state !== undefined && { state }),
    ...(lane !== undefined && { lane }),
    ...(organizationId !== undefined && { organizationId }),
    ...(kind !== undefined && { 'content.kind': kind }),
    ...(proposal !== undefined && { 'proposal.kind': proposal }),
    ...(clusterId !== undefined && { clusterId }),
    ...(q !== undefined && { 'content.title': { $regex: escapePattern(q) } }),
  };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
