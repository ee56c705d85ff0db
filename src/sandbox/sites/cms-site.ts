import type { ArticleText, SampleArticle } from './sample-article.js';
import type { BoardEntry, SampleBoard } from './sample-board.js';
import { escapeMarkup, SITE_STYLE, toPageDate } from './site-markup.js';
import type { SampleSite } from './site-server.js';

const NAME = '国家基础地理信息中心（示例）';
const HTML = 'text/html; charset=utf-8';
const ARTICLE_PATH = /^\/content\/(ngcc-[a-z]\d+)\.html$/;

/** The site of the unit whose CMS pushes; the gateway never reads it, people do. */
export function createCmsSite(board: SampleBoard): SampleSite {
  return {
    name: 'ngcc',
    pathOf,
    render: (path) => {
      if (path === '/' || path === '/index.html') return { type: HTML, body: renderOutbox(board) };
      const id = ARTICLE_PATH.exec(path)?.[1];
      const entry = board.shown('ngcc').find(({ article }) => article.id === id);
      return entry && { type: HTML, body: renderArticle(entry.text) };
    },
  };
}

const pathOf = (article: SampleArticle): string => `/content/${article.id}.html`;

function renderOutbox(board: SampleBoard): string {
  const rows = board.shown('ngcc').map(renderRow).join('\n');
  return page(`<h3>报送箱 <small>Outbox</small></h3><ul>${rows}</ul>`);
}

function renderRow({ article, version, pushed, text }: BoardEntry & { text: ArticleText }): string {
  const state = pushed >= version ? `已报送第 ${pushed} 版` : '待报送';
  const lane = article.list === 'flash' ? '【特急】' : '';
  return `<li><a href="${pathOf(article)}">${lane}${escapeMarkup(text.title)}</a><span>${state} ${toPageDate(article.publishedAt)}</span></li>`;
}

function renderArticle(text: ArticleText): string {
  const paragraphs = text.paragraphs.map((paragraph) => `<p>${escapeMarkup(paragraph)}</p>`).join('\n');
  return page(`<h1>${escapeMarkup(text.title)}</h1>${paragraphs}<p><a href="/">返回报送箱</a></p>`);
}

function page(body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${NAME}</title><style>${SITE_STYLE}</style></head>
<body><div class="top"><h2>${NAME}</h2><small>培训沙箱示例站点，通过 API 报送</small></div><div class="main">${body}</div></body></html>`;
}
