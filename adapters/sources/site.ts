import { parseHtmlPage } from '../formats/html-page.js';
import { createSiteAdapter } from './site/create-site-adapter.js';
import { findSiteSigns } from './site/find-site-signs.js';
import { SiteOptions } from './site/options.js';
import { readHtmlList } from './site/read-html-list.js';

/** HTML list pages and the articles on them: TRS and common government sites, others by CSS selectors. */
export const siteAdapter = createSiteAdapter({
  name: 'site',
  title: { zh: '网站栏目（列表页与文章页）', en: 'Web site (list and article pages)' },
  example: { listUrls: ['https://www.example.gov.cn/xwzx/gzdt/'], maxPages: 3 },
  optionsSchema: SiteOptions,
  readList: (document, _request, { list, preset }) => readHtmlList(parseHtmlPage(document), list, preset),
  findSigns: findSiteSigns,
});
