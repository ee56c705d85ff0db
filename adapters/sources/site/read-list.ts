import { parseHtmlText, resolveUrl, type HtmlPage } from '../../formats/html-page.js';
import { selectAll, selectText } from '../../formats/html-select.js';
import { isElement, shortText, type HtmlElement } from '../../formats/html-text.js';
import { isArticleAddress, isTrsArticleAddress } from './article-address.js';
import { findNextPages } from './find-next-pages.js';
import type { ListSelectors, SitePreset } from './options.js';
import type { ListLink } from './site-family.js';

export interface ArticleList {
  links: ListLink[];
  /** Addresses of the pages that follow, nearest first. */
  next: string[];
}

const MAX_ITEM_TEXT = 600;
const MAX_TITLE = 500;
const MIN_TITLE = 4;
const DATE =
  /(?<!\d)(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?|\d{1,2}[-/]\d{1,2}(?![\d/-])|\d{1,2}月\d{1,2}日|(?:今天|昨天|前天)(?:\s*\d{1,2}:\d{2})?)/;
const EVERY_DATE = new RegExp(DATE, 'g');
const ITEM_ELEMENTS = new Set(['li', 'tr', 'dd', 'dl', 'article']);

/** Finds the articles of a list page: by the selectors given, else the group of like entries that looks most like a list. */
export function readList(page: HtmlPage, selectors: ListSelectors = {}, preset?: SitePreset): ArticleList {
  const links =
    selectors.item === undefined ? findLinks(page, preset) : readItems(page, selectors, selectors.item);
  return { links: withoutRepeats(links), next: findNextPages(page, selectors.next) };
}

function readItems(page: HtmlPage, selectors: ListSelectors, item: string): ListLink[] {
  const { $ } = page;
  return selectAll($, item).flatMap((element) => {
    const anchor =
      element.name === 'a' && selectors.link === undefined
        ? element
        : selectAll($, selectors.link ?? 'a[href]', element)[0];
    const url = anchor === undefined ? undefined : addressOf(anchor, page);
    if (anchor === undefined || url === undefined) return [];
    const title = selectText($, selectors.title, element) ?? titleOf(anchor);
    const dateText =
      selectors.date === undefined ? dateBeside(element, anchor) : selectText($, selectors.date, element);
    return [{ url, title, ...(dateText !== undefined && { dateText }) }];
  });
}

/** The one article of a record that an interface answers with: of several links the one that says most. */
export function readRecord(html: string, baseUrl: string): ListLink | undefined {
  const page = parseHtmlText(`<div>${html}</div>`, baseUrl);
  const record = page.$('div').get(0);
  const links = page
    .$('a[href]')
    .toArray()
    .flatMap((anchor) => {
      const url = addressOf(anchor, page);
      return url === undefined ? [] : [{ anchor, url, title: titleOf(anchor) }];
    })
    .sort((a, b) => b.title.length - a.title.length);
  const [best] = links;
  if (best === undefined || record === undefined) return undefined;
  const dateText = dateBeside(record, best.anchor);
  return { url: best.url, title: best.title, ...(dateText !== undefined && { dateText }) };
}

interface Candidate extends ListLink {
  group: string;
  score: number;
}

function findLinks(page: HtmlPage, preset: SitePreset | undefined): ListLink[] {
  const all = page
    .$('a[href]')
    .toArray()
    .flatMap((anchor) => toCandidate(page, anchor));
  const trs = all.filter(({ url }) => isTrsArticleAddress(url));
  // On a TRS site its own links show where the list is; the list may hold files and links to elsewhere as well.
  const tellTale = preset === 'trs' || (preset === undefined && trs.length > 0) ? trs : all;
  const totals = new Map<string, number>();
  for (const { group, score } of tellTale) totals.set(group, (totals.get(group) ?? 0) + score);
  const [best] = [...totals].sort((a, b) => b[1] - a[1]);
  return all
    .filter(({ group }) => group === best?.[0])
    .map(({ url, title, dateText }) => ({ url, title, ...(dateText !== undefined && { dateText }) }));
}

/** A link is a candidate when its address or a date beside it says "article"; menus and banners have neither. */
function toCandidate(page: HtmlPage, anchor: HtmlElement): Candidate[] {
  const url = addressOf(anchor, page);
  const title = url === undefined ? '' : titleOf(anchor);
  if (url === undefined || title.length < MIN_TITLE) return [];
  const item = itemOf(anchor);
  const dateText = dateBeside(item, anchor);
  const hasAddress = isArticleAddress(url);
  if (dateText === undefined && !hasAddress) return [];
  const score = 1 + (dateText === undefined ? 0 : 2) + (hasAddress ? 2 : 0);
  return [{ url, title, group: groupOf(item), score, ...(dateText !== undefined && { dateText }) }];
}

function addressOf(anchor: HtmlElement, page: HtmlPage): string | undefined {
  const href = anchor.attribs.href?.trim() ?? '';
  if (href === '' || href.startsWith('#')) return undefined;
  return resolveUrl(href, page.baseUrl)?.replace(/#.*$/s, '');
}

/** Lists cut long titles; the whole one is in the `title` attribute. */
function titleOf(anchor: HtmlElement): string {
  const shown = (shortText(anchor, MAX_TITLE) ?? '').replace(/^[·•\-\s]+/, '');
  const whole = anchor.attribs.title?.replace(/\s+/g, ' ').trim() ?? '';
  const withoutDate = shown.replace(DATE, '').trim();
  const text =
    withoutDate.length >= MIN_TITLE && DATE.exec(shown)?.index !== 0 ? trimDate(shown) : withoutDate;
  return whole.length >= text.replace(/(?:…|\.{2,})$/, '').length ? whole : text;
}

/** A date at the end of a link's text belongs to the list, one inside belongs to the title. */
function trimDate(text: string): string {
  const match = DATE.exec(text);
  return match !== null && match.index + match[0].length >= text.length - 1
    ? text.slice(0, match.index).replace(/[[(（\s]+$/, '')
    : text;
}

function itemOf(anchor: HtmlElement): HtmlElement {
  let element = anchor;
  for (let level = 0; level < 4; level += 1) {
    const parent = element.parent;
    if (!isElement(parent)) break;
    element = parent;
    if (ITEM_ELEMENTS.has(element.name)) return element;
  }
  return isElement(anchor.parent) ? anchor.parent : anchor;
}

/** Entries of one list share element names and classes, also where the list is cut into several `ul`s. */
function groupOf(item: HtmlElement): string {
  const parent = isElement(item.parent) ? item.parent : undefined;
  const grandparent = isElement(parent?.parent) ? parent.parent : undefined;
  return [item, parent, grandparent]
    .map((element) =>
      element === undefined ? '' : `${element.name}.${element === item ? '' : (element.attribs.class ?? '')}`,
    )
    .join('<');
}

/** The date in an entry, outside its link first: titles hold dates of their own. */
function dateBeside(item: HtmlElement, anchor: HtmlElement): string | undefined {
  const whole = shortText(item, MAX_ITEM_TEXT);
  if (whole === undefined) return undefined;
  const inside = shortText(anchor, MAX_TITLE) ?? '';
  const outside = inside === '' ? whole : whole.replace(inside, ' ');
  const lastInside = inside.match(EVERY_DATE)?.at(-1);
  return (
    DATE.exec(outside)?.[0] ??
    (lastInside !== undefined && inside.endsWith(lastInside) ? lastInside : undefined)
  );
}

function withoutRepeats(links: readonly ListLink[]): ListLink[] {
  const first = new Map<string, ListLink>();
  for (const link of links) if (!first.has(link.url)) first.set(link.url, link);
  return [...first.values()];
}
