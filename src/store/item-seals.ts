import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { ItemRecord } from './item-record.js';

/** An item whose history has entries that the audit log lacks. */
export type UnsealedItem = Pick<ContentItem, 'id' | 'version' | 'organizationId' | 'history'> & {
  /** How many entries are known to be sealed; there may be more where a sealer died. */
  sealed: number;
};

/** An item whose first `sealed` entries are in the audit log. */
export type SealedItem = Pick<ContentItem, 'id' | 'version'> & { sealed: number };

/** What an item tells of itself, and whether the sealer has still to look at it. */
export type ItemHistory = Pick<ContentItem, 'id' | 'organizationId' | 'history'> & { isDue: boolean };

const FIELDS = { version: 1, organizationId: 1, history: 1, sealed: 1, sealDueAt: 1 } as const;

function toHistory({
  _id,
  organizationId,
  history,
  sealDueAt,
}: Pick<ItemRecord, '_id' | 'organizationId' | 'history' | 'sealDueAt'>): ItemHistory {
  return { id: _id, organizationId, history, isDue: sealDueAt !== undefined };
}

/** The mark by which the sealer finds its work. */
export function findUnsealedItems(items: mongo.Collection<ItemRecord>) {
  /** Those that have waited longest. */
  async function findUnsealed(limit: number): Promise<UnsealedItem[]> {
    const found = await items
      .find({ sealDueAt: { $exists: true } }, { projection: FIELDS })
      .sort({ sealDueAt: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, version, organizationId, history, sealed = 0 }) => ({
      ...{ id: _id, version, organizationId, history, sealed },
    }));
  }

  /** Since when the history waits to be sealed that has waited longest. */
  async function oldestUnsealed(): Promise<string | undefined> {
    const [oldest] = await items
      .find({ sealDueAt: { $exists: true } }, { projection: { _id: 0, sealDueAt: 1 } })
      .sort({ sealDueAt: 1 })
      .limit(1)
      .toArray();
    return oldest?.sealDueAt;
  }

  /** Takes the mark off those that nobody has written since; the others stay due for what was written. */
  async function markSealed(done: readonly SealedItem[]): Promise<void> {
    if (done.length === 0) return;
    const settled = done.map(({ id, version, sealed }) => ({
      updateOne: {
        filter: { _id: id, version },
        update: { $set: { sealed }, $unset: { sealDueAt: '' as const } },
      },
    }));
    const { matchedCount } = await items.bulkWrite(settled, { ordered: false });
    if (matchedCount === done.length) return;
    const counted = done.map(({ id, sealed }) => ({
      updateOne: { filter: { _id: id }, update: { $max: { sealed } } },
    }));
    await items.bulkWrite(counted, { ordered: false });
  }

  /** Histories as they are now, for comparison with what was sealed; items that are gone are absent. */
  async function findHistories(ids: readonly string[]): Promise<Map<string, ItemHistory>> {
    const found = await items.find({ _id: { $in: [...ids] } }, { projection: FIELDS }).toArray();
    return new Map(found.map((record) => [record._id, toHistory(record)]));
  }

  /** All items by id, a page at a time. */
  async function listHistories(after: string, limit: number): Promise<ItemHistory[]> {
    const found = await items
      .find({ _id: { $gt: after } }, { projection: FIELDS })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return found.map(toHistory);
  }

  return { findUnsealed, oldestUnsealed, markSealed, findHistories, listHistories };
}
