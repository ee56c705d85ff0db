import type { RawEntry } from '../../../schemas/raw-entry.js';
import { attributeOf, elementsOf, textOf, type XmlElement } from '../../formats/xml-element.js';
import {
  addressOf,
  categoriesOf,
  FeedFields,
  firstOf,
  joinNames,
  nameOf,
  personOf,
  toRawEntry,
  type FeedContext,
} from './feed-fields.js';
import { languageOf } from './feed-language.js';
import { groupOf, mediaOf, relationOf } from './feed-media.js';
import { readAtomText, readMarkup, readRssText, type FeedText } from './feed-text.js';

/** What the channel says for all its items. */
export function readRssContext(root: XmlElement, documentLanguage: string | undefined): FeedContext {
  const channel = new FeedFields(elementsOf(root).find((child) => child.key === 'channel') ?? root);
  const link = firstOf(
    channel.text('link'),
    ...channel.all('link', 'atom:link').map((one) => attributeOf(one, 'href')),
  );
  const language = channel.text('language', 'dc:language', 'dcterms:language');
  return {
    language: firstOf(language, channel.element.lang, documentLanguage),
    author: authorOf(channel, ['itunes:author', 'managingeditor']),
    rootLang: channel.element.lang,
    fallbackBase: link !== undefined && URL.canParse(link) ? link : undefined,
  };
}

/** One item of RSS 0.90–2.0, 1.0 and 1.1, with every module in use. */
export function readRssItem(item: XmlElement, context: FeedContext): RawEntry {
  const fields = new FeedFields(item);
  const { summary, body } = textsOf(fields);
  const base = (body ?? summary)?.base ?? item.base ?? context.fallbackBase;
  const { images, attachments } = mediaOf(fields, context);
  return toRawEntry({
    externalId: firstOf(
      fields.text('guid', 'atom:id'),
      attributeOf(item, 'about'),
      fields.text('dc:identifier'),
    ),
    url: linkOf(fields, context),
    title: titleOf(fields),
    subtitle: fields.text('itunes:subtitle'),
    summary,
    body,
    author: firstOf(authorOf(fields, ['itunes:author']), context.author),
    contentSource: sourceOf(fields),
    publishedAtText: fields.date(
      ...['pubdate', 'atom:published', 'dcterms:issued', 'atom:issued', 'dc:date', 'dcterms:date'],
      ...['dcterms:available', 'dcterms:created', 'atom:created', 'dcterms:dateaccepted', 'published'],
    ),
    updatedAtText: firstOf(
      fields.date('atom:updated', 'dcterms:modified', 'atom:modified', 'lastbuilddate', 'updated'),
      attributeOf(item, 'lastmod'),
    ),
    keywords: keywordsOf(fields),
    language: languageOf(fields, body, context),
    images,
    attachments,
    baseUrl: base,
  });
}

function titleOf(fields: FeedFields): FeedText | undefined {
  return (
    fields.read(readRssText, 'title') ??
    fields.read(readAtomText, 'atom:title') ??
    fields.read(readRssText, 'dc:title', 'dcterms:title', 'itunes:title', 'media:title') ??
    groupOf(fields)?.read(readRssText, 'media:title')
  );
}

/** Longer than a synopsis gets, in UTF-16 units of markup. */
const LONGEST_SYNOPSIS = 1000;

/**
 * The full text comes from a content module where there is one, else from the description: by the standard a synopsis, in
 * practice as often the whole text. Alone it serves as both while it is short, and is the text where it is long.
 */
function textsOf(fields: FeedFields): { summary: FeedText | undefined; body: FeedText | undefined } {
  const { description, further } = descriptionsOf(fields);
  const content =
    fields.read(readRssText, 'content:encoded') ??
    fields.read(readAtomText, 'atom:content') ??
    fields.read(readMarkup, 'xhtml:body', 'body', 'xhtml:div') ??
    contentItemOf(fields) ??
    fields.read(readRssText, 'fulltext', 'fullitem', 'content') ??
    further;
  const summary =
    description ??
    fields.read(readAtomText, 'atom:summary') ??
    fields.read(
      readRssText,
      'dc:description',
      'dcterms:abstract',
      'itunes:summary',
      'media:description',
      'summary',
    ) ??
    groupOf(fields)?.read(readRssText, 'media:description');
  const isText = content === undefined && (summary?.value.length ?? 0) > LONGEST_SYNOPSIS;
  return { summary: isText ? undefined : summary, body: content ?? summary };
}

/** RSS knows no `summary`: beside a `description` the first of the two is the synopsis, the other one the text. */
function descriptionsOf(fields: FeedFields): {
  description: FeedText | undefined;
  further: FeedText | undefined;
} {
  const description = fields.read(readRssText, 'description', 'abstract');
  const summary = description && fields.read(readRssText, 'summary');
  if (description === undefined || summary === undefined) return { description, further: undefined };
  const [first] = elementsOf(fields.element).filter(({ key }) => key === 'description' || key === 'summary');
  return first?.key === 'summary'
    ? { description: summary, further: description }
    : { description, further: summary };
}

/** The older form of the content module: `content:items` with a bag of `content:item`, each with an `rdf:value`. */
function contentItemOf(fields: FeedFields): FeedText | undefined {
  const values = fields.all('content:items').flatMap((items) => descendants(items, 'rdf:value'));
  return values.map(readRssText).find((text) => text.value !== '');
}

function descendants(element: XmlElement, key: string): XmlElement[] {
  return elementsOf(element).flatMap((child) => (child.key === key ? [child] : descendants(child, key)));
}

/** `link`, else a link of Atom, else a guid that is a permalink, else the address that RDF or CDF names the item by. */
function linkOf(fields: FeedFields, context: FeedContext): string | undefined {
  for (const link of fields.all('link', 'atom:link')) {
    const written = textOf(link) || attributeOf(link, 'href');
    if (relationOf(link) === 'alternate' && written) return addressOf(written, link, context);
  }
  const [guid] = fields.all('guid');
  if (guid !== undefined && attributeOf(guid, 'ispermalink')?.toLowerCase() !== 'false') {
    const permalink = textOf(guid);
    if (/^https?:\/\//i.test(permalink)) return addressOf(permalink, guid, context);
  }
  const item = fields.element;
  return addressOf(firstOf(attributeOf(item, 'about'), attributeOf(item, 'href')), item, context);
}

/** Names before addresses: `dc:creator` is a name by definition, `author` an address that may carry one. */
function authorOf(fields: FeedFields, fallbacks: string[]): string | undefined {
  const authors = fields.all('author').map(personOf).filter(Boolean);
  // dc:author is no term of Dublin Core, and written all the same.
  const creators = fields.all('dc:creator', 'dc:author').map(personOf).filter(Boolean);
  const named = authors.filter((author) => !author.includes('@'));
  if (named.length > 0) return joinNames(named);
  if (creators.length > 0) return joinNames(creators);
  if (authors.length > 0) return joinNames(authors);
  const others = fields.all('atom:author', 'dcterms:creator').map(personOf);
  const fallback = fields.text(...fallbacks, 'dc:contributor');
  return firstOf(joinNames(others), fallback === undefined ? undefined : nameOf(fallback));
}

function sourceOf(fields: FeedFields): string | undefined {
  const nested = fields.all('atom:source').map((source) => new FeedFields(source).text('atom:title'));
  const named = [fields.text('source'), ...nested, fields.text('dc:source'), fields.text('dc:publisher')];
  return named.find((name) => name !== undefined && name !== '' && !/^https?:\/\//i.test(name));
}

function keywordsOf(fields: FeedFields): string[] {
  const categories = fields
    .all('category', 'dc:subject', 'dcterms:subject', 'atom:category', 'itunes:category', 'media:category')
    .flatMap(categoriesOf);
  const listed = fields
    .all('itunes:keywords', 'media:keywords', 'keywords')
    .flatMap((keywords) => textOf(keywords).split(/[,，;；]/))
    .map((keyword) => keyword.trim());
  return [...categories, ...listed].filter((keyword) => keyword !== '');
}
