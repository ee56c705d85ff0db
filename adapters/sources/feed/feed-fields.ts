import type { RawEntry, RawMedia } from '../../../schemas/raw-entry.js';
import { attributeOf, textOf, type XmlElement } from '../../formats/xml-element.js';
import { resolveAddress } from '../../formats/xml-markup.js';
import type { FeedText } from './feed-text.js';

/** Chinese dates may be written without a digit. */
const NUMBER = /[\d０-９〇○零一二三四五六七八九十]/;

/** The children of one element by key: every reader asks for many fields, one pass finds them all. */
export class FeedFields {
  private readonly byKey = new Map<string, XmlElement[]>();

  constructor(readonly element: XmlElement) {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      const same = this.byKey.get(child.key);
      if (same === undefined) this.byKey.set(child.key, [child]);
      else same.push(child);
    }
  }

  all(...keys: string[]): XmlElement[] {
    return keys.flatMap((key) => this.byKey.get(key) ?? []);
  }

  /** The first of these keys that has text, in the order of the keys. */
  text(...keys: string[]): string | undefined {
    for (const key of keys) {
      for (const element of this.byKey.get(key) ?? []) {
        const text = textOf(element);
        if (text !== '') return text;
      }
    }
    return undefined;
  }

  /** As `text`, but one that names no number is passed over for one that does: `N/A` must not hide the date beside it. */
  date(...keys: string[]): string | undefined {
    const written = this.all(...keys).map(textOf);
    return written.find((text) => NUMBER.test(text)) ?? this.text(...keys);
  }

  /** The first of these keys that reads as something. */
  read(reader: (element: XmlElement) => FeedText, ...keys: string[]): FeedText | undefined {
    for (const key of keys) {
      for (const element of this.byKey.get(key) ?? []) {
        const text = reader(element);
        if (text.value !== '') return text;
      }
    }
    return undefined;
  }
}

/** What entries inherit from the feed around them. */
export interface FeedContext {
  language: string | undefined;
  author: string | undefined;
  /** xml:lang of the root: weaker than anything an entry says of itself. */
  rootLang: string | undefined;
  /** What relative addresses resolve against where neither the document nor xml:base says it. */
  fallbackBase: string | undefined;
}

const LONGEST_ADDRESS = 4000;

/**
 * An address as the entry means it: absolute where its base is known, as written elsewhere. Publishers escape the
 * ampersands of an address once more than XML asks for; `&amp;` has no meaning in one.
 */
export function addressOf(
  written: string | undefined,
  element: XmlElement,
  context: FeedContext,
): string | undefined {
  if (written === undefined || written === '') return undefined;
  const meant = written.replaceAll('&amp;', '&');
  const address = resolveAddress(meant, element.base ?? context.fallbackBase) ?? meant.trim();
  return address.length > LONGEST_ADDRESS ? undefined : address;
}

/** Media type, size and texts of an enclosure in any vocabulary; undefined without an address. */
export function toMedia(
  url: string | undefined,
  facts: {
    mediaType?: string | undefined;
    size?: string | undefined;
    title?: string | undefined;
    alt?: string | undefined;
  },
): RawMedia | undefined {
  if (url === undefined) return undefined;
  const size = /^\d{1,15}$/.test(facts.size?.trim() ?? '') ? Number(facts.size) : undefined;
  return {
    url,
    ...(facts.mediaType && { mediaType: facts.mediaType.slice(0, 200) }),
    ...(size !== undefined && { size }),
    ...(facts.title && { title: facts.title.slice(0, 2000) }),
    ...(facts.alt && { alt: facts.alt.slice(0, 2000) }),
  };
}

/** What readers collect before it is cut to a `RawEntry`: absent and empty are the same. */
export interface EntryParts {
  externalId: string | undefined;
  url: string | undefined;
  title: FeedText | undefined;
  subtitle: string | undefined;
  summary: FeedText | undefined;
  body: FeedText | undefined;
  author: string | undefined;
  contentSource: string | undefined;
  publishedAtText: string | undefined;
  updatedAtText: string | undefined;
  keywords: string[];
  language: string | undefined;
  images: RawMedia[];
  attachments: RawMedia[];
  baseUrl: string | undefined;
}

/** Copies what is there. Plain assignments: this runs for every entry of every feed, and spreads cost five times as much. */
export function toRawEntry(parts: EntryParts): RawEntry {
  const entry: RawEntry = toTexts(parts);
  // An identity is never cut: two long ones with the same beginning would become one item.
  if (parts.externalId && parts.externalId.length <= LONGEST_ADDRESS) entry.externalId = parts.externalId;
  if (parts.url) entry.url = parts.url;
  if (parts.baseUrl && parts.baseUrl.length <= LONGEST_ADDRESS) entry.baseUrl = parts.baseUrl;
  if (parts.author) entry.author = parts.author;
  if (parts.contentSource) entry.contentSource = parts.contentSource;
  if (parts.publishedAtText) entry.publishedAtText = parts.publishedAtText;
  if (parts.updatedAtText) entry.updatedAtText = parts.updatedAtText;
  if (parts.keywords.length > 0) entry.keywords = [...new Set(parts.keywords)];
  if (parts.language) entry.language = parts.language;
  if (parts.images.length > 0) entry.images = uniqueByUrl(parts.images);
  if (parts.attachments.length > 0) entry.attachments = uniqueByUrl(parts.attachments);
  return entry;
}

function toTexts({ title, subtitle, summary, body }: EntryParts): RawEntry {
  const entry: RawEntry = {};
  if (title) {
    entry.title = title.value;
    entry.titleFormat = title.format;
  }
  if (subtitle) entry.subtitle = subtitle;
  if (summary) {
    entry.summary = summary.value;
    entry.summaryFormat = summary.format;
  }
  if (body) {
    entry.body = body.value;
    entry.bodyFormat = body.format;
  }
  return entry;
}

function uniqueByUrl(media: RawMedia[]): RawMedia[] {
  const byUrl = new Map<string, RawMedia>();
  for (const one of media) {
    const known = byUrl.get(one.url);
    byUrl.set(one.url, known === undefined ? one : { ...one, ...known });
  }
  return [...byUrl.values()];
}

export function firstOf(...values: (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== '');
}

/** Names of several people in one field, as Chinese texts list them. */
export function joinNames(names: (string | undefined)[]): string | undefined {
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))].join('、') || undefined;
}

/** The person in `editor@example.org (Name)`, `Name <editor@example.org>` or plain text. */
export function nameOf(person: string): string {
  const text = person.trim();
  // No person is this long, and the patterns below take time quadratic in the length.
  if (text.length > 300) return text;
  const inBrackets = /^\S+@\S+\s*[(（]([^()（）]+)[)）]$/.exec(text)?.[1];
  const before = /^([^<>()（）]+?)\s*[<(（]\s*(?:mailto:)?[^\s<>()（）]+@[^\s<>()（）]+\s*[>)）]$/.exec(
    text,
  )?.[1];
  return (inBrackets ?? before ?? text).trim().replace(/^"(.*)"$/, '$1');
}

/** An Atom person construct: the name, else the address. RSS feeds put plain text into the same element. */
export function personOf(element: XmlElement): string {
  const fields = new FeedFields(element);
  const known = fields.text('atom:name', 'name', 'atom:email', 'email', 'atom:uri', 'atom:url', 'uri', 'url');
  return known === undefined ? nameOf(textOf(element)) : nameOf(known);
}

/** A category in any vocabulary: its name for people first, then its code; subcategories too. */
export function categoriesOf(element: XmlElement): string[] {
  const label = firstOf(
    attributeOf(element, 'label'),
    attributeOf(element, 'term'),
    attributeOf(element, 'text'),
  );
  const children = element.children.filter((child) => typeof child !== 'string');
  const own = element.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
  const nested = children.flatMap(categoriesOf);
  return [firstOf(label, own), ...nested]
    .filter((name) => name !== undefined)
    .filter((name) => name.length <= 500);
}
