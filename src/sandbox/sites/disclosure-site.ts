import type { ArticleText, SampleArticle } from './sample-article.js';
import type { BoardEntry, SampleBoard } from './sample-board.js';
import { escapeMarkup, SITE_STYLE, toPageDate, toPageTime } from './site-markup.js';
import type { SampleSite } from './site-server.js';

const NAME = '测绘产品质量检验测试中心（示例）';
const HTML = 'text/html; charset=utf-8';
const LIST = '/gkmlpt/index';
const API = '/gkmlpt/api/all/0';
const PER_PAGE = 100;

type Shown = BoardEntry & { text: ArticleText };

/** A unit's 政府信息公开目录平台: a JSON list, and pages with a table of disclosure metadata. */
export function createDisclosureSite(board: SampleBoard, baseUrl: string): SampleSite {
  const shown = () => board.shown('quality', 'disclosure');
  return {
    name: 'quality',
    pathOf,
    render: (path, query) => {
      if (path === '/' || path === LIST) return { type: HTML, body: renderIndex(shown()) };
      if (path === API)
        return {
          type: 'application/json; charset=utf-8',
          body: JSON.stringify(toList(shown(), Number(query.get('page') ?? 1), baseUrl)),
        };
      const entry = shown().find(({ article }) => pathOf(article) === path);
      return entry && { type: HTML, body: renderArticle(entry) };
    },
  };
}

function numberOf({ id }: SampleArticle): number {
  return 11_000_000 + Number(id.replace(/\D+/g, ''));
}

function pathOf(article: SampleArticle): string {
  const number = numberOf(article);
  return `/gkmlpt/content/${Math.floor(number / 1_000_000)}/${Math.floor(number / 1000)}/post_${number}.html`;
}

function toList(entries: readonly Shown[], page: number, baseUrl: string) {
  const some = entries.slice((page - 1) * PER_PAGE, page * PER_PAGE);
  return {
    total: entries.length,
    page,
    articles: some.map(({ article, text }) => ({
      id: numberOf(article),
      title: text.title,
      url: `${baseUrl}${pathOf(article)}`,
      publisher: NAME,
      display_publish_time: Math.floor(article.publishedAt.getTime() / 1000),
      document_number: article.documentNumber ?? '',
    })),
  };
}

function renderIndex(entries: readonly Shown[]): string {
  const rows = entries.map(
    ({ article, text }) =>
      `<li><a href="${pathOf(article)}">${escapeMarkup(text.title)}</a><span>${toPageDate(article.publishedAt)}</span></li>`,
  );
  return page(
    '政府信息公开目录',
    '',
    `<h3>政府信息公开目录 <small><a href="${API}">JSON</a></small></h3><ul>${rows.join('\n')}</ul>`,
  );
}

function renderArticle({ article, text }: Shown): string {
  const date = toPageDate(article.publishedAt);
  const rows: [string, string][] = [
    ['索引号', `000014349/${date.slice(0, 4)}-${String(numberOf(article) % 100_000).padStart(5, '0')}`],
    ['分类', '城乡建设、环境保护\\气象、水文、测绘、地震'],
    ['发布机构', NAME],
    ['成文日期', date],
    ['名称', text.title],
    ['文号', article.documentNumber ?? ''],
    ['发布日期', date],
  ];
  const table = rows.map(
    ([label, value]) => `<tr><td><b>${label}：</b></td><td>${escapeMarkup(value)}</td></tr>`,
  );
  const body = text.paragraphs.map((paragraph) => `<p>${escapeMarkup(paragraph)}</p>`).join('\n');
  const labels = `<meta name="ArticleTitle" content="${escapeMarkup(text.title)}"><meta name="PubDate" content="${toPageTime(article.publishedAt)}"><meta name="ContentSource" content="${NAME}">`;
  return page(
    text.title,
    labels,
    `<div class="classify"><table>${table.join('')}</table></div><h1>${escapeMarkup(text.title)}</h1>
<div class="article-content">${body}</div><p><a href="${LIST}">返回目录</a></p>`,
  );
}

function page(title: string, labels: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>
<meta name="SiteName" content="${NAME}"><meta name="SiteDomain" content="127.0.0.1"><meta name="SiteIDCode" content="bm07000077">${labels}
<style>${SITE_STYLE}</style></head><body><div class="top"><h2>${NAME}</h2><small>培训沙箱示例站点，信息公开目录平台</small></div>
<div class="main">${body}</div></body></html>`;
}
