import { AppError } from '../../schemas/errors.js';
import { parseHtmlPage, parseHtmlText, resolveUrl, type HtmlPage } from '../formats/html-page.js';
import type { HtmlElement } from '../formats/html-text.js';
import { isJsonObject, looksLikeJson, parseJsonDocument, textOf } from '../formats/json-document.js';
import { firstLabel } from '../formats/labels.js';
import type { FetchedDocument } from '../source-adapter.js';
import { createSiteAdapter } from './site/create-site-adapter.js';
import { CrawlOptions } from './site/options.js';
import { readHtmlList } from './site/read-html-list.js';
import { readList as readArticleLinks } from './site/read-list.js';
import type { Sighting } from './site/see-document.js';
import type { ListPage, ListRequest, Sign } from './site/site-family.js';

const UNIT = /\/jpaas-publish-server\/front\/page\/build\/unit/i;
/** Tags of the units that hold a column's list, among those of menus and footers. */
const LIST_TAG = /列表|分页|list|内容|信息/i;
const PAIR = /["']?(\w{1,40})["']?\s*:\s*(?:'([^']{0,2000})'|"([^"]{0,2000})"|([\w.-]{1,200}))/g;
const MAX_UNITS = 8;
/** Entries of a page where the interface does not say. */
const ROWS = 15;

/** 大汉 jpaas: column pages whose units are built by an interface that answers JSON with a piece of HTML. */
export const jpaasAdapter = createSiteAdapter({
  name: 'jpaas',
  title: { zh: '大汉 jpaas 网站', en: 'Hanweb jpaas site' },
  example: { listUrls: ['https://www.example.gov.cn/xwzx/tzgg/index.html'], maxPages: 3 },
  optionsSchema: CrawlOptions,
  readList,
  article: { body: ['#zoom', '#ivs_content', '#con_con', '.article-content', '.bt-content'] },
  findSigns,
  // Articles lie below their column: /tzgg/art/2026/art_0a1b….html.
  listOfArticle: ({ url }) => {
    const column = /^(.*\/)art\/\d{4}\//i.exec(new URL(url).pathname)?.[1];
    return column === undefined ? undefined : new URL(`${column}index.html`, url).href;
  },
});

function readList(document: FetchedDocument, request: ListRequest): ListPage {
  if (looksLikeJson(document)) return readUnit(document, request);
  const page = parseHtmlPage(document);
  const [unit] = unitsOf(page);
  if (unit === undefined) return readHtmlList(page);
  const title = firstLabel(page.labels, 'ColumnName');
  return { links: [], next: [unit], isDoor: true, ...(title !== undefined && { title }) };
}

/** The units of a column page, the likeliest to be its list first, the others as other ways to it. */
function unitsOf(page: HtmlPage): ListRequest[] {
  const units = page
    .$('[querydata]')
    .toArray()
    .flatMap((element) => toUnit(element, page))
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_UNITS);
  return units.reduceRight<ListRequest[]>(
    (rest, { url }) => [{ url, shownOn: page.url, ...(rest[0] && { otherwise: rest[0] }) }],
    [],
  );
}

function toUnit({ attribs }: HtmlElement, page: HtmlPage): { url: string; score: number }[] {
  const address = resolveUrl(attribs.url ?? '', page.baseUrl);
  const parameters = readPairs(attribs.querydata ?? '');
  if (address === undefined || !UNIT.test(address) || parameters.size === 0) return [];
  const url = new URL(address);
  for (const [name, value] of parameters) url.searchParams.set(name, value);
  const isList = LIST_TAG.test(parameters.get('tagId') ?? '') ? 1 : 0;
  return [{ url: url.href, score: isList }];
}

/** `{'webId':'52','tagId':'信息列表'}`: an object in the templates' own quoting. */
function readPairs(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(PAIR)].map(([, name = '', single, double, bare]) => [
      name,
      single ?? double ?? bare ?? '',
    ]),
  );
}

function readUnit(document: FetchedDocument, request: ListRequest): ListPage {
  const json = parseJsonDocument(document);
  const data = isJsonObject(json) && isJsonObject(json.data) ? json.data : {};
  const html = textOf(data, 'html');
  if (html === undefined || (isJsonObject(json) && json.success === false))
    throw new AppError('parse-unrecognized', 'the interface answered without a unit', {
      details: { url: document.url },
    });
  const page = parseHtmlText(html, request.shownOn ?? document.url);
  const { links } = readArticleLinks(page);
  const paging = pagingOf(page);
  const before = (request.before ?? 0) + links.length;
  return {
    links,
    next: links.length === 0 ? [] : nextUnit(document.url, paging, { ...request, before }, links.length),
    isEnd: !(before < numberIn(paging, 'count')),
  };
}

/** By the count of all where it is told, else until a page that is not full; lists of one page have no paging. */
function nextUnit(
  address: string,
  paging: ReadonlyMap<string, string>,
  { before = 0, shownOn }: ListRequest,
  entries: number,
): ListRequest[] {
  const url = new URL(address);
  const asked = readPairs(url.searchParams.get('paramJson') ?? '');
  const size = asked.has('pageSize') ? numberIn(asked, 'pageSize') : numberIn(paging, 'rows');
  const current = numberIn(asked, 'pageNo') || numberIn(paging, 'pageno') || 1;
  const count = numberIn(paging, 'count');
  if (Number.isNaN(count) ? !(entries >= size) : before >= count) return [];
  url.searchParams.set('paramJson', JSON.stringify({ pageNo: current + 1, pageSize: size || ROWS }));
  return [{ url: url.href, before, ...(shownOn !== undefined && { shownOn }) }];
}

function numberIn(values: ReadonlyMap<string, string>, name: string): number {
  return Number(values.get(name) ?? NaN);
}

/** `div.pagination` tells rows of a page and count of all, in attributes of its own or in its query. */
function pagingOf(page: HtmlPage): ReadonlyMap<string, string> {
  for (const { attribs } of page.$('.pagination, [id*="pagination"], [count][rows]').toArray()) {
    const query = readPairs(attribs.querydata ?? '');
    const paging = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
    for (const name of ['rows', 'count', 'pageno']) {
      const value = attribs[name];
      if (value !== undefined && !paging.has(name)) paging.set(name, value);
    }
    if (paging.has('count') || paging.has('rows')) return paging;
  }
  return new Map();
}

function findSigns({ url, page, json, markup }: Sighting): Sign[] {
  const signs: Sign[] = [];
  const add = (weight: number, zh: string, en: string) => signs.push({ weight, zh, en });
  if (UNIT.test(url.pathname) && isJsonObject(json) && 'data' in json)
    add(0.95, '接口是 jpaas 的 build/unit', 'the interface is build/unit of jpaas');
  if (page === undefined) return signs;
  if (UNIT.test(markup))
    add(0.9, '页面从 jpaas-publish-server 取得列表', 'the page has its lists from jpaas-publish-server');
  if (/\/art\/\d{4}\/art_[0-9a-f]{16,}\.html$/i.test(url.pathname))
    add(0.7, '文章地址形如 /art/2026/art_….html', 'an article address like /art/2026/art_….html');
  return signs;
}
