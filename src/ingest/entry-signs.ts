import type { ItemContent } from '../../schemas/item-content.js';

/** What a new entry tells about how well its source is read. */
export interface EntrySigns {
  publishedAt?: string;
  /** Nothing but its title came. */
  thin: boolean;
}

/** A body shorter than this beyond the title, in characters, is none. */
const SHORTEST_BODY = 10;

/** Images and attachments are content: a notice may be one scanned page. */
export function entrySigns(content: ItemContent): EntrySigns {
  const { publishedAt, title, bodyText, images, attachments } = content;
  const beyondTitle = bodyText.startsWith(title) ? bodyText.slice(title.length) : bodyText;
  const isBare = beyondTitle.trim().length < SHORTEST_BODY;
  return {
    ...(publishedAt !== undefined && { publishedAt }),
    thin: isBare && images.length === 0 && attachments.length === 0,
  };
}
