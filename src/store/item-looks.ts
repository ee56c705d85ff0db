import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { LookMark } from '../domain/look-again.js';
import { isLive, type MissingMark } from '../domain/vanished-items.js';
import type { ItemRecord } from './item-record.js';

type Items = mongo.Collection<ItemRecord>;

/** A published item whose article may be looked at again. */
export interface LookedAtItem extends LookMark {
  id: string;
  originKey: string;
  missing?: MissingMark;
  proposal?: ContentItem['proposal'];
  content: { url?: string };
}

const LOOKED_AT = {
  ...{ originKey: 1, missing: 1, proposal: 1, state: 1, publication: 1, 'content.url': 1 },
  ...{ lookAgainAt: 1, lookAgainSeconds: 1 },
} as const;

type Found = Pick<ItemRecord, '_id' | 'originKey' | 'missing' | 'proposal' | 'state' | 'publication'> &
  LookMark & { content: { url?: string } };

/** Published items of a source, by when their articles are to be looked at again. */
export function planLooks(items: Items) {
  async function find(filter: mongo.Filter<ItemRecord>, limit: number): Promise<LookedAtItem[]> {
    const found = await items
      .find<Found>(filter, { projection: LOOKED_AT })
      .sort({ lookAgainAt: 1 })
      .limit(limit)
      .toArray();
    return found.filter(isLive).map(({ _id, state, publication, ...rest }) => ({ id: _id, ...rest }));
  }

  /** Those that are due, longest first. */
  const findDueLooks = (sourceId: string, before: string, limit: number): Promise<LookedAtItem[]> =>
    find({ sourceId, lookAgainAt: { $lte: before } }, limit);

  /** Those whose turn comes next, to be asked before it where others are gone. */
  const findLooksAhead = (sourceId: string, after: string, limit: number): Promise<LookedAtItem[]> =>
    find({ sourceId, lookAgainAt: { $gt: after } }, limit);

  /** Like the marks of missing articles no decision on the item. A publication decided meanwhile starts anew. */
  async function planNextLooks(
    plans: readonly { seenAt: string; id: string; next: LookMark }[],
  ): Promise<void> {
    if (plans.length === 0) return;
    const writes = plans.map(({ id, seenAt, next }) => ({
      updateOne: { filter: { _id: id, lookAgainAt: seenAt }, update: { $set: { ...next } } },
    }));
    await items.bulkWrite(writes, { ordered: false });
  }

  return { findDueLooks, findLooksAhead, planNextLooks };
}
