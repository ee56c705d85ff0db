import type { ArticleText, SampleArticle } from './sample-article.js';
import type { BoardEntry, SampleBoard } from './sample-board.js';
import { escapeMarkup, SITE_STYLE, toPageDate, toPageTime } from './site-markup.js';
import type { SampleSite, SitePage } from './site-server.js';

const NAME = '四川测绘地理信息局（示例）';
const COLUMN = 1801;
const PER_PAGE = 8;
const HTML = 'text/html; charset=utf-8';
const LIST = `/col/col${COLUMN}/index.html`;
const PROXY = '/module/web/jpage/dataproxy.jsp';

type Shown = BoardEntry & { text: ArticleText };

/** A province's site as 大汉 jpage makes them: the list page holds a first group of records, a data proxy the rest. */
export function createJpageSite(board: SampleBoard): SampleSite {
  const shown = () => board.shown('sichuan', 'news');
  return {
    name: 'sichuan',
    pathOf,
    render: (path, query) => {
      if (path === '/' || path === LIST) return { type: HTML, body: renderList(shown()) };
      if (path === PROXY) return renderRecords(shown(), query);
      const entry = shown().find(({ article }) => pathOf(article) === path);
      return entry && { type: HTML, body: renderArticle(entry) };
    },
  };
}

function pathOf({ id, publishedAt }: SampleArticle): string {
  const [year = '', month = '', day = ''] = toPageDate(publishedAt).split('-');
  return `/art/${year}/${Number(month)}/${Number(day)}/art_${COLUMN}_${7000 + Number(id.replace(/\D+/g, ''))}.html`;
}

function renderRecord({ article, text }: Shown): string {
  const title = escapeMarkup(text.title);
  return `<record><![CDATA[<li><a href="${pathOf(article)}" title="${title}" target="_blank">${title}</a><span>${toPageDate(article.publishedAt)}</span></li>]]></record>`;
}

function renderStore(entries: readonly Shown[], total: number): string {
  return `<datastore><totalrecord>${total}</totalrecord><totalpage>${Math.ceil(total / PER_PAGE)}</totalpage><recordset>${entries.map(renderRecord).join('')}</recordset></datastore>`;
}

/** Records are counted from 1, both ends included. */
function renderRecords(entries: readonly Shown[], query: URLSearchParams): SitePage {
  const first = Number(query.get('startrecord') ?? 1);
  const last = Number(query.get('endrecord') ?? PER_PAGE);
  return {
    type: 'text/xml; charset=utf-8',
    body: renderStore(entries.slice(first - 1, last), entries.length),
  };
}

function renderList(entries: readonly Shown[]): string {
  const first = renderStore(entries.slice(0, PER_PAGE * 3), entries.length);
  return page(
    `工作动态_${NAME}`,
    { ColumnName: '工作动态', ColumnType: '工作动态' },
    `<h3>工作动态</h3><div id="5521" class="list"><script type="text/xml">${first}</script></div>
<script>var paging = { appid: 1, webid: 3, path: '/', columnid: ${COLUMN}, sourceContentType: 1, unitid: '5521', webname: '${NAME}', permissiontype: 0, perpage: ${PER_PAGE} };</script>
<noscript><ul>${entries
      .map(({ article, text }) => `<li><a href="${pathOf(article)}">${escapeMarkup(text.title)}</a></li>`)
      .join('')}</ul></noscript>`,
  );
}

function renderArticle({ article, text }: Shown): string {
  const time = toPageTime(article.publishedAt);
  const labels = { ArticleTitle: text.title, PubDate: time, ContentSource: NAME, ColumnName: '工作动态' };
  const body = text.paragraphs.map((paragraph) => `<p>${escapeMarkup(paragraph)}</p>`).join('\n');
  return page(
    text.title,
    labels,
    `<h1>${escapeMarkup(text.title)}</h1><div class="info">发布时间：${time}　来源：${NAME}</div>
<!--ZJEG_RSS.content.begin-->${body}<!--ZJEG_RSS.content.end--><p><a href="${LIST}">返回列表</a></p>`,
  );
}

function page(title: string, labels: Record<string, string>, body: string): string {
  const metas = Object.entries({
    SiteName: NAME,
    SiteDomain: '127.0.0.1',
    SiteIDCode: 'bm07000051',
    ...labels,
  })
    .map(([name, content]) => `<meta name="${name}" content="${escapeMarkup(content)}">`)
    .join('\n');
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>
${metas}
<style>${SITE_STYLE}</style></head><body><div class="top"><h2>${NAME}</h2><small>培训沙箱示例站点，大汉 jpage 样式</small></div>
<div class="main">${body}</div></body></html>`;
}
