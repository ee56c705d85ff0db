import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { ItemRecord } from './item-record.js';

/** An item as far as looking at its links needs to know it. */
export interface LinksWork extends Pick<ContentItem, 'id' | 'state' | 'findings'> {
  /** The mark as it was when the item was read. */
  dueAt: string;
  bodyHtml: string;
}

export function keepItemLinks(items: mongo.Collection<ItemRecord>) {
  async function findLinksWork(id: string): Promise<LinksWork | undefined> {
    const found = await items.findOne(
      { _id: id, linksDueAt: { $exists: true } },
      { projection: { state: 1, linksDueAt: 1, findings: 1, 'content.bodyHtml': 1 } },
    );
    if (found?.linksDueAt === undefined) return undefined;
    const { state, linksDueAt, findings, content } = found;
    return { id, state, dueAt: linksDueAt, findings, bodyHtml: content.bodyHtml };
  }

  /** When the links are looked at next, and whether what was found makes the item due to be judged again. */
  async function recordLinks(
    id: string,
    seenDueAt: string,
    { nextDueAt, recheckDueAt }: { nextDueAt?: string | undefined; recheckDueAt?: string | undefined },
  ): Promise<void> {
    const set = {
      ...(nextDueAt !== undefined && { linksDueAt: nextDueAt }),
      ...(recheckDueAt !== undefined && { recheckDueAt }),
    };
    await items.updateOne(
      { _id: id, linksDueAt: seenDueAt },
      {
        ...(Object.keys(set).length > 0 && { $set: set }),
        ...(nextDueAt === undefined && { $unset: { linksDueAt: '' as const } }),
      },
    );
  }

  return { findLinksWork, recordLinks };
}
