import { parseHtmlPage, resolveUrl, type HtmlPage } from '../formats/html-page.js';
import { isElement } from '../formats/html-text.js';
import { firstLabel } from '../formats/labels.js';
import type { FetchedDocument } from '../source-adapter.js';
import { createSiteAdapter } from './site/create-site-adapter.js';
import { isDatastore, parseDatastore, readDatastore, type Datastore } from './site/datastore.js';
import { CrawlOptions } from './site/options.js';
import { readHtmlList } from './site/read-html-list.js';
import { readRecord } from './site/read-list.js';
import { rangeOf, toNextRange, toRangeRequest } from './site/record-range.js';
import type { Sighting } from './site/see-document.js';
import type { ListLink, ListPage, ListRequest, Sign } from './site/site-family.js';

const PROXY = /\/jpage\/dataproxy\.jsp/i;
const COLUMN = /\/col\/col(\d+)\//i;
const ARTICLE = /^(.*\/)art\/\d{4}\/\d{1,2}\/\d{1,2}\/art_(\d+)_\d+\.\w+$/i;
const PARAMETERS = [
  ...[
    'col',
    'appid',
    'webid',
    'path',
    'columnid',
    'sourceContentType',
    'unitid',
    'webname',
    'permissiontype',
  ],
];
/** What the script of the pages asks for at once: three pages of fifteen. */
const PER_PAGE = 15;
const PAGES_AT_ONCE = 3;

/** 大汉 jpage: `/col/col123/index.html` with the first records inside, the others from `dataproxy.jsp` as XML. */
export const jpageAdapter = createSiteAdapter({
  name: 'jpage',
  title: { zh: '大汉 jpage 网站', en: 'Hanweb jpage site' },
  example: { listUrls: ['http://www.example.gov.cn/col/col123/index.html'], maxPages: 3 },
  optionsSchema: CrawlOptions,
  readList: (document, request) =>
    isDatastore(document) ? readProxy(document, request) : readColumn(parseHtmlPage(document)),
  // The body is what stands between the comments of the templates, which is looked for on every site.
  findSigns,
  listOfArticle: ({ url }) => {
    const [, root, column] = ARTICLE.exec(new URL(url).pathname) ?? [];
    return root === undefined ? undefined : new URL(`${root}col/col${column}/index.html`, url).href;
  },
});

/** A store inside a page, and the script that pages through the rest of it. */
interface Column {
  page: HtmlPage;
  store: Datastore;
  /** Id of the element around the store. */
  unit?: string | undefined;
  script: string;
  shownOn: string;
}

function readColumn(page: HtmlPage): ListPage {
  const column = findColumn(page);
  if (column === undefined) return readHtmlList(page);
  const title = firstLabel(page.labels, 'ColumnName');
  const next = firstRequest(column);
  return {
    links: toLinks(column.store, page.baseUrl),
    next: next === undefined ? [] : [next],
    ...(title !== undefined && { title }),
    ...(column.store.records.length === 0 && next !== undefined && { isDoor: true }),
  };
}

/** Pages hold the stores of side columns as well; the column's own is the longest. */
function findColumn(page: HtmlPage): Column | undefined {
  const scripts = page
    .$('script')
    .toArray()
    .map((element) => ({ text: page.$(element).text(), parent: element.parent }));
  const [own] = scripts
    .filter(({ text }) => /<datastore\b/i.test(text))
    .map(({ text, parent }) => ({ store: readDatastore(text), unit: idOf(parent) }))
    .sort((a, b) => b.store.records.length - a.store.records.length);
  const paging = scripts
    .map(({ text }) => text)
    .filter((text) => PROXY.test(text) || /\.jpage\s*\(/.test(text));
  const ofUnit = own?.unit === undefined ? [] : paging.filter((text) => text.includes(own.unit ?? ''));
  if (own === undefined && paging.length === 0) return undefined;
  const script = (ofUnit.length > 0 ? ofUnit : paging).join('\n');
  return { page, store: own?.store ?? { records: [] }, unit: own?.unit, script, shownOn: page.url };
}

function idOf(parent: Parameters<typeof isElement>[0]): string | undefined {
  return isElement(parent) ? parent.attribs.id : undefined;
}

/** What follows the records in the page: by numbers where the script tells the total, else by the link of the store. */
function firstRequest(column: Column): ListRequest | undefined {
  const { store, script, shownOn } = column;
  const total = numberOf(script, 'totalRecord') ?? store.totalRecords;
  const read = store.records.length;
  if (total !== undefined && read >= total) return undefined;
  const grouped = groupOf(store, shownOn, shownOn);
  // A store that is whole says so by a link to nowhere.
  if (total === undefined && read > 0) return grouped;
  const proxy = proxyOf(column);
  if (proxy === undefined) return grouped;
  const perPage = numberOf(script, 'perPage') ?? PER_PAGE;
  const step = read > 0 ? read : perPage * PAGES_AT_ONCE;
  const range = { start: read + 1, step, perPage, total };
  return toRangeRequest(proxy, range, { shownOn, ...(grouped && { otherwise: grouped }) });
}

function groupOf({ next }: Datastore, base: string, shownOn: string): ListRequest | undefined {
  const url = next === undefined || next === '' ? undefined : resolveUrl(next, base);
  return url === undefined ? undefined : { url, shownOn };
}

/** The interface with the parameters of the column: from the script, the link of the store, the page's own address. */
function proxyOf({ page, store, unit, script }: Column): URL | undefined {
  const group = resolveUrl(store.next ?? '', page.url) ?? page.url;
  const linked = PROXY.test(group) ? new URL(group) : undefined;
  const written = /["']([^"'\s?]{0,300}\/jpage\/dataproxy\.jsp)/i.exec(script)?.[1] ?? linked?.pathname;
  const address = resolveUrl(written ?? '/module/web/jpage/dataproxy.jsp', page.url);
  if (address === undefined) return undefined;
  const proxy = new URL(address);
  const known = new Map([
    ['columnid', COLUMN.exec(page.url)?.[1]],
    ['unitid', unit],
  ]);
  for (const name of PARAMETERS) {
    const value = valueOf(script, name) ?? linked?.searchParams.get(name) ?? known.get(name);
    if (value !== undefined && value !== '') proxy.searchParams.set(name, value);
  }
  return proxy;
}

function valueOf(script: string, name: string): string | undefined {
  const pattern = new RegExp(`\\b${name}["']?\\s*[:=]\\s*(?:["']([^"'\\n]{0,200})["']|(\\d{1,20}))`);
  const [, quoted, bare] = pattern.exec(script) ?? [];
  return quoted ?? bare;
}

function numberOf(script: string, name: string): number | undefined {
  const value = Number(valueOf(script, name) ?? NaN);
  return value > 0 ? value : undefined;
}

function readProxy(document: FetchedDocument, request: ListRequest): ListPage {
  const store = parseDatastore(document);
  const shownOn = request.shownOn ?? columnOf(document.url);
  const next = nextRequest(document.url, { ...request, shownOn }, store);
  const total = request.total ?? store.totalRecords ?? NaN;
  const start = rangeOf(request)?.start ?? NaN;
  return { links: toLinks(store, shownOn), next: next === undefined ? [] : [next], isEnd: !(start <= total) };
}

function nextRequest(address: string, request: ListRequest, store: Datastore): ListRequest | undefined {
  const read = store.records.length;
  if (read === 0) return undefined;
  const total = request.total ?? store.totalRecords;
  const range = rangeOf(request);
  if (range === undefined)
    return groupOf(store, address, request.shownOn ?? address) ?? pageAfter(address, request, store);
  const start = range.start + read;
  return total !== undefined && start > total ? undefined : toNextRange(request, { ...range, start, total });
}

/** Older answers number their pages and leave out the link. */
function pageAfter(address: string, { shownOn }: ListRequest, { next, totalPages }: Datastore) {
  const url = new URL(address);
  const page = Number(url.searchParams.get('page') ?? NaN);
  if (next !== undefined || totalPages === undefined || !(page < totalPages)) return undefined;
  url.searchParams.set('page', String(page + 1));
  return { url: url.href, ...(shownOn !== undefined && { shownOn }) };
}

/** The column that a registered interface belongs to: its records link relative to that. */
function columnOf(address: string): string {
  const url = new URL(address);
  const column = url.searchParams.get('columnid');
  return column === null ? url.href : new URL(`/col/col${encodeURIComponent(column)}/index.html`, url).href;
}

function toLinks({ records }: Datastore, base: string): ListLink[] {
  return records.flatMap((record) => readRecord(record, base) ?? []);
}

function findSigns({ url, page, document, markup }: Sighting): Sign[] {
  const signs: Sign[] = [];
  const add = (weight: number, zh: string, en: string) => signs.push({ weight, zh, en });
  if (isDatastore(document)) add(0.95, '接口以 datastore 应答', 'the interface answers with a datastore');
  if (page === undefined) return signs;
  if (PROXY.test(markup)) add(0.9, '列表来自 jpage/dataproxy.jsp', 'the list comes from jpage/dataproxy.jsp');
  if (/<datastore\b/i.test(markup))
    add(0.7, '页面内嵌 datastore 列表', 'a datastore is embedded in the page');
  if (COLUMN.test(url.pathname)) add(0.5, '栏目地址形如 /col/col123/', 'a column address like /col/col123/');
  if (ARTICLE.test(url.pathname))
    add(
      0.6,
      '文章地址形如 /art/2026/11/20/art_123_456.html',
      'an article address like /art/2026/11/20/art_123_456.html',
    );
  if (/ZJEG_RSS\.content\.begin/i.test(markup))
    add(0.6, '正文在 ZJEG_RSS 注释之间', 'the body stands between the comments ZJEG_RSS');
  return signs;
}
