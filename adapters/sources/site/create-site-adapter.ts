import { parseHtmlPage } from '../../formats/html-page.js';
import type { FetchedDocument, Recognition, SourceAdapter } from '../../source-adapter.js';
import { findListUrls } from './find-list-urls.js';
import type { SiteOptions } from './options.js';
import { readArticle } from './read-article.js';
import { seeDocument } from './see-document.js';
import { crawlSite } from './site-crawl.js';
import type { Sign, SiteFamily } from './site-family.js';

/** Makes a source family of what is its own: the crawl, the articles and recognition are common to all sites. */
export function createSiteAdapter(family: SiteFamily): SourceAdapter<SiteOptions> {
  const { name, title, example, optionsSchema } = family;
  const parseArticle = (document: FetchedDocument, options: SiteOptions) =>
    readArticle(parseHtmlPage(document), options.article, family.article);
  return {
    name,
    title,
    example,
    optionsSchema,
    collect: (options, ctx) => crawlSite(family, options, ctx),
    parse: (document, options) => [parseArticle(document, options)],
    parseArticle,
    recognize: (document) => recognize(family, document),
  };
}

function recognize(family: SiteFamily, document: FetchedDocument): Recognition<SiteOptions> | undefined {
  const seen = seeDocument(document);
  const signs = seen === undefined ? [] : family.findSigns(seen);
  if (seen === undefined || signs.length === 0) return undefined;
  return {
    confidence: confidenceOf(signs),
    evidence: signs.map(({ zh, en }) => ({ zh, en })),
    options: { listUrls: findListUrls(seen, family.listOfArticle) },
  };
}

/** Signs that agree make each other surer, and never quite sure. */
function confidenceOf(signs: readonly Sign[]): number {
  const doubt = signs.reduce((rest, { weight }) => rest * (1 - weight), 1);
  return Math.round((1 - doubt) * 100) / 100;
}
