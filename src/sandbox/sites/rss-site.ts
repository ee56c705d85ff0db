import type { ArticleText, SampleArticle } from './sample-article.js';
import type { BoardEntry, SampleBoard } from './sample-board.js';
import { escapeMarkup, SITE_STYLE, toPageDate, toPageTime } from './site-markup.js';
import type { SampleSite, SitePage } from './site-server.js';

const NAME = '湖北省测绘局（示例）';
const FEEDS = { '/rss/news.xml': 'news', '/rss/archive.xml': 'archive' } as const;
const HTML = 'text/html; charset=utf-8';
const ARTICLE_PATH = /^\/art\/([a-z]+-[a-z]\d+)\.html$/;

/** A province's site in UTF-8 with two RSS feeds: the latest news, and the archive for who wants the history. */
export function createRssSite(board: SampleBoard, baseUrl: string): SampleSite {
  const feed = (list: 'news' | 'archive'): SitePage => ({
    type: 'application/rss+xml; charset=utf-8',
    body: renderFeed(list, board.shown('hubei', list), baseUrl),
  });
  return {
    name: 'hubei',
    pathOf,
    render: (path) => {
      if (path === '/rss/news.xml' || path === '/rss/archive.xml') return feed(FEEDS[path]);
      if (path === '/' || path === '/index.html') return { type: HTML, body: renderHome(board) };
      const entry = board.find(ARTICLE_PATH.exec(path)?.[1] ?? '');
      if (entry?.article.site !== 'hubei' || entry.version === 0) return undefined;
      return { type: HTML, body: renderArticle(entry) };
    },
  };
}

const pathOf = (article: SampleArticle): string => `/art/${article.id}.html`;

function renderFeed(
  list: 'news' | 'archive',
  entries: readonly (BoardEntry & { text: ArticleText })[],
  baseUrl: string,
): string {
  const items = entries.map(
    ({ article, text }) => `<item>
<title>${escapeMarkup(text.title)}</title>
<link>${baseUrl}${pathOf(article)}</link>
<guid isPermaLink="true">${baseUrl}${pathOf(article)}</guid>
<pubDate>${toMailDate(article.publishedAt)}</pubDate>
<dc:source>${NAME}</dc:source>
<category>${list === 'news' ? '工作动态' : '历史资料'}</category>
<description>${escapeMarkup(text.paragraphs[0] ?? '')}</description>
<content:encoded><![CDATA[${toParagraphs(text)}]]></content:encoded>
</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>${NAME} ${list === 'news' ? '工作动态' : '历史资料'}</title><link>${baseUrl}/</link>
<description>培训沙箱的示例站点 sample site of the training sandbox</description><language>zh-cn</language>
${items.join('\n')}
</channel></rss>
`;
}

/** RFC 822, as RSS asks for. */
function toMailDate(date: Date): string {
  return new Date(date.getTime() + 8 * 3_600_000).toUTCString().replace('GMT', '+0800');
}

function toParagraphs(text: ArticleText): string {
  return text.paragraphs.map((paragraph) => `<p>${escapeMarkup(paragraph)}</p>`).join('\n');
}

function renderHome(board: SampleBoard): string {
  const rows = board
    .shown('hubei', 'news')
    .map(
      ({ article, text }) =>
        `<li><a href="${pathOf(article)}">${escapeMarkup(text.title)}</a><span>${toPageDate(article.publishedAt)}</span></li>`,
    );
  return page(
    NAME,
    `<h3>工作动态 <small><a href="/rss/news.xml">RSS</a> · <a href="/rss/archive.xml">历史资料 RSS</a></small></h3><ul>${rows.join('\n')}</ul>`,
  );
}

function renderArticle(entry: BoardEntry): string {
  const { article, version } = entry;
  const text = article.versions[version - 1] ?? article.versions[0];
  return page(
    text.title,
    `<h1>${escapeMarkup(text.title)}</h1><div class="info">${toPageTime(article.publishedAt)}　来源：${NAME}</div>
<div id="zoom">${toParagraphs(text)}</div><p><a href="/">返回首页</a></p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>
<meta name="SiteName" content="${NAME}"><link rel="alternate" type="application/rss+xml" href="/rss/news.xml">
<style>${SITE_STYLE}</style></head><body><div class="top"><h2>${NAME}</h2><small>培训沙箱示例站点，UTF-8，RSS</small></div>
<div class="main">${body}</div></body></html>`;
}
