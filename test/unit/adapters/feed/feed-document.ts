import { feedAdapter } from '../../../../adapters/sources/feed.js';
import type { FetchedDocument } from '../../../../adapters/source-adapter.js';
import type { RawEntry } from '../../../../schemas/raw-entry.js';

export const FEED_URL = 'http://www.example.gov.cn/feeds/news.xml';

export function feedDocument(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): FetchedDocument {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return { url: FEED_URL, requestedUrl: FEED_URL, status: 200, headers, body: bytes };
}

export function parseFeed(body: string | Uint8Array, headers?: Record<string, string>): RawEntry[] {
  return feedAdapter.parse(feedDocument(body, headers), { url: FEED_URL });
}

const MODULES =
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" ' +
  'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" ' +
  'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom" ' +
  'xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:georss="http://www.georss.org/georss" ' +
  'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"';

export function rss2(item: string, channel = ''): string {
  return `<?xml version="1.0"?><rss version="2.0" ${MODULES}><channel>${channel}<item>${item}</item></channel></rss>`;
}

export function rss1(item: string, channel = ''): string {
  return (
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" ${MODULES}>` +
    `<channel rdf:about="http://www.example.gov.cn/">${channel}<items><rdf:Seq><rdf:li rdf:resource="urn:1"/></rdf:Seq></items></channel>` +
    `<item rdf:about="http://www.example.gov.cn/1.html">${item}</item></rdf:RDF>`
  );
}

export function atom(entry: string, feed = '', attributes = ''): string {
  return `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes} xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">${feed}<entry>${entry}</entry></feed>`;
}

export function atom03(entry: string, feed = '', attributes = ''): string {
  return `<feed version="0.3" xmlns="http://purl.org/atom/ns#" ${attributes}>${feed}<entry>${entry}</entry></feed>`;
}

export function jsonFeed(item: Record<string, unknown>, feed: Record<string, unknown> = {}): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: '要闻',
    ...feed,
    items: [item],
  });
}
