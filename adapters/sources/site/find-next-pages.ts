import { resolveUrl, type HtmlPage } from '../../formats/html-page.js';
import { selectAll } from '../../formats/html-select.js';
import { shortText } from '../../formats/html-text.js';

// TRS writes its paging by script: createPageHTML(total, current, "index", "html"), some templates with the id of the
// element first, some with variables for the numbers. Pages are index.html, index_1.html, index_2.html …
const TRS_PAGING =
  /createPageHTML\s*\(\s*(?:["'][^"']{0,100}["']\s*,\s*)?(\w{1,40})\s*,\s*(\w{1,40})\s*,\s*["']([\w.-]{1,100})["']\s*,\s*["'](\w{1,10})["']/;
// Older templates write the links themselves: var countPage = 34; var currentPage = 0; … "index_" + n + ".html"
const TRS_COUNT = /\bvar\s+countPage\s*=\s*(\d{1,6})/;
const TRS_CURRENT = /\bvar\s+currentPage\s*=\s*(\d{1,6})/;
const TRS_NAME = /["']([\w-]{1,100})_["']\s*\+[^;]{0,100}?["']\.(\w{1,10})["']/;
const NEXT_TEXT = /^(?:下一?页|下页|后一页|next)\s*[>›»]*$|^[>›»]+$/i;
const MAX_PAGES = 1000;

/** Addresses of the list pages after this one, nearest first; empty on the last. */
export function findNextPages(page: HtmlPage, selector?: string): string[] {
  if (selector !== undefined)
    return linksOf(
      page,
      selectAll(page.$, selector).map((element) => element.attribs.href),
    );
  const trs = trsPages(page);
  if (trs !== undefined) return trs;
  const byRelation = [...page.$('a[rel=next]').toArray(), ...page.$('link[rel=next]').toArray()];
  const byText = page
    .$('a[href]')
    .toArray()
    .filter((anchor) => NEXT_TEXT.test(shortText(anchor, 20) ?? ''));
  return linksOf(
    page,
    [...byRelation, ...byText].map((element) => element.attribs.href),
  ).slice(0, 1);
}

function trsPages(page: HtmlPage): string[] | undefined {
  for (const script of page.$('script').toArray()) {
    const paging = readTrsPaging(page.$(script).text());
    if (paging === undefined) continue;
    const first = paging.current + 1;
    const count = Math.min(Math.max(paging.total - first, 0), MAX_PAGES);
    return linksOf(
      page,
      Array.from({ length: count }, (_, index) => `${paging.name}_${first + index}.${paging.extension}`),
    );
  }
  return undefined;
}

interface TrsPaging {
  total: number;
  current: number;
  name: string;
  extension: string;
}

function readTrsPaging(script: string): TrsPaging | undefined {
  const [, total = '', current = '', name, extension] = TRS_PAGING.exec(script) ?? [];
  if (name !== undefined && extension !== undefined)
    return toPaging(valueOf(total, script), valueOf(current, script), name, extension);
  const counted = TRS_COUNT.exec(script)?.[1];
  if (counted === undefined) return undefined;
  const [, stem = 'index', suffix = 'html'] = TRS_NAME.exec(script) ?? [];
  return toPaging(Number(counted), Number(TRS_CURRENT.exec(script)?.[1] ?? 0), stem, suffix);
}

function toPaging(total: number, current: number, name: string, extension: string): TrsPaging | undefined {
  return Number.isInteger(total) && Number.isInteger(current)
    ? { total, current, name, extension }
    : undefined;
}

/** A number, or the variable that holds it. */
function valueOf(argument: string, script: string): number {
  if (/^\d+$/.test(argument)) return Number(argument);
  return Number(new RegExp(`\\b${argument}\\s*=\\s*(\\d{1,6})`).exec(script)?.[1] ?? NaN);
}

function linksOf(page: HtmlPage, hrefs: readonly (string | undefined)[]): string[] {
  const urls = hrefs
    .map((href) => (href === undefined ? undefined : resolveUrl(href, page.baseUrl)))
    .filter((url) => url !== undefined && url !== page.url);
  return [...new Set(urls.filter((url) => url !== undefined))];
}
