import iconv from 'iconv-lite';
import type { ArticleText, SampleArticle } from './sample-article.js';
import type { BoardEntry, SampleBoard } from './sample-board.js';
import { sampleDocument, WORD_TYPE } from './sample-document.js';
import { escapeMarkup, SITE_STYLE, toPageDate, toPageTime } from './site-markup.js';
import type { SampleSite, SitePage } from './site-server.js';

const NAME = '大地测量数据处理中心（示例）';
const PAGE_SIZE = 10;
const LIST_PATH = /^\/tzgg\/(?:index(?:_(\d+))?\.html)?$/;
const FIRST_NUMBER = 12300;

/** A unit's site as TRS WCM makes them: GBK, list pages by script call, articles at `./yyyymm/tyyyymmdd_number.html`. */
export function createTrsSite(board: SampleBoard): SampleSite {
  const shown = () => board.shown('geodesy', 'notices');
  return {
    name: 'geodesy',
    pathOf,
    render: (path) => {
      if (path === '/' || path === '/index.html') return toPage(renderHome(shown()));
      const list = LIST_PATH.exec(path);
      if (list) return renderList(shown(), Number(list[1] ?? 0));
      const entry = shown().find(({ article }) => pathOf(article) === path);
      return entry ? toPage(renderArticle(entry.article, entry.text)) : renderFile(shown(), path);
    },
  };
}

/** The headers name no charset and the pages say gb2312, which readers must take for its superset. */
function toPage(html: string): SitePage {
  return { type: 'text/html', body: iconv.encode(html, 'gbk') };
}

function pathOf({ id, publishedAt }: SampleArticle): string {
  const day = toPageDate(publishedAt).replaceAll('-', '');
  const number = FIRST_NUMBER + Number(id.replace(/\D+/g, ''));
  return `/tzgg/${day.slice(0, 6)}/t${day}_${number}.html`;
}

type Shown = BoardEntry & { text: ArticleText };

function renderHome(entries: readonly Shown[]): string {
  return page(
    { title: NAME, labels: {} },
    `<h3><a href="/tzgg/">通知公告</a></h3><ul>${entries.slice(0, 5).map(renderRow).join('\n')}</ul>`,
  );
}

function renderList(entries: readonly Shown[], current: number): SitePage | undefined {
  const total = Math.max(1, Math.ceil(entries.length / PAGE_SIZE));
  if (current >= total) return undefined;
  const rows = entries.slice(current * PAGE_SIZE, (current + 1) * PAGE_SIZE).map(renderRow);
  const labels = { ColumnName: '通知公告', ColumnType: '通知公告', ColumnKeywords: '测绘;通知' };
  const others = Array.from({ length: total }, (_, index) => {
    const file = index === 0 ? 'index.html' : `index_${index}.html`;
    return index === current ? `<b>${index + 1}</b>` : `<a href="./${file}">${index + 1}</a>`;
  });
  return toPage(
    page(
      { title: `通知公告_${NAME}`, labels },
      `<h3>通知公告</h3><div class="list"><ul class="l1">${rows.join('\n')}</ul></div>
<script type="text/javascript">function createPageHTML(){}createPageHTML(${total},${current},"index","html");</script>
<noscript>共 ${total} 页</noscript><div class="pages">${others.join(' ')}</div>`,
    ),
  );
}

function renderRow({ article, text }: Shown): string {
  const href = `.${pathOf(article).replace('/tzgg', '')}`;
  const title = escapeMarkup(text.title);
  return `<li><a href="${href}" title="${title}" target="_blank">${title}</a><span>[${toPageDate(article.publishedAt)}]</span></li>`;
}

function renderArticle(article: SampleArticle, text: ArticleText): string {
  const time = toPageTime(article.publishedAt);
  const title = escapeMarkup(text.title);
  const labels = { ArticleTitle: text.title, PubDate: time, ContentSource: NAME, Keywords: '测绘;通知公告' };
  const paragraphs = text.paragraphs.map((paragraph) => `<P>${escapeMarkup(paragraph)}</P>`);
  return page(
    { title: `${text.title}_${NAME}`, labels: { ...labels, ColumnName: '通知公告' } },
    `<h1>${title}</h1><div class="info">发布时间：${time}　　来源：${NAME}</div>${renderNumber(article)}
<div class=TRS_Editor><div class="Custom_UnionStyle">
${paragraphs.join('\n')}
${renderMap(article, text)}${renderAttachment(article)}
</div></div><p><a href="/tzgg/">返回列表</a></p>`,
  );
}

function renderNumber({ documentNumber }: SampleArticle): string {
  if (documentNumber === undefined) return '';
  return `<table class="xxgk"><tr><td><b>发文机关：</b></td><td>${NAME}</td><td><b>发文字号：</b></td><td>${documentNumber}</td></tr></table>`;
}

function renderMap({ hasMap }: SampleArticle, { mapReviewNumber }: ArticleText): string {
  if (hasMap !== true) return '';
  const number = mapReviewNumber === undefined ? '' : `<P align=center>审图号：${mapReviewNumber}</P>`;
  return `<P align=center><IMG alt="测区位置示意图" src="./W020260101001.jpg" width=600></P>${number}`;
}

function renderAttachment({ attachment, id }: SampleArticle): string {
  return attachment === undefined ? '' : `<P><A href="./${fileNameOf(id)}">${attachment}</A></P>`;
}

function fileNameOf(id: string): string {
  return `P0${id.replace(/\D+/g, '')}.docx`;
}

function renderFile(entries: readonly Shown[], path: string): SitePage | undefined {
  const entry = entries.find(
    ({ article }) =>
      article.attachment !== undefined && pathOf(article).replace(/[^/]+$/, fileNameOf(article.id)) === path,
  );
  if (!entry) return undefined;
  const lines = [`${entry.text.title} 登记表`, '作业单位：', '测绘资质等级：', '项目负责人：'];
  return { type: WORD_TYPE, body: sampleDocument(lines) };
}

function page({ title, labels }: { title: string; labels: Record<string, string> }, body: string): string {
  const metas = Object.entries({
    SiteName: NAME,
    SiteDomain: '127.0.0.1',
    SiteIDCode: 'bm07000099',
    ...labels,
  })
    .map(([name, content]) => `<meta name="${name}" content="${escapeMarkup(content)}">`)
    .join('\n');
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>${escapeMarkup(title)}</title>
${metas}
<style>${SITE_STYLE}</style></head><body><div class="top"><h2>${NAME}</h2><small>培训沙箱示例站点，GBK，TRS 样式</small></div>
<div class="main">${body}</div></body></html>`;
}
