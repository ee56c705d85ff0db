import { AppError } from '../../../schemas/errors.js';
import type { RawEntry, RawMedia } from '../../../schemas/raw-entry.js';
import { toChangedAt } from '../../formats/changed-at.js';
import { decodeText } from '../../formats/decode-text.js';
import { resolveUrl } from '../../formats/html-page.js';
import { inflateCapped, isGzip } from '../../formats/inflate-capped.js';
import { present } from '../../formats/present.js';
import { scanXml } from '../../formats/xml-scanner.js';
import type { FetchedDocument } from '../../source-adapter.js';
import { SitemapBuilder, type SitemapEntry } from './sitemap-builder.js';

/** One address that a sitemap names. */
export interface SitemapPage {
  url: string;
  /** RFC 3339; absent where the sitemap says nothing readable. */
  changedAt?: string;
  /** What the news and image extensions say of it; empty in a plain sitemap. */
  fields: RawEntry;
}

export interface Sitemap {
  /** `index`: its pages are sitemaps themselves. */
  kind: 'pages' | 'index' | 'text';
  pages: SitemapPage[];
  /** The document is cut off: it may have named more. */
  truncated: boolean;
  /** It names more than a sitemap may. */
  capped: boolean;
}

/** The protocol's own limits: 50 MB inflated, 50 000 addresses. */
const MAX_BYTES = 50 * 1024 * 1024;
const MAX_PAGES = 50_000;
const MAX_ADDRESS = 4000;
const MAX_IMAGES = 50;
const MAX_NAME = 2000;
const ADDRESS_LINE = /^https?:\/\/\S+$/i;

/**
 * Reads a sitemap of any form. Throws `parse-empty`, `parse-too-large`, `parse-too-deep`, `parse-malformed` (gzip) or
 * `parse-unrecognized`.
 */
export function readSitemap(document: FetchedDocument): Sitemap {
  const text = toText(document);
  if (ADDRESS_LINE.test(firstLine(text))) return readLines(text);
  const builder = new SitemapBuilder(MAX_PAGES);
  scanXml(text, builder);
  const { root, entries, truncated, capped } = builder;
  if (root !== 'urlset' && root !== 'sitemapindex')
    throw new AppError('parse-unrecognized', 'this is no sitemap', {
      details: { found: root === undefined ? 'text' : root.slice(0, 100), url: document.url },
    });
  const pages = entries.map((entry) => toPage(entry, document.url)).filter((page) => page !== undefined);
  return { kind: root === 'urlset' ? 'pages' : 'index', pages, truncated, capped };
}

function toText({ body, headers }: FetchedDocument): string {
  const bytes = isGzip(body) ? inflateCapped(body, MAX_BYTES) : body;
  if (bytes.byteLength > MAX_BYTES)
    throw new AppError('parse-too-large', `the sitemap has more than ${MAX_BYTES} bytes`);
  const contentType = headers['content-type'];
  const { text } = decodeText(bytes, { kind: 'xml', ...(contentType !== undefined && { contentType }) });
  const trimmed = text.trimStart();
  if (trimmed === '') throw new AppError('parse-empty', 'the sitemap is empty');
  return trimmed;
}

function firstLine(text: string): string {
  return (
    text
      .slice(0, MAX_ADDRESS)
      .split(/[\r\n]/, 1)[0]
      ?.trim() ?? ''
  );
}

/** One address a line and nothing else; a line that is none is passed over. */
function readLines(text: string): Sitemap {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  const urls = lines.filter((line) => ADDRESS_LINE.test(line)).map((line) => toAddress(line, line));
  const pages = urls.filter((url) => url !== undefined).map((url) => ({ url, fields: {} }));
  return {
    kind: 'text',
    pages: pages.slice(0, MAX_PAGES),
    truncated: false,
    capped: pages.length > MAX_PAGES,
  };
}

function toPage(entry: SitemapEntry, base: string): SitemapPage | undefined {
  const url = toAddress(first(entry, 'loc'), base);
  if (url === undefined) return undefined;
  const published = first(entry, 'news/publication_date');
  const changedAt = latest(toChangedAt(first(entry, 'lastmod')), toChangedAt(published));
  return { url, ...present({ changedAt }), fields: toFields(entry, base) };
}

/** The news and image extensions as fields of the article; `lastmod` is no date of it, generators put their own there. */
function toFields(entry: SitemapEntry, base: string): RawEntry {
  const keywords = first(entry, 'news/keywords');
  const images = imagesOf(entry, base);
  return {
    ...present({
      title: first(entry, 'news/title'),
      publishedAtText: first(entry, 'news/publication_date'),
      language: first(entry, 'news/publication/language'),
    }),
    ...(keywords !== undefined && { keywords: [keywords] }),
    ...(images.length > 0 && { images }),
  };
}

function imagesOf(entry: SitemapEntry, base: string): RawMedia[] {
  const urls = (entry.get('image/loc') ?? []).map((written) => toAddress(written, base));
  const titles = entry.get('image/title') ?? entry.get('image/caption') ?? [];
  // Titles are optional, so only as many of them as images say which is whose.
  const named = titles.length === urls.length ? titles : [];
  return urls
    .map((url, index) => ({ url, title: named[index]?.slice(0, MAX_NAME) }))
    .filter((image): image is { url: string; title: string | undefined } => image.url !== undefined)
    .slice(0, MAX_IMAGES)
    .map(({ url, title }) => ({ url, ...(title && { title }) }));
}

function first(entry: SitemapEntry, field: string): string | undefined {
  return entry.get(field)?.find((text) => text !== '');
}

function latest(...instants: (string | undefined)[]): string | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.sort((a, b) => Date.parse(b) - Date.parse(a))[0];
}

function toAddress(written: string | undefined, base: string): string | undefined {
  if (written === undefined || written === '' || written.length > MAX_ADDRESS) return undefined;
  const url = resolveUrl(written, base);
  return url === undefined || url.length > MAX_ADDRESS ? undefined : url;
}
