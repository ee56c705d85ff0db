import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { Lane } from '../../schemas/lane.js';
import { toItem, type ItemRecord } from './item-record.js';

export interface DueRecheck {
  item: ContentItem;
  /** The mark as it was when the item was read. */
  dueAt: string;
}

/** Judging items again whose content has not changed. */
export function keepRechecks(items: mongo.Collection<ItemRecord>) {
  async function findRecheck(id: string): Promise<DueRecheck | undefined> {
    const record = await items.findOne({ _id: id, recheckDueAt: { $exists: true } });
    if (record?.recheckDueAt === undefined) return undefined;
    return { item: toItem(record), dueAt: record.recheckDueAt };
  }

  /**
   * Judged again with the same result: the version stays, for nobody who is deciding saw anything else. Nothing is written
   * where the item was changed or the mark renewed meanwhile.
   */
  async function settleRecheck({ item, dueAt }: DueRecheck, checkedWith?: string): Promise<void> {
    await items.updateOne(
      { _id: item.id, version: item.version, recheckDueAt: dueAt },
      { $unset: { recheckDueAt: '' }, ...(checkedWith !== undefined && { $set: { checkedWith } }) },
    );
  }

  /** Of one lane, counted up to `most`. */
  async function countDueRechecks(lane: Lane, most: number): Promise<number> {
    const found = await items
      .find({ lane, recheckDueAt: { $exists: true } }, { projection: { _id: 1 } })
      .limit(most)
      .toArray();
    return found.length;
  }

  /**
   * Looks at the next items in review, in the order of their ids, and marks those that other rules than `label` have
   * judged. Answers the last one looked at; undefined when there are no more.
   */
  async function markJudgedByOthers(
    label: string,
    { after, at, limit }: { after: string; at: string; limit: number },
  ): Promise<string | undefined> {
    const page = await items
      .find({ state: 'in-review', _id: { $gt: after } }, { projection: { checkedWith: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    const ids = page.filter(({ checkedWith }) => checkedWith !== label).map(({ _id }) => _id);
    if (ids.length > 0)
      await items.updateMany(
        { _id: { $in: ids }, state: 'in-review', recheckDueAt: { $exists: false } },
        { $set: { recheckDueAt: at } },
      );
    return page.at(-1)?._id;
  }

  return { findRecheck, settleRecheck, countDueRechecks, markJudgedByOthers };
}
