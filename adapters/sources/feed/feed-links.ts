import { resolveAddress } from '../../formats/xml-markup.js';
import { scanXml } from '../../formats/xml-scanner.js';

export interface FeedLink {
  url: string;
  mediaType: string;
  title?: string;
}

const FEED_TYPES = new Set([
  'application/rss+xml',
  'application/atom+xml',
  'application/rdf+xml',
  'application/feed+json',
  'application/json',
]);

/** Pages keep their links in the head; a page of megabytes is not searched to its end. */
const HEAD_CHARACTERS = 300_000;
const MOST_LINKS = 20;

/** The feeds that an HTML page announces by `<link rel="alternate">`, absolute, in document order. */
export function findFeedLinks(html: string, pageUrl: string): FeedLink[] {
  const links: FeedLink[] = [];
  let base: string | undefined = pageUrl;
  scanXml(html.slice(0, HEAD_CHARACTERS), {
    open(name, attributes) {
      if (name === 'base') base = resolveAddress(attributes.get('href') ?? '', pageUrl) ?? pageUrl;
      const link = name === 'link' ? toFeedLink(attributes, base) : undefined;
      if (link !== undefined) links.push(link);
    },
    close: () => undefined,
    text: () => undefined,
    done: () => links.length >= MOST_LINKS,
  });
  return links;
}

function toFeedLink(attributes: ReadonlyMap<string, string>, base: string | undefined): FeedLink | undefined {
  const relations = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
  const mediaType = (attributes.get('type')?.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (!relations.includes('alternate') || !FEED_TYPES.has(mediaType)) return undefined;
  const url = resolveAddress(attributes.get('href') ?? '', base);
  if (url === undefined || attributes.get('href')?.trim() === '') return undefined;
  const title = attributes.get('title')?.trim().slice(0, 200);
  return { url, mediaType, ...(title && { title }) };
}
