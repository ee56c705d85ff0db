import { parseHtmlPage } from '../formats/html-page.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import type { FetchedDocument, SourceAdapter } from '../source-adapter.js';
import { readArticle } from './site/read-article.js';
import { collectSitemap } from './sitemap/collect-sitemap.js';
import { SitemapOptions } from './sitemap/options.js';
import { readSitemap } from './sitemap/read-sitemap.js';
import { recognizeSitemap } from './sitemap/recognize-sitemap.js';

/** Sitemaps (XML, gzip, plain text, index, news and image extensions) and the articles they name. */
export const sitemapAdapter: SourceAdapter<SitemapOptions> = {
  name: 'sitemap',
  title: { zh: '站点地图', en: 'Sitemap' },
  example: { url: 'https://www.example.gov.cn/sitemap.xml', include: ['/xwzx/**'], maxArticles: 200 },
  optionsSchema: SitemapOptions,
  collect: collectSitemap,
  parse: parseEither,
  parseArticle: (document, options) => readArticle(parseHtmlPage(document), options.article),
  recognize: recognizeSitemap,
};

/** A page is one of its articles; of a sitemap, what can be told without reading the articles: those with a title. */
function parseEither(document: FetchedDocument, options: SitemapOptions): RawEntry[] {
  const start = Buffer.from(document.body.subarray(0, 1024)).toString('latin1');
  if (/<(?:!doctype\s+html|html|head|body)[\s>]/i.test(start))
    return [readArticle(parseHtmlPage(document), options.article)];
  return readSitemap(document).pages.flatMap(({ url, fields }) =>
    fields.title === undefined ? [] : [{ ...fields, url, baseUrl: document.url }],
  );
}
