import { readBreadcrumb } from '../../formats/breadcrumb.js';
import { resolveUrl, type HtmlPage } from '../../formats/html-page.js';
import { shortText } from '../../formats/html-text.js';
import { firstLabel } from '../../formats/labels.js';
import { isArticleAddress } from './article-address.js';
import { isSameSite } from './same-site.js';
import type { Sighting } from './see-document.js';

const HOME = /^\/(?:(?:index|default|main|home)\.\w{1,5})?$/i;
/** Columns that every government site keeps, under the names that they go by. */
const COLUMN =
  /^(?:通知公告|公告公示|公示公告|通知|公告|公示|(?:工作|政务|基层|单位|部门|地方|行业)动态|(?:测绘|政务|本局|今日)?要闻|新闻中心|新闻动态|图片新闻|会议活动|政策法规|政策文件|法律法规|规范性文件|政策解读|解读回应|规划计划|人事任免|人事信息|在线访谈|办事指南|回应关切)$/;
const MAX_COLUMNS = 10;

/** List pages for a registration, found from whatever page a person happened to give. */
export function findListUrls(
  { url, page }: Sighting,
  listOfArticle: (page: HtmlPage) => string | undefined = () => undefined,
): string[] {
  if (page === undefined) return [url.href];
  if (isArticle(page)) return [listOfArticle(page) ?? lastStep(page) ?? new URL('./', page.url).href];
  const columns = HOME.test(url.pathname) ? columnsOf(page) : [];
  return columns.length > 0 ? columns : [url.href];
}

function isArticle({ labels, url }: HtmlPage): boolean {
  return firstLabel(labels, 'ArticleTitle', 'PubDate') !== undefined || isArticleAddress(url);
}

function lastStep(page: HtmlPage): string | undefined {
  const steps = readBreadcrumb(page).flatMap(({ url }) => url ?? []);
  return steps.findLast((url) => isSameSite(url, page.url));
}

function columnsOf(page: HtmlPage): string[] {
  const found = new Set<string>();
  for (const anchor of page.$('a[href]').toArray()) {
    if (found.size === MAX_COLUMNS) break;
    if (!COLUMN.test(shortText(anchor, 20)?.replace(/\s/g, '') ?? '')) continue;
    const url = resolveUrl(anchor.attribs.href ?? '', page.baseUrl)?.replace(/#.*$/s, '');
    if (url !== undefined && isSameSite(url, page.url) && !isArticleAddress(url)) found.add(url);
  }
  return [...found];
}
