import type { CheerioAPI } from 'cheerio/slim';
import { isJsonObject, type JsonObject } from './json-document.js';

const MAX_SCRIPTS = 10;
/** Descriptions of articles have some thousand; UTF-16 units. */
const MAX_CHARACTERS = 200_000;
const ARTICLE = /(?:Article|Posting|Report|GovernmentService|WebPage)$/;

/**
 * What a page says of its article to search engines: schema.org's terms in JSON-LD (`headline`, `datePublished` …), and
 * those that Baidu asked for (`title`, `pubDate`). Values by the names of schema.org, in lower case after `ld:`.
 */
export function readLinkedData($: CheerioAPI, html: string): Map<string, string> {
  const values = new Map<string, string>();
  if (!html.includes('ld+json')) return values;
  for (const script of $('script[type="application/ld+json"]').toArray().slice(0, MAX_SCRIPTS)) {
    for (const article of articlesIn(parse($(script).text()))) {
      const say = (name: string, text: string | undefined) => {
        if (text !== undefined && !values.has(name)) values.set(name, text);
      };
      say('ld:headline', textAt(article, 'headline', 'title'));
      say('ld:datepublished', textAt(article, 'datePublished', 'pubDate'));
      say('ld:datemodified', textAt(article, 'dateModified', 'upDate'));
      say('ld:description', textAt(article, 'description'));
      say('ld:author', authorOf(article));
    }
  }
  return values;
}

function parse(text: string): unknown {
  if (text.length > MAX_CHARACTERS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Templates leave line breaks and quotes unescaped; then the page speaks for itself.
    return undefined;
  }
}

/** Descriptions stand alone, in a list, or in the `@graph` of one. */
function articlesIn(value: unknown): JsonObject[] {
  const listed = Array.isArray(value) ? value : [value];
  const all = listed.flatMap((one: unknown) =>
    isJsonObject(one) && Array.isArray(one['@graph']) ? (one['@graph'] as unknown[]) : [one],
  );
  return all.filter(isJsonObject).filter((one) => 'pubDate' in one || isArticle(one['@type']));
}

function isArticle(type: unknown): boolean {
  return [type].flat().some((one) => typeof one === 'string' && ARTICLE.test(one));
}

function authorOf(article: JsonObject): string | undefined {
  const names = [article['author']]
    .flat()
    .map((author: unknown) => (isJsonObject(author) ? author['name'] : author))
    .filter((name) => typeof name === 'string' && name.trim() !== '');
  return names.length === 0 ? undefined : names.join('、');
}

function textAt(article: JsonObject, ...names: string[]): string | undefined {
  const texts = names.map((name) => article[name]).filter((value) => typeof value === 'string');
  return texts.find((text) => text.trim() !== '')?.trim();
}
