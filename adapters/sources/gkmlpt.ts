import type { RawEntry } from '../../schemas/raw-entry.js';
import { AppError } from '../../schemas/errors.js';
import { parseHtmlPage, resolveUrl, type HtmlPage } from '../formats/html-page.js';
import {
  listIn,
  looksLikeJson,
  parseJsonDocument,
  textOf,
  isJsonObject,
  type JsonObject,
} from '../formats/json-document.js';
import { present } from '../formats/present.js';
import type { FetchedDocument } from '../source-adapter.js';
import { createSiteAdapter } from './site/create-site-adapter.js';
import { CrawlOptions } from './site/options.js';
import { plainTitle } from './site/plain-title.js';
import { readHtmlList } from './site/read-html-list.js';
import type { Sighting } from './site/see-document.js';
import type { ListLink, ListPage, ListRequest, Sign } from './site/site-family.js';

const INTERFACE = /\/gkmlpt\/api\//i;
const PLATFORM = /^(.*\/gkmlpt)\//i;
/** The platform's pages carry the number of their site in a script: `SID: '755031'`. */
const SITE_NUMBER = /\bSID["']?\s*:\s*["']?(\d{1,12})/;
const ALL_CATEGORIES = '0';
const DATES = [
  'display_publish_time',
  'first_publish_time',
  'publish_time',
  'created_at',
  'create_time',
  'date',
];

/** 政府信息公开目录平台: the catalogue as JSON, pages with a table of 索引号, 发文机关 … and `.article-content`. */
export const gkmlptAdapter = createSiteAdapter({
  name: 'gkmlpt',
  title: { zh: '政府信息公开目录平台（gkmlpt）', en: 'Disclosure catalogue platform (gkmlpt)' },
  example: { listUrls: ['http://www.example.gov.cn/gkmlpt/api/all/0?page=1&sid=755031'], maxPages: 3 },
  optionsSchema: CrawlOptions,
  readList,
  article: { body: ['.article-content'], title: ['.article h1', '.content h1.title', 'h1.title'] },
  findSigns,
  listOfArticle: catalogueOf,
});

function readList(document: FetchedDocument, request: ListRequest): ListPage {
  if (looksLikeJson(document)) return readCatalogue(document, request);
  const page = parseHtmlPage(document);
  const catalogue = catalogueOf(page, new URL(request.url).hash);
  return catalogue === undefined
    ? readHtmlList(page)
    : { links: [], next: [{ url: catalogue }], isDoor: true };
}

/** The interface behind a page of the platform; a category is shown in the fragment, `#2811`. */
function catalogueOf(page: HtmlPage, hash = ''): string | undefined {
  const platform = PLATFORM.exec(new URL(page.url).pathname)?.[1];
  const scripts = page
    .$('script')
    .toArray()
    .map((script) => page.$(script).text());
  const sid = scripts.map((script) => SITE_NUMBER.exec(script)?.[1]).find((found) => found !== undefined);
  if (platform === undefined || sid === undefined) return undefined;
  const category = /^#(\d{1,12})$/.exec(hash)?.[1] ?? ALL_CATEGORIES;
  return new URL(`${platform}/api/all/${category}?page=1&sid=${sid}`, page.url).href;
}

function readCatalogue(document: FetchedDocument, { before = 0 }: ListRequest): ListPage {
  const json = parseJsonDocument(document);
  const articles = listIn(json, 'articles');
  if (articles === undefined)
    throw new AppError('parse-unrecognized', 'this is no catalogue: it has no articles', {
      details: { url: document.url },
    });
  const named = before + articles.length;
  const total = isJsonObject(json) ? Number(textOf(json, 'total') ?? NaN) : NaN;
  return {
    links: articles.flatMap((article) => toLink(article, document.url)),
    // Without a total the list ends with an empty page.
    next: articles.length === 0 || named >= total ? [] : [pageAfter(document.url, named)],
    isEnd: !(named < total),
  };
}

/** Pages are numbered from 1; 0 is the first as well. */
function pageAfter(address: string, before: number): ListRequest {
  const url = new URL(address);
  const page = Math.max(Number(url.searchParams.get('page') ?? 1) || 1, 1);
  url.searchParams.set('page', String(page + 1));
  return { url: url.href, before };
}

function toLink(article: JsonObject, base: string): ListLink[] {
  const title = plainTitle(textOf(article, 'title'));
  const url = resolveUrl(textOf(article, 'url', 'post_url') ?? '', base)?.replace(/#.*$/s, '');
  if (title === undefined || url === undefined) return [];
  const dateText = textOf(article, ...DATES);
  return [{ url, title, ...(dateText !== undefined && { dateText }), known: toKnown(article) }];
}

function toKnown(article: JsonObject): Partial<RawEntry> {
  const issuer = textOf(article, 'publisher');
  const themes = textOf(article, 'classify_theme_name');
  const keywords = textOf(article, 'keywords');
  const disclosure = present({
    indexNumber: textOf(article, 'identifier', 'index_number'),
    documentNumberText: textOf(article, 'document_number'),
    issuer,
    themes: themes === undefined ? undefined : [themes],
    genre: textOf(article, 'classify_genre_name'),
    validity: validityOf(article),
  });
  const summary = plainTitle(textOf(article, 'abstract'));
  return {
    ...present({
      contentSource: textOf(article, 'source') ?? issuer,
      column: textOf(article, 'classify_main_name'),
    }),
    ...(keywords !== undefined && { keywords: [keywords] }),
    ...(summary !== undefined && { summary, summaryFormat: 'text' as const }),
    ...(Object.keys(disclosure).length > 0 && { disclosure }),
  };
}

function validityOf(article: JsonObject): string | undefined {
  if (textOf(article, 'is_abolished') === '1') return '废止';
  return textOf(article, 'is_expired') === '1' ? '失效' : undefined;
}

function findSigns({ url, page, json, markup }: Sighting): Sign[] {
  const signs: Sign[] = [];
  const add = (weight: number, zh: string, en: string) => signs.push({ weight, zh, en });
  if (
    json !== undefined &&
    listIn(json, 'articles')?.some((article) => 'url' in article || 'post_url' in article)
  )
    add(
      INTERFACE.test(url.pathname) ? 0.95 : 0.6,
      '接口返回 articles 目录',
      'the interface answers with a list of articles',
    );
  if (page === undefined) return signs;
  if (PLATFORM.test(url.pathname)) add(0.85, '地址在 /gkmlpt/ 之下', 'the address is below /gkmlpt/');
  if (PLATFORM.test(url.pathname) && SITE_NUMBER.test(markup))
    add(0.5, '页面脚本带有站点编号 SID', 'a script of the page carries the site number SID');
  if (/href=["'][^"']{0,200}\/gkmlpt\/(?:index|policy|guide|content)/.test(markup) && signs.length === 0)
    add(0.3, '页面链接到信息公开目录平台', 'the page links to a disclosure catalogue platform');
  return signs;
}
