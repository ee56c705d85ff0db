import { resolveUrl, type HtmlPage } from './html-page.js';
import { elementsWithin, isText, shortText, type HtmlElement, type HtmlParent } from './html-text.js';

/** One step of 当前位置：首页 > 政务公开 > 通知公告. */
export interface Crumb {
  name: string;
  /** Absolute; absent where the step is no link. */
  url?: string;
}

const NAMED =
  /(?:^|[\s_-])(?:bread|crumbs?|breadcrumbs?|breadcrumbnav|position|location|local|weizhi|dqwz|nowplace|site-?path|mianbao\w*)(?:$|[\s_-])/i;
const CAPTION = /(?:当前|现在|所在|您的)\s*(?:的|所在)?\s*位置/;
/** What stands at the end of a path in place of the title. */
const NO_COLUMN = /^(?:首\s*页|网站首页|主页|home|正文|内容|详情|文章|信息内容|列表|(?:>|›|»|\/)+)$/i;
const MAX_LENGTH = 300;
const MAX_NAME = 40;
/** Elements that look like it and are not: more of them are no template. */
const MAX_TRIES = 100;

/** Where a page says it stands, home page and title left out; empty where it says nothing. */
export function readBreadcrumb(page: HtmlPage): Crumb[] {
  const root: HtmlParent = page.$.root()[0] ?? { children: [] };
  let tries = 0;
  for (const element of elementsWithin(root)) {
    if (!isNamed(element) && !hasCaption(element)) continue;
    tries += 1;
    if (tries > MAX_TRIES) return [];
    const crumbs = crumbsOf(element, page) ?? crumbsOf(element.parent, page);
    if (crumbs !== undefined) return crumbs;
  }
  return [];
}

function isNamed({ attribs }: HtmlElement): boolean {
  return NAMED.test(attribs.class ?? '') || NAMED.test(attribs.id ?? '');
}

function hasCaption({ children }: HtmlElement): boolean {
  const first = children[0];
  return first !== undefined && isText(first) && CAPTION.test(first.data.slice(0, MAX_LENGTH));
}

function crumbsOf(element: HtmlElement['parent'], page: HtmlPage): Crumb[] | undefined {
  if (element === null || !('attribs' in element)) return undefined;
  const line = shortText(element, MAX_LENGTH);
  if (line === undefined || line === '') return undefined;
  const crumbs = elementsWithin(element)
    .filter(({ name, attribs }) => name === 'a' && attribs.href !== undefined)
    .flatMap((anchor) => toCrumb(anchor, page));
  return crumbs.length === 0 ? undefined : crumbs;
}

function toCrumb(anchor: HtmlElement, page: HtmlPage): Crumb[] {
  const name = shortText(anchor, MAX_NAME) ?? '';
  if (name === '' || NO_COLUMN.test(name)) return [];
  const url = resolveUrl(anchor.attribs.href ?? '', page.baseUrl);
  return [{ name, ...(url !== undefined && url !== page.url && { url }) }];
}
