import type { ContentItem } from '../../schemas/content-item.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { toPublication } from '../domain/review/approve-stage.js';
import type { ItemStore } from '../store/item-store.js';

/**
 * 定时发布: publishes what was approved for a time that has come. Undefined where nothing is due any more: it was withdrawn,
 * or another revision took its place. Of two processes one writes, the other finds it done.
 */
export function createPublishScheduled({ items, now }: { items: ItemStore; now: Clock }) {
  return async (item: ContentItem): Promise<ContentItem | undefined> => {
    const at = now();
    const { publishAt, revision } = item.review ?? {};
    if (item.state !== 'approved' || publishAt === undefined || revision !== item.revision) return undefined;
    if (Date.parse(publishAt) > at.getTime() || item.publication?.revision === revision) return undefined;
    const history = { action: 'published' as const, by: 'system', revision: item.revision };
    const change = { state: item.state, publication: toPublication(item, at), history };
    return items.applyChange({ item, change }, { at: toInstant(at) });
  };
}
