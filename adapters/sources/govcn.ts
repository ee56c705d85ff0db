import {
  isJsonObject,
  listIn,
  looksLikeJson,
  parseJsonDocument,
  textOf,
  type JsonObject,
} from '../formats/json-document.js';
import { parseHtmlPage, resolveUrl, type HtmlPage } from '../formats/html-page.js';
import type { FetchedDocument } from '../source-adapter.js';
import { AppError } from '../../schemas/errors.js';
import { createSiteAdapter } from './site/create-site-adapter.js';
import { CrawlOptions } from './site/options.js';
import { plainTitle } from './site/plain-title.js';
import { readHtmlList } from './site/read-html-list.js';
import type { Sighting } from './site/see-document.js';
import type { ListLink, ListPage, ListRequest, Sign } from './site/site-family.js';

const LIST_NAMES = ['list', 'data', 'result', 'items', 'rows', 'docs'];
/** The file that the script of a column page loads its list from: `./ZUIXINZHENGCE.json`. */
const LIST_FILE = /["']([\w./:-]{1,300}\.json)(?:\?[\w=&.-]{0,100})?["']/g;

/** 中国政府网: lists as JSON of TITLE, SUB_TITLE, URL, DOCRELPUBTIME; articles in `#UCAP-CONTENT`. */
export const govcnAdapter = createSiteAdapter({
  name: 'govcn',
  title: { zh: '中国政府网栏目', en: 'Column of the central government portal' },
  example: { listUrls: ['https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json'] },
  optionsSchema: CrawlOptions,
  readList,
  article: {
    body: ['#UCAP-CONTENT', '.pages_content'],
    title: ['h1#ti', '#ti'],
    date: ['div.pages-date', '.pages-date'],
    source: ['span.font'],
  },
  findSigns,
});

/** The whole list in one file, or a page whose script names that file, or a page that is the list itself. */
function readList(document: FetchedDocument, request: ListRequest): ListPage {
  if (looksLikeJson(document)) return readRows(document, request);
  const page = parseHtmlPage(document);
  const [first, ...others] = listFilesOf(page);
  if (first === undefined) return readHtmlList(page);
  return { links: [], next: [toRequest([first, ...others], page.url)], isDoor: true };
}

/** A list as JSON rows. Throws `parse-unrecognized` for other JSON. */
export function readRows(
  document: FetchedDocument,
  { shownOn = document.url }: Pick<ListRequest, 'shownOn'>,
): ListPage {
  const rows = rowsIn(parseJsonDocument(document));
  if (rows === undefined)
    throw new AppError(
      'parse-unrecognized',
      'this is no list of the portal: it has no rows with TITLE and URL',
      {
        details: { url: document.url },
      },
    );
  return { links: rows.flatMap((row) => toLink(row, shownOn)), next: [], isEnd: true };
}

function rowsIn(json: unknown): JsonObject[] | undefined {
  const rows = listIn(json, ...LIST_NAMES);
  const isList = rows?.length === 0 || rows?.some((row) => 'TITLE' in row && 'URL' in row);
  return isList === true ? rows : undefined;
}

function toLink(row: JsonObject, base: string): ListLink[] {
  const title = plainTitle(textOf(row, 'TITLE'));
  const url = resolveUrl(textOf(row, 'URL') ?? '', base);
  if (title === undefined || url === undefined) return [];
  const dateText = textOf(row, 'DOCRELPUBTIME');
  const subtitle = plainTitle(textOf(row, 'SUB_TITLE'));
  const known = subtitle === undefined ? undefined : { subtitle };
  return [{ url, title, ...(dateText !== undefined && { dateText }), ...(known && { known }) }];
}

function listFilesOf(page: HtmlPage): string[] {
  const scripts = page
    .$('script')
    .toArray()
    .map((script) => page.$(script).text());
  const files = scripts.flatMap((script) => [...script.matchAll(LIST_FILE)].map(([, file = '']) => file));
  return [...new Set(files.flatMap((file) => resolveUrl(file, page.baseUrl) ?? []))].slice(0, 5);
}

function toRequest([url = '', ...others]: readonly string[], shownOn: string): ListRequest {
  return { url, shownOn, ...(others.length > 0 && { otherwise: toRequest(others, shownOn) }) };
}

function findSigns({ url, page, json, markup }: Sighting): Sign[] {
  const signs: Sign[] = [];
  const add = (weight: number, zh: string, en: string) => signs.push({ weight, zh, en });
  const rows = json === undefined ? undefined : rowsIn(json);
  if (rows?.some((row) => isJsonObject(row) && 'DOCRELPUBTIME' in row) === true)
    add(0.95, '列表 JSON 含 TITLE、URL、DOCRELPUBTIME', 'a JSON list with TITLE, URL and DOCRELPUBTIME');
  if (page === undefined) return signs;
  if (/^(?:www\.|english\.)?gov\.cn$/i.test(url.hostname))
    add(0.9, '是中国政府网的页面', 'a page of the central government portal');
  if (/["']UCAP-CONTENT["']/.test(markup) && /\bpages-date\b/.test(markup))
    add(0.6, '正文在 UCAP-CONTENT，日期在 pages-date', 'the body is in UCAP-CONTENT, the date in pages-date');
  if (/firstpublishedtime/i.test(markup))
    add(0.5, '有 firstpublishedtime 标签', 'there is a firstpublishedtime label');
  return signs;
}
