import { AppError, isAppError } from '../../../schemas/errors.js';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { fitsPathPattern } from '../../formats/path-pattern.js';
import type { Collected, CollectContext } from '../../source-adapter.js';
import {
  createArticleReader,
  isFileAddress,
  toProblem,
  type ArticleOutcome,
} from '../articles/article-reader.js';
import { isSameSite } from '../site/same-site.js';
import { DEFAULT_MAX_ARTICLES, DEFAULT_MAX_SITEMAPS, type SitemapOptions } from './options.js';
import { readSitemap, type Sitemap, type SitemapPage } from './read-sitemap.js';

/** An index should name no index; some name one more level, by years and months. */
const MAX_LEVELS = 3;
const ACCEPT = 'application/xml, text/xml;q=0.9, text/plain;q=0.5, application/gzip;q=0.5, */*;q=0.1';

interface Walk {
  options: SitemapOptions;
  ctx: CollectContext;
  readPage: (page: SitemapPage) => Promise<ArticleOutcome>;
  seen: Set<string>;
  /** Requests for articles that are left in this collection. */
  budget: number;
  articles: number;
  pagesWithoutArticle: number;
  /** Every sitemap met was read to its end, and so names all that the source has. */
  complete: boolean;
}

/**
 * Walks a sitemap, or the sitemaps of an index, latest first. Articles already read are asked for only where the sitemap
 * says that they changed, or says nothing; those beyond the limit are left for the next collection.
 */
export async function* collectSitemap(
  options: SitemapOptions,
  ctx: CollectContext,
): AsyncGenerator<Collected> {
  const walk: Walk = {
    ...{ options, ctx, seen: new Set(), articles: 0, pagesWithoutArticle: 0, complete: true },
    readPage: createArticleReader(ctx, options.article),
    budget: options.maxArticles ?? DEFAULT_MAX_ARTICLES,
  };
  yield* collectTree(walk);
  if (walk.pagesWithoutArticle > 0)
    ctx.log.info('sitemap.no-articles', { url: options.url, pages: walk.pagesWithoutArticle });
  if (walk.pagesWithoutArticle > 0 && walk.articles === 0)
    yield {
      type: 'problem',
      url: options.url,
      code: 'parse-no-entries',
      message: `none of the ${walk.pagesWithoutArticle} pages read has a recognisable article`,
    };
}

interface Place {
  url: string;
  level: number;
}

/** The root's failure is the collection's; that of a sitemap below is a problem of its own. */
async function* collectTree(walk: Walk): AsyncGenerator<Collected> {
  const { options, ctx } = walk;
  const met = new Set([options.url]);
  const queue: Place[] = [{ url: options.url, level: 1 }];
  const most = options.maxSitemaps ?? DEFAULT_MAX_SITEMAPS;
  for (let read = 0; queue.length > 0 && read <= most && walk.budget > 0; read += 1) {
    const place = queue.shift();
    if (place === undefined) return;
    const sitemap = await fetchSitemap(walk, place);
    if (sitemap === 'unchanged') yield { type: 'listing', url: place.url, unchanged: true, entries: 0 };
    else if (sitemap instanceof AppError) yield toProblem(place.url, sitemap);
    else if (sitemap.kind === 'index') {
      queue.unshift(...childrenOf(walk, sitemap, place).filter(({ url }) => !met.has(url) && met.add(url)));
      yield* announce(walk, sitemap, place.url, false);
      // Its sitemaps change without it, whatever it says of them.
      yield { type: 'unfinished', url: place.url };
    } else yield* collectPages(walk, sitemap, place.url, queue.length === 0);
  }
  if (queue.length > 0) ctx.log.info('sitemap.left-for-later', { url: options.url, sitemaps: queue.length });
}

async function fetchSitemap(walk: Walk, { url, level }: Place): Promise<Sitemap | 'unchanged' | AppError> {
  try {
    const outcome = await walk.ctx.fetch(url, { conditional: true, accept: ACCEPT });
    if (outcome.status === 'fetched') {
      const { document } = outcome;
      return walk.ctx.parse(() => readSitemap(document));
    }
    walk.complete = false;
    return 'unchanged';
  } catch (error) {
    const isOwn = isAppError(error) && error.code !== 'fetch-blocked-by-site';
    if (level === 1 || !isOwn || walk.ctx.signal.aborted) throw error;
    walk.complete = false;
    return error;
  }
}

function childrenOf(walk: Walk, sitemap: Sitemap, place: Place): Place[] {
  const { options, ctx } = walk;
  if (place.level < MAX_LEVELS)
    return latestFirst(sitemap.pages)
      .filter(({ url }) => isSameSite(url, options.url, options.allowHosts))
      .map(({ url }) => ({ url, level: place.level + 1 }));
  ctx.log.warn('sitemap.too-many-levels', { url: place.url });
  walk.complete = false;
  return [];
}

/** What says nothing of its change comes last, in the order of the document. */
function latestFirst(pages: readonly SitemapPage[]): SitemapPage[] {
  const time = ({ changedAt }: SitemapPage): number => (changedAt === undefined ? 0 : Date.parse(changedAt));
  return [...pages].sort((a, b) => time(b) - time(a));
}

function* announce(walk: Walk, sitemap: Sitemap, url: string, last: boolean): Generator<Collected> {
  const { truncated, capped, pages } = sitemap;
  if (truncated || capped) walk.complete = false;
  const complete = last && walk.complete;
  yield { type: 'listing', url, unchanged: false, entries: pages.length, ...(complete && { complete }) };
  if (capped) walk.ctx.log.warn('sitemap.capped', { url, entries: pages.length });
  if (!truncated) return;
  const message = `the sitemap is cut off after ${pages.length} complete entries`;
  yield { type: 'problem', url, code: 'fetch-truncated', message };
}

async function* collectPages(
  walk: Walk,
  sitemap: Sitemap,
  url: string,
  last: boolean,
): AsyncGenerator<Collected> {
  yield* announce(walk, sitemap, url, last);
  const wanted = latestFirst(sitemap.pages).filter((page) => isWanted(walk, page.url));
  // What is not dated may change while the sitemap stays as it is.
  let finished = !sitemap.truncated && wanted.every((page) => page.changedAt !== undefined);
  for (const page of wanted) {
    if (walk.seen.has(page.url)) continue;
    walk.seen.add(page.url);
    if (walk.budget > 0) yield* collectPage(walk, page);
    else {
      finished = false;
      yield { type: 'named', url: page.url };
    }
  }
  if (!finished) yield { type: 'unfinished', url };
}

function isWanted({ options }: Walk, url: string): boolean {
  const path = toReadablePath(url);
  const fits = (patterns: readonly string[]) => patterns.some((pattern) => fitsPathPattern(path, pattern));
  if (path === '/' || !isSameSite(url, options.url, options.allowHosts)) return false;
  return (options.include === undefined || fits(options.include)) && !fits(options.exclude ?? []);
}

/** Patterns are written with the characters that people see. */
function toReadablePath(url: string): string {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    // GBK in an address is no UTF-8; its escapes stay.
    return pathname;
  }
}

async function* collectPage(walk: Walk, page: SitemapPage): AsyncGenerator<Collected> {
  const { url, fields } = page;
  if (isFileAddress(url)) {
    // A file is an item of its own only where the sitemap says what it is called.
    if (fields.title === undefined) yield { type: 'named', url };
    else
      yield {
        type: 'entry',
        entry: { ...fields, url, attachments: [{ url, title: fields.title.slice(0, 2000) }] },
      };
    return;
  }
  const outcome = await walk.readPage(page);
  if (outcome.type !== 'unchanged' || !outcome.remembered) walk.budget -= 1;
  if (outcome.type === 'no-article') walk.pagesWithoutArticle += 1;
  else walk.articles += 1;
  if (outcome.type === 'read') yield { type: 'entry', entry: merge(outcome.entry, fields) };
  else if (outcome.type === 'gone') yield { type: 'gone', url, status: outcome.status };
  else yield { type: 'named', url };
  if (outcome.type === 'failed') yield toProblem(url, outcome.error);
}

/** The article speaks for itself; the sitemap fills in what it leaves out. */
function merge(article: RawEntry, { images = [], ...fields }: RawEntry): RawEntry {
  const all = [...(article.images ?? []), ...images];
  return { ...fields, ...article, ...(all.length > 0 && { images: all }) };
}
