import { parseHtmlPage, type HtmlPage } from '../formats/html-page.js';
import { selectAll } from '../formats/html-select.js';
import { createSiteAdapter } from './site/create-site-adapter.js';
import { CrawlOptions } from './site/options.js';
import { readHtmlList } from './site/read-html-list.js';
import type { Sighting } from './site/see-document.js';
import type { ListPage, Sign } from './site/site-family.js';

/** Every entry of a list has an id of the list and its place in it. */
const ENTRY = '[id^="line_"], [id^="lineu"], [id^="lineimg"]';
const NEXT = '.p_next a[href], a.Next[href]';
const ARTICLE = /\/info\/\d+\/\d+\.html?$/i;

/** 博达 (VSB) site builder: entries `#line_u7_0`, articles `/info/1001/2002.htm`, bodies in `.v_news_content`. */
export const bodaAdapter = createSiteAdapter({
  name: 'boda',
  title: { zh: '博达站群网站', en: 'Boda (VSB) site' },
  example: { listUrls: ['http://www.example.gov.cn/xwzx/tzgg.htm'], maxPages: 3 },
  optionsSchema: CrawlOptions,
  readList: (document) => readEntries(parseHtmlPage(document)),
  article: { body: ['.v_news_content', '#vsb_content*', '#vsb_newscontent'] },
  findSigns,
});

/** By the entries' ids where the template has them, else as any list. The last page has its link without an address. */
function readEntries(page: HtmlPage): ListPage {
  const hasEntries = selectAll(page.$, ENTRY).length > 0;
  const hasPaging = selectAll(page.$, '.p_pages, a.Next').length > 0;
  return readHtmlList(page, { ...(hasEntries && { item: ENTRY }), ...(hasPaging && { next: NEXT }) });
}

function findSigns({ url, page, markup }: Sighting): Sign[] {
  const signs: Sign[] = [];
  const add = (weight: number, zh: string, en: string) => signs.push({ weight, zh, en });
  if (page === undefined) return signs;
  if (/\bv_news_content\b|["']vsb_content/.test(markup))
    add(0.85, '正文容器是 v_news_content 或 vsb_content', 'the body is in v_news_content or vsb_content');
  if (/\/system\/resource\/(?:js|css)\/|_showDynClick|\bp_next(?:_d)? p_fun/.test(markup))
    add(0.75, '使用博达的资源或翻页条', 'resources or the page bar of Boda are used');
  if (page.$(ENTRY).length >= 3)
    add(0.6, '列表条目的 id 形如 line_u7_0', 'list entries have ids like line_u7_0');
  const articles = page
    .$('a[href]')
    .toArray()
    .filter(({ attribs }) => ARTICLE.test(`/${attribs.href ?? ''}`)).length;
  if (ARTICLE.test(url.pathname) || articles >= 3)
    add(0.6, '文章地址形如 /info/1001/2002.htm', 'article addresses like /info/1001/2002.htm');
  return signs;
}
