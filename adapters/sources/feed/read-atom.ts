import type { RawEntry, RawMedia } from '../../../schemas/raw-entry.js';
import { attributeOf, textOf, type XmlElement } from '../../formats/xml-element.js';
import {
  addressOf,
  categoriesOf,
  FeedFields,
  firstOf,
  joinNames,
  personOf,
  toMedia,
  toRawEntry,
  type FeedContext,
} from './feed-fields.js';
import { languageOf } from './feed-language.js';
import { groupOf, mediaOf, relationOf } from './feed-media.js';
import { readAtomText, readRssText, richest, type FeedText } from './feed-text.js';

export function readAtomContext(root: XmlElement, documentLanguage: string | undefined): FeedContext {
  const feed = new FeedFields(root);
  const address = feed
    .all('atom:link')
    .filter((link) => ['alternate', 'self'].includes(relationOf(link)))
    .map((link) => attributeOf(link, 'href'))
    .find((href) => href !== undefined && URL.canParse(href));
  return {
    language: firstOf(feed.text('dc:language', 'atom:language'), root.lang, documentLanguage),
    author: joinNames(feed.all('atom:author', 'dc:creator').map(personOf)),
    rootLang: root.lang,
    fallbackBase: address,
  };
}

/** One entry of Atom 1.0 (RFC 4287) or 0.3. */
export function readAtomEntry(entry: XmlElement, context: FeedContext): RawEntry {
  const fields = new FeedFields(entry);
  const [source] = fields.all('atom:source').map((element) => new FeedFields(element));
  const group = groupOf(fields);
  const summary =
    fields.read(readAtomText, 'atom:summary') ??
    fields.read(readRssText, 'atom:description', 'dc:description', 'media:description') ??
    group?.read(readRssText, 'media:description');
  const body = bodyOf(fields);
  const { images, attachments } = mediaOf(fields, context);
  return toRawEntry({
    externalId: fields.text('atom:id', 'dc:identifier'),
    url: linkOf(fields, context),
    title:
      fields.read(readAtomText, 'atom:title') ??
      fields.read(readRssText, 'dc:title', 'itunes:title', 'media:title') ??
      group?.read(readRssText, 'media:title'),
    subtitle: fields.text('itunes:subtitle'),
    summary,
    body,
    author: authorOf(fields, source, context),
    contentSource: source?.read(readAtomText, 'atom:title')?.value ?? plainSource(fields),
    ...datesOf(fields),
    keywords: keywordsOf(fields),
    language: languageOf(fields, body, context),
    images,
    attachments: [...attachments, ...outOfLine(fields, context)],
    baseUrl: (body ?? summary)?.base ?? entry.base ?? context.fallbackBase,
  });
}

/**
 * An entry that only says when it was updated has no other date: `updated` is mandatory in Atom, `published` is not, and
 * publishers who never revise write the one.
 */
function datesOf(fields: FeedFields): {
  publishedAtText: string | undefined;
  updatedAtText: string | undefined;
} {
  const updatedAtText = fields.date('atom:updated', 'atom:modified', 'dcterms:modified');
  const published = fields.date(
    ...[
      'atom:published',
      'atom:issued',
      'dcterms:issued',
      'dc:date',
      'atom:created',
      'dcterms:created',
      'pubdate',
    ],
  );
  return { publishedAtText: published ?? updatedAtText, updatedAtText };
}

function bodyOf(fields: FeedFields): FeedText | undefined {
  const inline = fields.all('atom:content').filter((content) => attributeOf(content, 'src') === undefined);
  return (
    richest(inline.map(readAtomText)) ??
    fields.read(readRssText, 'content:encoded', 'xhtml:body', 'xhtml:div')
  );
}

/** The page for people: an alternate link, HTML before other types; else a page that is the content; else an id that is one. */
function linkOf(fields: FeedFields, context: FeedContext): string | undefined {
  const alternates = fields
    .all('atom:link')
    .filter((link) => relationOf(link) === 'alternate' && attributeOf(link, 'href'));
  const link = alternates.find((one) => isPage(attributeOf(one, 'type'))) ?? alternates[0];
  if (link !== undefined) return addressOf(attributeOf(link, 'href'), link, context);
  const [text] = fields
    .all('atom:link')
    .filter((one) => relationOf(one) === 'alternate' && textOf(one) !== '');
  if (text !== undefined) return addressOf(textOf(text), text, context);
  const content = fields
    .all('atom:content')
    .find((one) => attributeOf(one, 'src') && isPage(attributeOf(one, 'type')));
  if (content !== undefined) return addressOf(attributeOf(content, 'src'), content, context);
  const id = fields.text('atom:id');
  return id !== undefined && /^https?:\/\//i.test(id) ? addressOf(id, fields.element, context) : undefined;
}

function isPage(type: string | undefined): boolean {
  return type === undefined || /html/i.test(type);
}

/** RFC 4287, 4.2.1: an entry without an author has that of its source, then that of its feed. */
function authorOf(
  fields: FeedFields,
  source: FeedFields | undefined,
  context: FeedContext,
): string | undefined {
  const own = joinNames(fields.all('atom:author').map(personOf));
  const creator = joinNames(fields.all('dc:creator', 'author', 'itunes:author').map(personOf));
  const ofSource = source && joinNames(source.all('atom:author').map(personOf));
  return firstOf(own, creator, ofSource, context.author);
}

function plainSource(fields: FeedFields): string | undefined {
  const source = fields.text('dc:source', 'source');
  return source !== undefined && !/^https?:\/\//i.test(source) ? source : undefined;
}

function keywordsOf(fields: FeedFields): string[] {
  const categories = fields
    .all('atom:category', 'dc:subject', 'category', 'media:category')
    .flatMap(categoriesOf);
  const listed = fields
    .all('media:keywords', 'itunes:keywords')
    .flatMap((one) => textOf(one).split(/[,，;；]/));
  return [...categories, ...listed].map((keyword) => keyword.trim()).filter((keyword) => keyword !== '');
}

/** `content` with `src` that is no page: the content is a file. */
function outOfLine(fields: FeedFields, context: FeedContext): RawMedia[] {
  return fields
    .all('atom:content')
    .filter((content) => !isPage(attributeOf(content, 'type')))
    .map((content) =>
      toMedia(addressOf(attributeOf(content, 'src'), content, context), {
        mediaType: attributeOf(content, 'type'),
      }),
    )
    .filter((media) => media !== undefined);
}
