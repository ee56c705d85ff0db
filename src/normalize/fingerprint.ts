import { hash } from 'node:crypto';
import type { ItemContent } from '../../schemas/item-content.js';

/**
 * What an article says and who answers for it: title, text, files, people, dates, disclosure. A new value is a new
 * revision. White space, markup, the time of day of publication (pages write "3 hours ago") and the query of an image's
 * address (often a token) make none. SHA-256, hex.
 */
export function revisionFingerprint(content: ItemContent, text = contentDigest(content)): string {
  const images = content.images.map((image) => withoutQuery(image.url)).sort();
  const attachments = content.attachments.map((attachment) => attachment.url).sort();
  return digest([
    text,
    attachments.join('\n'),
    images.join('\n'),
    content.signedAt ?? '',
    content.publishedAt?.slice(0, 'yyyy-mm-dd'.length) ?? '',
    content.kind,
    withoutSpace(content.subtitle ?? ''),
    withoutSpace(content.summary ?? ''),
    content.author ?? '',
    content.contentSource ?? '',
    content.responsiblePerson ?? '',
    content.column ?? '',
    content.keywords.join('\n'),
    JSON.stringify(content.disclosure ?? {}),
  ]);
}

export function fingerprintsOf(content: ItemContent): { revision: string; content: string } {
  const text = contentDigest(content);
  return { revision: revisionFingerprint(content, text), content: text };
}

/** Title and text alone: equal for the same article on two sites, wherever its files are. SHA-256, hex. */
export function contentDigest(content: Pick<ItemContent, 'title' | 'bodyText'>): string {
  return digest([withoutSpace(content.title), withoutSpace(content.bodyText)]);
}

/** Each part with its length, so that text cannot move from one to the next unnoticed. */
function digest(parts: readonly string[]): string {
  return hash('sha256', parts.map((part) => `${part.length}:${part}\n`).join(''));
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
