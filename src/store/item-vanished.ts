import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import { isLive, type MissingMark } from '../domain/vanished-items.js';
import type { ItemRecord, ItemMarks } from './item-record.js';

type Items = mongo.Collection<ItemRecord>;

/** An item as far as its presence at the source concerns it. */
export interface TrackedItem
  extends
    Pick<ContentItem, 'id' | 'version' | 'revision' | 'lane' | 'state' | 'publication' | 'proposal'>,
    Pick<ItemMarks, 'originKey' | 'missing'> {
  content: Pick<ContentItem['content'], 'title' | 'url'>;
}

const TRACKED_FIELDS = {
  ...{ version: 1, revision: 1, lane: 1, state: 1, publication: 1, proposal: 1, originKey: 1, missing: 1 },
  ...{ 'content.title': 1, 'content.url': 1 },
} as const;

/** Which items of a source are there, missing or proposed for withdrawal. */
export function trackVanished(items: Items) {
  async function findTracked(filter: mongo.Filter<ItemRecord>): Promise<TrackedItem[]> {
    const found = await items.find(filter, { projection: TRACKED_FIELDS }).toArray();
    return found.map(({ _id, ...rest }) => ({ id: _id, ...rest })).filter(isLive);
  }

  /** Everything of a source that there is something to withdraw of. */
  const findLive = (sourceId: string): Promise<TrackedItem[]> => findTracked({ sourceId });

  /** Items found missing before. */
  const findMissing = (sourceId: string): Promise<TrackedItem[]> =>
    findTracked({ sourceId, 'missing.since': { $exists: true } });

  /** Live items of a source that one of these identities or addresses means. */
  async function findReferred(
    sourceId: string,
    references: { originKeys: readonly string[]; urls: readonly string[] },
  ): Promise<TrackedItem[]> {
    const [byKey, byUrl] = await Promise.all([
      findTracked({ sourceId, originKey: { $in: [...references.originKeys] } }),
      findTracked({ sourceId, 'content.url': { $in: [...references.urls] } }),
    ]);
    return [...new Map([...byKey, ...byUrl].map((item) => [item.id, item])).values()];
  }

  /** How many items of a source there is something to withdraw of. */
  function countLive(sourceId: string): Promise<number> {
    const published = { 'publication.operation': { $in: ['publish' as const, 'correct' as const] } };
    return items.countDocuments({
      sourceId,
      $or: [
        { state: { $nin: ['merged', 'withdrawn', 'declined', 'expired'] } },
        { state: { $in: ['declined', 'expired'] }, ...published },
      ],
    });
  }

  /** Writes the marks; they are no decision on the item and leave its version alone. */
  async function markMissing(marks: readonly { id: string; missing: MissingMark | null }[]): Promise<void> {
    if (marks.length === 0) return;
    const writes = marks.map(({ id, missing }) => ({
      updateOne: {
        filter: { _id: id },
        update: missing ? { $set: { missing } } : { $unset: { missing: '' as const } },
      },
    }));
    await items.bulkWrite(writes, { ordered: false });
  }

  return { findLive, findMissing, findReferred, countLive, markMissing };
}
