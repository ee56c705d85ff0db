import { AppError, isAppError } from '../../../schemas/errors.js';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { resolveUrl } from '../../formats/html-page.js';
import type { Collected, CollectContext } from '../../source-adapter.js';
import {
  createArticleReader,
  isFileAddress,
  toProblem,
  type ArticleOutcome,
} from '../articles/article-reader.js';
import { isSameSite } from '../site/same-site.js';
import { DEFAULT_MAX_ARTICLES, DEFAULT_MAX_PAGES, type JsonApiOptions } from './options.js';
import { readJsonList, type JsonList } from './read-list.js';
import { firstTurn, nextTurn, toRequest, type Turn } from './turn.js';

interface Walk {
  options: JsonApiOptions;
  ctx: CollectContext;
  readPage: (link: { url: string }) => Promise<ArticleOutcome>;
  /** Identities met so far: a page that brings none of its own is the last one again. */
  seen: Set<string>;
  /** Requests for pages of entries that are left in this collection. */
  budget: number;
}

interface Answer extends JsonList {
  url: string;
}

/** Reads the list page by page and yields its entries, completed from their own pages where the registration says so. */
export async function* collectJsonApi(
  options: JsonApiOptions,
  ctx: CollectContext,
): AsyncGenerator<Collected> {
  const walk: Walk = {
    ...{ options, ctx, seen: new Set<string>(), budget: options.maxArticles ?? DEFAULT_MAX_ARTICLES },
    readPage: createArticleReader(ctx, options.article),
  };
  let turn: Turn | undefined = firstTurn(options);
  for (let page = 0; turn !== undefined && page < (options.maxPages ?? DEFAULT_MAX_PAGES); page += 1) {
    turn = yield* collectTurn(walk, turn, page === 0);
  }
  if (walk.budget <= 0) yield { type: 'unfinished', url: toRequest(options, firstTurn(options)).url };
}

/** Returns the turn that follows. The first page's failure is the collection's; a later one is a problem of its own. */
async function* collectTurn(
  walk: Walk,
  turn: Turn,
  isFirst: boolean,
): AsyncGenerator<Collected, Turn | undefined> {
  const { options } = walk;
  const { url } = toRequest(options, turn);
  const answer = await ask(walk, turn, isFirst);
  if (answer === 'unchanged') {
    yield { type: 'listing', url, unchanged: true, entries: 0 };
    return undefined;
  }
  if (answer instanceof AppError) {
    yield toProblem(url, answer);
    yield { type: 'unfinished', url: toRequest(options, firstTurn(options)).url };
    return undefined;
  }
  const fresh = answer.entries.filter((entry) => isNew(walk.seen, entry));
  const next = nextTurn(options, turn, answer);
  // A list that tells its end was read whole; one page of a list without paging is a window on the latest.
  const complete = options.paging !== undefined && next === undefined && walk.seen.size > 0;
  yield { type: 'listing', url, unchanged: false, entries: answer.length, ...(complete && { complete }) };
  for (const entry of fresh) yield* collectEntry(walk, entry);
  return fresh.length === 0 ? undefined : next;
}

async function ask(walk: Walk, turn: Turn, isFirst: boolean): Promise<Answer | 'unchanged' | AppError> {
  const { options, ctx } = walk;
  if (isEnded(ctx.signal))
    throw new AppError('fetch-aborted', 'the collection was ended', { cause: ctx.signal.reason });
  const { url, post } = toRequest(options, turn);
  // The pages of the entries change without the list, so a list that is unchanged is still read for their sake.
  const conditional = isFirst && options.readArticle !== true;
  try {
    const how = { conditional, accept: 'application/json, */*;q=0.5', ...(post !== undefined && { post }) };
    const outcome = await ctx.fetch(url, how);
    if (outcome.status === 'unchanged') return 'unchanged';
    const { document } = outcome;
    return { ...ctx.parse(() => readJsonList(document, options)), url: document.url };
  } catch (error) {
    const isOwn = isAppError(error) && error.code !== 'fetch-blocked-by-site';
    if (isFirst || !isOwn || isEnded(ctx.signal)) throw error;
    return error;
  }
}

function isEnded({ aborted }: AbortSignal): boolean {
  return aborted;
}

function isNew(seen: Set<string>, { externalId, url, title, body }: RawEntry): boolean {
  const identity = externalId ?? url ?? `${title ?? ''}\n${body ?? ''}`;
  if (seen.has(identity)) return false;
  seen.add(identity);
  return true;
}

async function* collectEntry(walk: Walk, entry: RawEntry): AsyncGenerator<Collected> {
  const { options } = walk;
  const url = entry.url === undefined ? undefined : resolveUrl(entry.url, entry.baseUrl ?? options.url);
  if (options.readArticle !== true || url === undefined) yield { type: 'entry', entry };
  else if (isFileAddress(url)) yield { type: 'entry', entry: withFile(entry, url) };
  else if (!isSameSite(url, options.url, options.allowHosts)) yield elsewhere(url);
  else if (walk.budget > 0) yield* completeEntry(walk, entry, url);
  else yield toNamed(url, entry);
}

async function* completeEntry(walk: Walk, entry: RawEntry, url: string): AsyncGenerator<Collected> {
  walk.budget -= 1;
  const outcome = await walk.readPage({ url });
  if (outcome.type === 'read') {
    yield { type: 'entry', entry: merge(outcome.entry, { ...entry, url }) };
    return;
  }
  yield outcome.type === 'gone' ? { type: 'gone', url, status: outcome.status } : toNamed(url, entry);
  if (outcome.type === 'failed') yield toProblem(url, outcome.error);
  if (outcome.type === 'no-article') {
    const message = 'the page of the entry has no recognisable article';
    yield { type: 'problem', url, code: 'parse-no-entries', message };
  }
}

function toNamed(url: string, { externalId }: RawEntry): Collected {
  return { type: 'named', url, ...(externalId !== undefined && { externalId }) };
}

function elsewhere(url: string): Collected {
  const message = 'the page of the entry lies on another site; allowHosts does not name it';
  return { type: 'problem', url, code: 'validation-failed', message };
}

/** Some entries are files themselves. */
function withFile(entry: RawEntry, url: string): RawEntry {
  const title = entry.titleFormat === 'text' ? entry.title?.slice(0, 2000) : undefined;
  const file = { url, ...(title !== undefined && { title }) };
  return { ...entry, url, attachments: [...(entry.attachments ?? []), file] };
}

/** The interface is asked for what the registration maps; its page fills in the rest. */
function merge(page: RawEntry, entry: RawEntry): RawEntry {
  const { titleFormat, summaryFormat, bodyFormat, ...own } = page;
  const formats = {
    titleFormat: entry.title === undefined ? titleFormat : entry.titleFormat,
    summaryFormat: entry.summary === undefined ? summaryFormat : entry.summaryFormat,
    bodyFormat: entry.body === undefined ? bodyFormat : entry.bodyFormat,
  };
  const known = Object.fromEntries(Object.entries(formats).filter(([, format]) => format !== undefined));
  return {
    ...own,
    ...entry,
    ...known,
    // Relative addresses of the body are the page's, unless the body came from the interface.
    ...(entry.body === undefined && page.baseUrl !== undefined && { baseUrl: page.baseUrl }),
    ...(page.disclosure !== undefined && { disclosure: { ...page.disclosure, ...entry.disclosure } }),
    ...joined('images', page.images, entry.images),
    ...joined('attachments', page.attachments, entry.attachments),
  };
}

function joined<Name extends 'images' | 'attachments'>(
  name: Name,
  ...lists: (RawEntry[Name] | undefined)[]
): Partial<RawEntry> {
  const all = lists.flatMap((list) => list ?? []);
  return all.length === 0 ? {} : { [name]: all };
}
