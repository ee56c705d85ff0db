import type { ItemAttachment, ItemContent, ItemImage } from '../../schemas/item-content.js';
import { readStoredAddress, type MediaProblem, type StoredMedia } from '../../schemas/media.js';

/** What is known of a file beyond what the source says of it. */
export interface MediaFacts {
  copy?: StoredMedia | undefined;
  fetchedAt?: string | undefined;
  problem?: MediaProblem | undefined;
}

/** Whether an item names files that have to be fetched; what came inside a document is here already. */
export function namesFiles({ images, attachments }: Pick<ItemContent, 'images' | 'attachments'>): boolean {
  const isElsewhere = ({ url }: { url: string }) => readStoredAddress(url) === undefined;
  return images.some(isElsewhere) || attachments.some(isElsewhere);
}

/** An image or attachment with what is known of its file in place of what was declared or known before. */
export function withFacts<T extends ItemImage | ItemAttachment>(media: T, facts: MediaFacts): T {
  const { mediaType, size, sha256: _sha256, fetchedAt: _fetchedAt, problem: _problem, ...rest } = media;
  const { copy, fetchedAt, problem } = facts;
  // One order of the properties, whoever writes them: revisions are compared by it.
  return {
    ...rest,
    ...(mediaType !== undefined && { mediaType }),
    ...(size !== undefined && { size }),
    ...(copy && { mediaType: copy.mediaType, size: copy.size, sha256: copy.sha256 }),
    ...(fetchedAt !== undefined && { fetchedAt }),
    ...(problem && { problem }),
  } as T;
}

/** What is known of the files of one revision, carried over to the next for every address that both name. */
export function keepFacts(before: ItemContent, after: ItemContent): ItemContent {
  return {
    ...after,
    images: carry(before.images, after.images),
    attachments: carry(before.attachments, after.attachments),
  };
}

function carry<T extends ItemImage | ItemAttachment>(before: readonly T[], after: readonly T[]): T[] {
  const known = new Map(before.map((media) => [media.url, media]));
  return after.map((media) => {
    const earlier = known.get(media.url);
    const isKnown = earlier?.sha256 !== undefined || earlier?.problem !== undefined;
    return isKnown && media.sha256 === undefined ? withFacts(media, factsOf(earlier)) : media;
  });
}

function factsOf({ sha256, size = 0, mediaType = '', fetchedAt, problem }: ItemAttachment): MediaFacts {
  return { problem, ...(sha256 !== undefined && { copy: { sha256, size, mediaType }, fetchedAt }) };
}

/**
 * What a portal is told. Of a file that was not here when the publication was decided it gets the address alone: files
 * come in at any time, and a repeated attempt must say exactly what the first one said. What only we need to know, and
 * what a source merely claims, stays here.
 */
export function toPublishedContent(content: ItemContent, decidedAt: string): ItemContent {
  return {
    ...content,
    images: content.images.map((image) => publishable(image, decidedAt)),
    attachments: content.attachments.map((attachment) => publishable(attachment, decidedAt)),
  };
}

function publishable<T extends ItemImage | ItemAttachment>(media: T, decidedAt: string): T {
  const { mediaType, size, sha256, fetchedAt, problem: _problem, ...rest } = media;
  const verified = sha256 !== undefined && (fetchedAt === undefined || fetchedAt <= decidedAt);
  return (verified ? { ...rest, mediaType, size, sha256 } : rest) as T;
}
