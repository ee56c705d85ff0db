import { expect } from '@jest/globals';
import { decodeText } from '../../adapters/formats/decode-text.js';
import { parseHtmlPage } from '../../adapters/formats/html-page.js';
import { readFeed } from '../../adapters/sources/feed/read-feed.js';
import { readArticle } from '../../adapters/sources/site/read-article.js';
import { readList } from '../../adapters/sources/site/read-list.js';
import type { FetchedDocument } from '../../adapters/source-adapter.js';
import { isAppError } from '../../schemas/errors.js';
import { itemContent } from '../../schemas/item-content.js';
import { rawEntry, type RawEntry } from '../../schemas/raw-entry.js';
import { canonicalUrl } from '../../src/normalize/canonical-url.js';
import { parseDate } from '../../src/normalize/parse-date.js';
import { sanitizeHtml } from '../../src/normalize/sanitize-html.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';
import { expectSafeHtml } from './expect-safe-html.js';

const NOW = new Date('2026-11-24T10:00:00+08:00');
const URL_OF_ALL = 'http://www.example.gov.cn/a/b.html';

export function toDocument(body: Uint8Array, contentType?: string): FetchedDocument {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  return { url: URL_OF_ALL, requestedUrl: URL_OF_ALL, status: 200, headers, body };
}

/** What the function answers, or undefined where it says, with a code of its own, that it cannot be read. */
function orRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('parse-')) return undefined;
    throw error;
  }
}

function expectEntry(entry: RawEntry): void {
  expect(rawEntry.check(entry)).toMatchObject({ ok: true });
  const outcome = toItemContent(entry, { defaults: { kind: 'news' }, now: NOW });
  if (!outcome.ok) {
    expect(outcome.code).toMatch(/^(?:parse-|validation-failed)/);
    // A field that the schema refuses is a gap of normalizing, not a fault of the entry.
    expect(outcome.fields.map(({ pointer }) => pointer)).toEqual(
      outcome.code === 'validation-failed' ? ['/title'] : [],
    );
    return;
  }
  expect(itemContent.check(outcome.content)).toMatchObject({ ok: true });
  expectSafeHtml(outcome.content.bodyHtml);
}

function toItems(entries: readonly RawEntry[]): void {
  for (const entry of entries) toItemContent(entry, { defaults: { kind: 'news' }, now: NOW });
}

/** What is done with bytes, to the end, without a look at what comes of it. */
export const work = {
  feed: (body: Uint8Array) => {
    orRefused(() => {
      toItems(readFeed(toDocument(body), 50).entries);
    });
  },
  page: (body: Uint8Array) => {
    orRefused(() => {
      readList(parseHtmlPage(toDocument(body)));
    });
    orRefused(() => {
      toItems([readArticle(parseHtmlPage(toDocument(body)))]);
    });
  },
  html: (html: string) => orRefused(() => sanitizeHtml(html)),
};

/** Each takes anything whatever, and finds nothing wrong with what is made of it. */
export const readers: Record<string, (body: Uint8Array) => void> = {
  'a feed': (body) => {
    const feed = orRefused(() => readFeed(toDocument(body), 50));
    for (const entry of feed?.entries ?? []) expectEntry(entry);
  },
  'an article': (body) => {
    const entry = orRefused(() => readArticle(parseHtmlPage(toDocument(body))));
    if (entry !== undefined) expectEntry(entry);
  },
  'a list': (body) => {
    const list = orRefused(() => readList(parseHtmlPage(toDocument(body))));
    for (const url of [...(list?.links ?? []).map((link) => link.url), ...(list?.next ?? [])])
      expect(new URL(url).protocol).toMatch(/^https?:$/);
  },
  text: (body) => {
    for (const kind of ['xml', 'html', 'json'] as const)
      for (const contentType of [undefined, 'text/xml; charset=gbk', 'text/html; charset="utf-16"']) {
        const decoded = decodeText(body, { kind, ...(contentType !== undefined && { contentType }) });
        expect(decoded.text.startsWith('\ufeff')).toBe(false);
        expect(decoded.charset).toMatch(/^[a-z0-9_-]+$/);
      }
  },
};

export function expectDate(text: string): void {
  const instant = parseDate(text, NOW);
  if (instant === undefined) return;
  expect(instant).toMatch(/^(?:19|20|21)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\+08:00$/);
  expect(parseDate(instant, NOW)).toBe(instant);
}

export function expectUrl(address: string, base?: string): void {
  const url = canonicalUrl(address, base);
  if (url === undefined) return;
  const { protocol, username, password, hash } = new URL(url);
  expect([protocol === 'https:' ? 'http:' : protocol, username, password, hash]).toEqual([
    'http:',
    '',
    '',
    '',
  ]);
  expect(canonicalUrl(url)).toBe(url);
}
