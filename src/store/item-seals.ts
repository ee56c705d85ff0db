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

const FIELDS = { version: 1, organizationId: 1, history: 1, sealed: 1 } as const;

/** The mark by which the sealer finds its work. */
export function findUnsealedItems(items: mongo.Collection<ItemRecord>) {
  /** Those that have waited longest. */
  async function findUnsealed(limit: number): Promise<UnsealedItem[]> {
    const found = await items
      .find({ sealDueAt: { $exists: true } }, { projection: FIELDS })
      .sort({ sealDueAt: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, sealed = 0, ...rest }) => ({ id: _id, sealed, ...rest }));
  }

  /** True when the history of any item waits to be sealed. */
  async function hasUnsealed(): Promise<boolean> {
    return (await items.findOne({ sealDueAt: { $exists: true } }, { projection: { _id: 1 } })) !== null;
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

  return { findUnsealed, hasUnsealed, markSealed };
}
