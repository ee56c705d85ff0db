import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import { toItem, type ItemRecord, type Merging } from './item-record.js';

/** An item, and whether somebody is about to merge it as it is. */
export interface MergeSide {
  item: ContentItem;
  merging?: Merging;
}

/**
 * Marks of items that are about to be merged into another one. A mark changes nothing that people see, so the version
 * stays; it counts for that version only.
 */
export function markMerges(items: mongo.Collection<ItemRecord>) {
  /** Sets a mark, or its time anew; false where the item was changed, or somebody else is about to merge it. */
  async function beginMerge(id: string, merging: Merging, at: string): Promise<boolean> {
    const { version, token } = merging;
    const free = [
      { merging: { $exists: false } },
      { 'merging.token': token },
      { 'merging.version': { $ne: version } },
      { 'merging.until': { $lte: at } },
    ];
    const result = await items.updateOne({ _id: id, version, $or: free }, { $set: { merging } });
    return result.matchedCount > 0;
  }

  async function findMergeSide(id: string): Promise<MergeSide | undefined> {
    const record = await items.findOne({ _id: id });
    if (!record) return undefined;
    const { merging, version } = record;
    return { item: toItem(record), ...(merging?.version === version && { merging }) };
  }

  /** Takes a mark off: whoever set it can no longer merge by it. */
  async function endMerge(id: string, token: string): Promise<void> {
    await items.updateOne({ _id: id, 'merging.token': token }, { $unset: { merging: '' } });
  }

  return { beginMerge, findMergeSide, endMerge };
}
