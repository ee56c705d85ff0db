import { AppError, isAppError } from '../../../schemas/errors.js';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { parseHtmlPage } from '../../formats/html-page.js';
import type { Collected, CollectContext } from '../../source-adapter.js';
import type { ArticleSelectors } from '../site/options.js';
import { readArticle } from '../site/read-article.js';

/** So many articles failing to arrive one after the other mean that the site is down: more requests would only burden it. */
const MAX_FAILURES_IN_A_ROW = 5;

export interface ArticleLink {
  url: string;
  /** When the listing says the article was last changed, RFC 3339. */
  changedAt?: string;
}

export type ArticleOutcome =
  | { type: 'read'; entry: RawEntry }
  /** `remembered`: settled without a request. */
  | { type: 'unchanged'; remembered: boolean }
  | { type: 'gone'; status: 404 | 410 }
  /** The page is there and is none: lists and home pages are named too. */
  | { type: 'no-article' }
  | { type: 'failed'; error: AppError };

/**
 * Reads the articles that a listing other than a page names, one request at a time, each asked for conditionally. Throws
 * what ends the collection: its end, a site that blocks us or is down, faults of ours.
 */
export function createArticleReader(
  ctx: CollectContext,
  selectors: ArticleSelectors | undefined,
): (link: ArticleLink) => Promise<ArticleOutcome> {
  let failuresInARow = 0;
  return async ({ url, changedAt }) => {
    if (ctx.signal.aborted)
      throw new AppError('fetch-aborted', 'the collection was ended', { cause: ctx.signal.reason });
    try {
      const how = { conditional: true, ...(changedAt !== undefined && { changedAt }) };
      const outcome = await ctx.fetch(url, how);
      failuresInARow = 0;
      if (outcome.status === 'unchanged')
        return { type: 'unchanged', remembered: outcome.remembered === true };
      const { document } = outcome;
      return {
        type: 'read',
        entry: { ...ctx.parse(() => readArticle(parseHtmlPage(document), selectors)), fetchedFrom: url },
      };
    } catch (error) {
      const failure = toOutcome(error, ctx.signal);
      if (failure.type === 'failed' && isTrouble(failure.error) && ++failuresInARow >= MAX_FAILURES_IN_A_ROW)
        throw failure.error;
      return failure;
    }
  };
}

/** Throws what is no failure of this page alone. */
function toOutcome(error: unknown, signal: AbortSignal): ArticleOutcome {
  if (!isAppError(error) || signal.aborted || endsCollection(error)) throw error;
  const status = error.code === 'fetch-http-status' ? error.details['status'] : undefined;
  if (status === 404 || status === 410) return { type: 'gone', status };
  if (error.code === 'parse-no-entries') return { type: 'no-article' };
  return { type: 'failed', error };
}

/** A site that refuses robots must not be asked again in a hurry; bad settings fail for every page alike. */
function endsCollection(error: AppError): boolean {
  return error.code === 'fetch-blocked-by-site' || error.code === 'configuration-invalid';
}

/** A missing page is an answer; silence and server errors are signs of trouble. */
function isTrouble(error: AppError): boolean {
  return error.code.startsWith('fetch-') && error.retryable;
}

export function toProblem(url: string, { code, message }: AppError): Collected {
  return { type: 'problem', url, code, message };
}

/** Addresses of files, which are no pages to read an article from. */
export function isFileAddress(url: string): boolean {
  return /\.(?:docx?|xlsx?|csv|pptx?|pdf|ofd|wps|et|dps|ceb|rtf|zip|rar|7z|jpe?g|png|gif|webp|mp[34])$/i.test(
    new URL(url).pathname,
  );
}
