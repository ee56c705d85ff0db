import type { CheerioAPI } from 'cheerio/slim';
import { isElement, type HtmlElement } from './html-text.js';

/** Labels (meta tags) of a page by name in lower case; those that say nothing are absent. */
export type PageLabels = ReadonlyMap<string, string>;

const NOTHING = /^(?:null|undefined|nan)?$/i;
const META_ATTRIBUTES = new Set([
  'name',
  'content',
  'property',
  'http-equiv',
  'charset',
  'scheme',
  'lang',
  'id',
]);

/**
 * Reads the labels that government sites must carry (ArticleTitle, PubDate, ContentSource …) in whatever letter case and
 * quoting. Empty and `null` count as absent (the page then speaks for itself); of several, the first that says something.
 */
export function readLabels($: CheerioAPI, html: string): PageLabels {
  const labels = new Map<string, string>();
  for (const meta of $('meta').toArray()) {
    if (!isElement(meta)) continue;
    const name = (meta.attribs.name ?? meta.attribs.property)?.trim().toLowerCase() ?? '';
    const value = contentOf(meta, html).replace(/\s+/g, ' ').trim();
    if (NOTHING.test(value)) continue;
    // `property` may name several.
    for (const one of meta.attribs.name === undefined ? name.split(/\s+/) : [name])
      if (one !== '' && !labels.has(one)) labels.set(one, value);
  }
  return labels;
}

/** The first of several labels that is present. */
export function firstLabel(labels: PageLabels, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = labels.get(name.toLowerCase());
    if (value !== undefined) return value;
  }
  return undefined;
}

// Two steps, because one expression for both tries every beginning with every end.
const VALUE_START = /\scontent\s*=\s*"/i;
const VALUE_END = /"\s*(?:(?:name|property|http-equiv|scheme|lang|id)\s*=|\/?>)/i;

/**
 * CMSs print titles into `content="…"` without escaping: `content="关于"多规合一"的通知"` parses as a cut value and odd
 * attributes. Then the value reaches to the last quotation mark before the next attribute or the end of the tag.
 */
function contentOf(meta: HtmlElement, html: string): string {
  const value = meta.attribs.content ?? '';
  const isWhole = Object.keys(meta.attribs).every((name) => META_ATTRIBUTES.has(name) || name === '/');
  if (isWhole || meta.startIndex === null || meta.endIndex === null) return value;
  const tag = html.slice(meta.startIndex, meta.endIndex + 1);
  const start = VALUE_START.exec(tag);
  if (start === null) return value;
  const rest = tag.slice(start.index + start[0].length);
  const end = rest.search(VALUE_END);
  return end < 0 ? value : rest.slice(0, end);
}
