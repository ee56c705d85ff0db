import { AppError, isAppError } from '../../../schemas/errors.js';
import type { Collected, CollectContext } from '../../source-adapter.js';
import { fetchArticle, isFileLink, toFileEntry } from './fetch-article.js';
import type { SiteOptions } from './options.js';
import { isSameSite } from './same-site.js';
import type { ListLink, ListPage, ListRequest, SiteFamily } from './site-family.js';

const DEFAULT_MAX_PAGES = 3;
const DEFAULT_MAX_ARTICLES = 100;
/** So many articles failing to arrive one after the other mean that the site is down: more requests would only burden it. */
const MAX_FAILURES_IN_A_ROW = 5;
/** From the page a person sees to the interface behind it; more steps are a circle. */
const MAX_DOORS = 3;

interface Crawl {
  family: SiteFamily;
  options: SiteOptions;
  ctx: CollectContext;
  seen: Set<string>;
  articles: number;
  failuresInARow: number;
  /** Lists that are still to be walked. */
  listsLeft: number;
  /** Part of a list was not read, so that what it names is not everything. */
  isCut: boolean;
}

/** One list, as far as it has been walked. */
interface ListWalk {
  listUrl: string;
  queue: ListRequest[];
  /** Pages that were asked for, or will be. */
  known: Set<string>;
  /** Articles that it named. */
  named: Set<string>;
  pages: number;
  doors: number;
  /** As a page or the door said it. */
  title?: string | undefined;
}

/**
 * Walks list pages and the articles on them, one request at a time. List pages are always fetched anew: an article
 * listed on an unchanged page may still have been corrected, so each one is asked for conditionally (a 304 is cheap).
 */
export async function* crawlSite(
  family: SiteFamily,
  options: SiteOptions,
  ctx: CollectContext,
): AsyncGenerator<Collected> {
  const crawl: Crawl = {
    ...{ family, options, ctx, seen: new Set<string>(), articles: 0, failuresInARow: 0 },
    ...{ listsLeft: options.listUrls.length, isCut: false },
  };
  let failure: AppError | undefined;
  let listsRead = 0;
  for (const listUrl of options.listUrls) {
    crawl.listsLeft -= 1;
    const outcome = yield* crawlList(crawl, listUrl);
    if (outcome === undefined) listsRead += 1;
    else failure ??= outcome;
  }
  if (listsRead === 0 && failure !== undefined) throw failure;
}

/** Returns the error that kept the first page from being read; later pages are problems of their own. */
async function* crawlList(crawl: Crawl, listUrl: string): AsyncGenerator<Collected, AppError | undefined> {
  const walk: ListWalk = {
    ...{ listUrl, queue: [{ url: listUrl }], pages: 0, doors: 0 },
    ...{ known: new Set([keyOf({ url: listUrl })]), named: new Set<string>() },
  };
  for (let request = walk.queue.shift(); request !== undefined; request = walk.queue.shift()) {
    if (isFull(crawl) || walk.pages >= (crawl.options.maxPages ?? DEFAULT_MAX_PAGES)) {
      crawl.isCut = true;
      return undefined;
    }
    const piece = request;
    const page = await attempt(crawl, () => fetchPiece(crawl, piece));
    if (!page.ok) {
      crawl.isCut = true;
      yield toProblem(request.url, page.error);
      return walk.pages === 0 ? page.error : undefined;
    }
    yield* takePage(crawl, walk, request, page.value);
  }
  return undefined;
}

/** The piece by the first of the ways to it that names something; the first error where all of them fail. */
async function fetchPiece(crawl: Crawl, request: ListRequest): Promise<ListPage> {
  let [empty, failure]: [ListPage | undefined, AppError | undefined] = [undefined, undefined];
  for (let way: ListRequest | undefined = request; way !== undefined; way = way.otherwise) {
    const asked = way;
    const answer = await attempt(crawl, () => fetchWay(crawl, asked));
    if (answer.ok && (answer.value.links.length > 0 || answer.value.isDoor === true)) return answer.value;
    if (answer.ok) empty ??= answer.value;
    else failure ??= answer.error;
  }
  if (empty !== undefined) return empty;
  throw failure ?? new AppError('internal', 'a list was asked for in no way at all');
}

async function fetchWay({ ctx, family, options }: Crawl, request: ListRequest): Promise<ListPage> {
  const outcome = await ctx.fetch(request.url, request.post === undefined ? {} : { post: request.post });
  // Lists are never asked for conditionally; should they be unchanged all the same, there is nothing to read.
  if (outcome.status === 'unchanged') return { links: [], next: [], isEnd: true };
  const { document } = outcome;
  return ctx.parse(() => family.readList(document, request, options));
}

async function* takePage(
  crawl: Crawl,
  walk: ListWalk,
  request: ListRequest,
  page: ListPage,
): AsyncGenerator<Collected> {
  walk.title ??= page.title;
  if (page.isDoor === true) {
    walk.doors += 1;
    if (walk.doors <= MAX_DOORS) addNext(crawl, walk, page);
    return;
  }
  walk.pages += 1;
  // A site that answers every page number with the same page has no more to say, and does not say where it ends.
  const isRepeat = page.links.length > 0 && page.links.every(({ url }) => walk.named.has(url));
  if (isRepeat || (page.links.length === 0 && (page.isEnd !== true || walk.pages === 1))) crawl.isCut = true;
  if (!isRepeat) addNext(crawl, walk, page);
  for (const { url } of page.links) walk.named.add(url);
  const fresh = freshLinks(crawl, walk, page);
  yield toListing(crawl, walk, request, page, fresh);
  if (page.links.length === 0 && walk.pages === 1) yield noEntries(request.url);
  for (const link of fresh) yield* crawlLink(crawl, link);
}

function addNext(crawl: Crawl, walk: ListWalk, page: ListPage): void {
  for (const next of page.next) {
    const key = keyOf(next);
    if (walk.known.has(key)) continue;
    if (!isSameSite(next.url, walk.listUrl, crawl.options.allowHosts)) {
      crawl.isCut = true;
      continue;
    }
    walk.known.add(key);
    walk.queue.push(next);
  }
}

function keyOf({ url, post }: ListRequest): string {
  return `${url} ${post?.body ?? ''}`;
}

/** The articles of the page that belong to the source and were on no page before. */
function freshLinks({ seen, options }: Crawl, { listUrl }: ListWalk, page: ListPage): ListLink[] {
  const fresh = page.links.filter(
    ({ url }) => !seen.has(url) && isSameSite(url, listUrl, options.allowHosts),
  );
  return [...new Map(fresh.map((link) => [link.url, link])).values()];
}

/** Complete is what ends the last list, when none was cut and all that is named may be read. */
function toListing(
  crawl: Crawl,
  walk: ListWalk,
  { url }: ListRequest,
  page: ListPage,
  fresh: readonly ListLink[],
): Collected {
  const isLast = crawl.listsLeft === 0 && walk.queue.length === 0 && !crawl.isCut;
  const complete = isLast && crawl.articles + fresh.length <= maxArticles(crawl);
  return {
    ...{ type: 'listing', url, unchanged: false, entries: page.links.length },
    ...(walk.title !== undefined && { title: walk.title }),
    ...(complete && { complete }),
  };
}

/** Every article named is told of: as an entry, as gone, or by name where its content is not read now. */
async function* crawlLink(crawl: Crawl, link: ListLink): AsyncGenerator<Collected> {
  const { ctx, family, options } = crawl;
  crawl.seen.add(link.url);
  if (isFull(crawl)) {
    yield { type: 'named', url: link.url };
    return;
  }
  crawl.articles += 1;
  if (isFileLink(link)) {
    yield { type: 'entry', entry: toFileEntry(link) };
    return;
  }
  const article = await attempt(crawl, () => fetchArticle(ctx, family, options, link));
  if (!article.ok) {
    yield* toArticleFailure(link, article.error);
    stopIfDown(crawl, article.error);
    return;
  }
  crawl.failuresInARow = 0;
  if (article.value === undefined) yield { type: 'named', url: link.url };
  else yield { type: 'entry', entry: article.value };
}

function* toArticleFailure({ url }: ListLink, error: AppError): Generator<Collected> {
  yield toProblem(url, error);
  const { status } = error.details;
  if (error.code === 'fetch-http-status' && (status === 404 || status === 410))
    yield { type: 'gone', url, status };
  else yield { type: 'named', url };
}

type Attempt<T> = { ok: true; value: T } | { ok: false; error: AppError };

/** Turns the failure of one page into an outcome; the end of the collection and faults of ours are none. */
async function attempt<T>({ ctx: { signal } }: Crawl, run: () => Promise<T>): Promise<Attempt<T>> {
  requireGoingOn(signal);
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (!isAppError(error) || signal.aborted || endsCollection(error)) throw error;
    return { ok: false, error };
  }
}

function requireGoingOn(signal: AbortSignal): void {
  if (signal.aborted)
    throw new AppError('fetch-aborted', 'the collection was ended', { cause: signal.reason });
}

/** A site that refuses robots must not be asked again in a hurry; bad settings fail for every page alike. */
function endsCollection(error: AppError): boolean {
  return error.code === 'fetch-blocked-by-site' || error.code === 'configuration-invalid';
}

function stopIfDown(crawl: Crawl, error: AppError): void {
  // A missing page is an answer; silence and server errors are signs of trouble.
  if (!error.code.startsWith('fetch-') || !error.retryable) return;
  crawl.failuresInARow += 1;
  if (crawl.failuresInARow >= MAX_FAILURES_IN_A_ROW) throw error;
}

function isFull(crawl: Crawl): boolean {
  return crawl.articles >= maxArticles(crawl);
}

function maxArticles({ options }: Crawl): number {
  return options.maxArticles ?? DEFAULT_MAX_ARTICLES;
}

function toProblem(url: string, error: AppError): Collected {
  return { type: 'problem', url, code: error.code, message: error.message };
}

function noEntries(url: string): Collected {
  return {
    type: 'problem',
    url,
    code: 'parse-no-entries',
    message: 'no articles were found on the list page',
  };
}
