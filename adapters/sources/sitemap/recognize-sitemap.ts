import { isAppError } from '../../../schemas/errors.js';
import type { FetchedDocument, Recognition } from '../../source-adapter.js';
import type { SitemapOptions } from './options.js';
import { readSitemap, type Sitemap } from './read-sitemap.js';

const NAMES = {
  pages: { zh: '站点地图', en: 'sitemap' },
  index: { zh: '站点地图索引', en: 'index of sitemaps' },
  text: { zh: '纯文本地址列表', en: 'plain list of addresses' },
};

/** A sitemap by its root element, or a text of addresses alone. */
export function recognizeSitemap(document: FetchedDocument): Recognition<SitemapOptions> | undefined {
  const sitemap = attempt(document);
  if (sitemap === undefined || sitemap.pages.length === 0) return undefined;
  const { kind, pages } = sitemap;
  const { zh, en } = NAMES[kind];
  const evidence = [{ zh: `${zh}，列出 ${pages.length} 个地址`, en: `${en}, ${pages.length} addresses` }];
  const isNews = pages.some((page) => page.fields.title !== undefined);
  if (isNews) evidence.push({ zh: '含新闻扩展（标题、发布时间）', en: 'with the news extension' });
  return {
    confidence: kind === 'text' ? 0.5 : 0.95,
    evidence,
    options: { url: document.requestedUrl },
  };
}

function attempt(document: FetchedDocument): Sitemap | undefined {
  try {
    return readSitemap(document);
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}
