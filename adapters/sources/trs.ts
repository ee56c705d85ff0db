import { parseHtmlPage } from '../formats/html-page.js';
import { isTrsArticleAddress } from './site/article-address.js';
import { createSiteAdapter } from './site/create-site-adapter.js';
import { CrawlOptions } from './site/options.js';
import { readHtmlList } from './site/read-html-list.js';
import type { Sighting } from './site/see-document.js';
import type { Sign } from './site/site-family.js';

const BODY = ['.TRS_Editor', '.trs_editor_view', '.Custom_UnionStyle', '.TRS_PreAppend'];

/** 拓尔思 (TRS) WCM: lists of `./202611/t20261120_1201.html`, paging by script, bodies in `.TRS_Editor`. */
export const trsAdapter = createSiteAdapter({
  name: 'trs',
  title: { zh: '拓尔思 TRS WCM 网站', en: 'TRS WCM site' },
  example: { listUrls: ['http://www.example.gov.cn/xwzx/tzgg/'], maxPages: 3 },
  optionsSchema: CrawlOptions,
  readList: (document) => readHtmlList(parseHtmlPage(document), undefined, 'trs'),
  article: { body: BODY },
  findSigns,
  // Articles lie in a folder a month below their list: /tzgg/202611/t20261120_1201.html.
  listOfArticle: ({ url }) =>
    /\/\d{6}\/t\d{8}_\d+\.\w+$/i.test(new URL(url).pathname) ? new URL('../', url).href : undefined,
});

function findSigns({ url, page, markup }: Sighting): Sign[] {
  const signs: Sign[] = [];
  const add = (weight: number, zh: string, en: string) => signs.push({ weight, zh, en });
  if (page === undefined) return signs;
  if (/createPageHTML\s*\(/.test(markup))
    add(0.7, '用 createPageHTML 脚本翻页', 'pages by the script createPageHTML');
  if (/\bTRS_(?:Editor|PreAppend)\b|\bCustom_UnionStyle\b/.test(markup))
    add(0.85, '正文容器是 TRS_Editor', 'the body is in the container TRS_Editor');
  if (isTrsArticleAddress(url.href))
    add(0.7, '文章地址形如 t20261120_1201.html', 'an article address like t20261120_1201.html');
  const links = page.$('a[href]').toArray();
  const articles = links.filter(({ attribs }) => isTrsArticleAddress(attribs.href ?? '')).length;
  if (articles >= 3)
    add(0.8, `有 ${articles} 条链接形如 t20261120_1201.html`, `${articles} links like t20261120_1201.html`);
  return signs;
}
