import type { ContentItem } from '../../../schemas/content-item.js';
import type { ItemContent } from '../../../schemas/item-content.js';
import type { FeedEntry } from './feed-document.js';
import { deliveriesIn, type FeedScope } from '../../store/publication-store.js';

/** The item as it is published, which may be an older revision than the one under review. */
export function toFeedEntry(
  item: Pick<ContentItem, 'id' | 'publication' | 'deliveries' | 'updatedAt'>,
  content: ItemContent,
  scope: FeedScope,
): FeedEntry {
  const delivery = deliveryOf(item, scope);
  const { title, summary, author, contentSource, publishedAt } = content;
  const url = delivery?.url ?? content.url;
  const { publication } = item;
  return {
    ...{ id: `urn:baosong:item:${item.id}`, title, updated: delivery?.at ?? item.updatedAt },
    ...(url !== undefined && isWeb(url) && { url }),
    ...(publishedAt !== undefined && { published: publishedAt }),
    categories: [...(delivery?.column === undefined ? [] : [delivery.column]), ...content.keywords],
    files: [],
    ...(publication?.operation === 'withdraw'
      ? {
          withdrawn: {
            at: publication.at,
            ...(publication.reason !== undefined && { reason: publication.reason }),
          },
        }
      : {
          ...(summary !== undefined && { summary }),
          ...(author !== undefined && { author }),
          ...(contentSource !== undefined && { source: contentSource }),
          html: content.bodyHtml,
          files: toFiles(content),
        }),
  };
}

/** What the portal of the feed shows; in a column, the newest of the portals that show it there. */
function deliveryOf(item: Pick<ContentItem, 'deliveries'>, scope: FeedScope) {
  return deliveriesIn(item, scope).sort((a, b) => (a.at < b.at ? 1 : -1))[0];
}

/** Files that a reader can fetch: what came inside a document has no address of its own. */
function toFiles({ images, attachments }: ItemContent): FeedEntry['files'] {
  return [...attachments, ...images].flatMap(({ url, mediaType, size, ...rest }) => {
    if (!isWeb(url)) return [];
    const title = 'title' in rest ? rest.title : 'alt' in rest ? rest.alt : undefined;
    return [
      {
        url,
        ...(mediaType !== undefined && { mediaType }),
        ...(size !== undefined && { size }),
        ...(title !== undefined && title !== '' && { title }),
      },
    ];
  });
}

function isWeb(url: string): boolean {
  return /^https?:/i.test(url);
}
