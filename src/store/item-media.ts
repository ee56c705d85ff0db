import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { ItemAttachment, ItemImage } from '../../schemas/item-content.js';
import type { ItemRecord } from './item-record.js';

/** An item as far as fetching its files needs to know it. */
export interface MediaWork extends Pick<
  ContentItem,
  'id' | 'organizationId' | 'channel' | 'lane' | 'revision' | 'state'
> {
  /** When the next look at its files is due; absent when there is none. */
  mediaDueAt?: string;
  images: ItemImage[];
  attachments: ItemAttachment[];
}

/** Images and attachments of one revision as they now are, by position. */
export interface MediaUpdate {
  images: ReadonlyMap<number, ItemImage>;
  attachments: ReadonlyMap<number, ItemAttachment>;
  /** Absent: everything is settled. */
  nextDueAt?: string | undefined;
}

export function keepItemMedia(items: mongo.Collection<ItemRecord>) {
  async function findMediaWork(id: string): Promise<MediaWork | undefined> {
    const found = await items.findOne(
      { _id: id },
      {
        projection: {
          organizationId: 1,
          channel: 1,
          lane: 1,
          revision: 1,
          state: 1,
          mediaDueAt: 1,
          'content.images': 1,
          'content.attachments': 1,
        },
      },
    );
    if (!found) return undefined;
    const { _id, organizationId, channel, lane, revision, state, mediaDueAt, content } = found;
    const { images, attachments } = content;
    return {
      ...{ id: _id, organizationId, channel, lane, revision, state, images, attachments },
      ...(mediaDueAt !== undefined && { mediaDueAt }),
    };
  }

  /**
   * Writes what is known of the files of one revision, in one write. The version stays, for nobody's decision is
   * concerned; a revision that has come since keeps its own mark. False when it has. What the files say is for the rules:
   * news of attachments makes the item due to be judged again.
   */
  async function recordMedia(
    item: Pick<ContentItem, 'id' | 'revision'>,
    update: MediaUpdate,
    at: string,
  ): Promise<boolean> {
    const { nextDueAt } = update;
    const set: Record<string, unknown> = {
      ...byPosition('content.images', update.images),
      ...byPosition('content.attachments', update.attachments),
      ...(nextDueAt !== undefined && { mediaDueAt: nextDueAt }),
      ...(update.attachments.size > 0 && { recheckDueAt: at }),
    };
    const result = await items.updateOne(
      { _id: item.id, revision: item.revision },
      {
        ...(Object.keys(set).length > 0 && { $set: set }),
        ...(nextDueAt === undefined && { $unset: { mediaDueAt: '' as const } }),
      },
    );
    return result.matchedCount === 1;
  }

  return { findMediaWork, recordMedia };
}

function byPosition(field: string, media: ReadonlyMap<number, object>): Record<string, object> {
  return Object.fromEntries([...media].map(([position, value]) => [`${field}.${position}`, value]));
}
