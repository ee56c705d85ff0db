import { AppError } from '../../../schemas/errors.js';
import type { RawEntry, RawMedia } from '../../../schemas/raw-entry.js';
import { resolveAddress } from '../../formats/xml-markup.js';
import type { AnnouncedLinks } from './feed-hub.js';
import { firstOf, joinNames, toMedia, toRawEntry } from './feed-fields.js';
import type { FeedText } from './feed-text.js';

type Json = Readonly<Record<string, unknown>>;

export interface JsonFeed {
  title: string | undefined;
  entries: RawEntry[];
  capped: boolean;
  announced: AnnouncedLinks;
}

/** JSON Feed 1.0 and 1.1. Throws `parse-malformed` where it is no JSON and `parse-unrecognized` where it is another JSON. */
export function readJsonFeed(
  source: string,
  context: { base: string | undefined; language: string | undefined; maxEntries: number },
): JsonFeed {
  const feed = parseObject(source);
  if (!isJsonFeed(feed)) {
    throw new AppError('parse-unrecognized', 'JSON, but not a JSON Feed', { details: { found: 'json' } });
  }
  const items = objectsAt(feed, 'items');
  const home = firstOf(textAt(feed, 'home_page_url'), textAt(feed, 'feed_url'));
  const inherited = {
    base: context.base ?? home,
    author: authorsOf(feed),
    language: textAt(feed, 'language') ?? context.language,
  };
  const entries = items.slice(0, context.maxEntries).map((item) => readItem(item, inherited));
  const announced = { hubs: hubsOf(feed), self: textAt(feed, 'feed_url') };
  return { title: textAt(feed, 'title'), entries, capped: items.length > context.maxEntries, announced };
}

/** `hubs` may name other protocols (rssCloud), which we do not speak. */
function hubsOf(feed: Json): string[] {
  return objectsAt(feed, 'hubs')
    .filter((hub) => /^(?:websub|pubsubhubbub)$/i.test(textAt(hub, 'type') ?? ''))
    .map((hub) => textAt(hub, 'url'))
    .filter((url) => url !== undefined);
}

const TOP_LEVEL = new Set([
  ...['title', 'home_page_url', 'feed_url', 'description', 'user_comment', 'next_url', 'icon', 'favicon'],
  ...['author', 'authors', 'language', 'expired', 'hubs', 'items'],
]);

/** What tells an item from any other object of a list. */
const OF_AN_ITEM = ['id', 'url', 'title', 'content_html', 'content_text'];

/** By its version; without one, by items, and nothing beside them that no feed has (extensions begin with `_`). */
function isJsonFeed(feed: Json): boolean {
  if (!Array.isArray(feed['items'])) return false;
  const version = textAt(feed, 'version');
  if (version !== undefined) return /jsonfeed\.org\/version/i.test(version);
  const isKnown = Object.keys(feed).every((name) => TOP_LEVEL.has(name) || name.startsWith('_'));
  return isKnown && objectsAt(feed, 'items').some((item) => OF_AN_ITEM.some((name) => name in item));
}

function parseObject(source: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw new AppError('parse-malformed', 'not well-formed JSON', { details: { found: 'json' }, cause });
  }
  if (isObject(value)) return value;
  throw new AppError('parse-unrecognized', 'JSON, but not a JSON Feed', { details: { found: 'json' } });
}

interface Inherited {
  base: string | undefined;
  author: string | undefined;
  language: string | undefined;
}

function readItem(item: Json, inherited: Inherited): RawEntry {
  const address = (key: string): string | undefined => addressAt(item, key, inherited.base);
  const text = (key: string, format: FeedText['format']): FeedText | undefined => {
    const value = textAt(item, key);
    return value === undefined ? undefined : { value, format, base: inherited.base, lang: undefined };
  };
  const images = ['image', 'banner_image'].map((key) => toMedia(address(key), {}));
  return toRawEntry({
    externalId: idOf(item),
    url: address('url') ?? address('external_url') ?? permalink(textAt(item, 'id')),
    title: text('title', 'text'),
    subtitle: undefined,
    summary: text('summary', 'text'),
    body: text('content_html', 'html') ?? text('content_text', 'text'),
    author: authorsOf(item) ?? inherited.author,
    contentSource: undefined,
    publishedAtText: textAt(item, 'date_published'),
    updatedAtText: textAt(item, 'date_modified'),
    keywords: listAt(item, 'tags')
      .filter((tag) => typeof tag === 'string')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '' && tag.length <= 500),
    language: textAt(item, 'language') ?? inherited.language,
    images: images.filter((image) => image !== undefined),
    attachments: objectsAt(item, 'attachments')
      .map((attachment) => readAttachment(attachment, inherited.base))
      .filter((media) => media !== undefined),
    baseUrl: inherited.base,
  });
}

/** 1.1: an id that is no text is read as the text it would be. */
function idOf(item: Json): string | undefined {
  const id = item['id'];
  return typeof id === 'boolean' ? String(id) : textAt(item, 'id');
}

function readAttachment(attachment: Json, base: string | undefined): RawMedia | undefined {
  return toMedia(addressAt(attachment, 'url', base), {
    mediaType: textAt(attachment, 'mime_type'),
    size: textAt(attachment, 'size_in_bytes'),
    title: textAt(attachment, 'title'),
  });
}

/** 1.1 has `authors`, 1.0 has `author`. */
function authorsOf(holder: Json): string | undefined {
  const single = holder['author'];
  const authors = [...objectsAt(holder, 'authors'), ...(isObject(single) ? [single] : [])];
  return joinNames(authors.map((author) => textAt(author, 'name') ?? addresseeOf(textAt(author, 'url'))));
}

function addresseeOf(url: string | undefined): string | undefined {
  return url?.replace(/^mailto:([^?]*).*$/is, '$1');
}

function permalink(id: string | undefined): string | undefined {
  return id !== undefined && id.length <= 4000 && /^https?:\/\//i.test(id) ? id : undefined;
}

function addressAt(holder: Json, key: string, base: string | undefined): string | undefined {
  const written = textAt(holder, key);
  if (written === undefined) return undefined;
  const address = resolveAddress(written, base) ?? written;
  return address.length > 4000 ? undefined : address;
}

/** Trimmed text; numbers too, because publishers write ids and sizes as either. */
function textAt(holder: Json, key: string): string | undefined {
  const value = holder[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

function listAt(holder: Json, key: string): unknown[] {
  const value = holder[key];
  return Array.isArray(value) ? value : [];
}

function objectsAt(holder: Json, key: string): Json[] {
  return listAt(holder, key).filter(isObject);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
