import type {
  Collected,
  CollectContext,
  FetchedDocument,
  FetchOptions,
  FetchOutcome,
  SourceAdapter,
} from '../../../../adapters/source-adapter.js';
import { AppError } from '../../../../schemas/errors.js';

/** An answer of a site in memory: its text, `unchanged`, or the status that it refuses with. */
export type Answer = string | 403 | 404 | 405 | 410 | 500;
export type AnswerTo = (url: string, options: FetchOptions) => Answer | undefined;

export function documentOf(
  url: string,
  body: string | Uint8Array,
  contentType = 'text/html',
): FetchedDocument {
  const headers = { 'content-type': contentType };
  return {
    url,
    requestedUrl: url,
    status: 200,
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
}

/** Collects from a site in memory; what it does not hold is a 404. Posted requests are asked for as `POST address`. */
export async function collectFrom(
  adapter: SourceAdapter,
  options: object,
  answers: Record<string, Answer> | AnswerTo,
) {
  const answerTo: AnswerTo = typeof answers === 'function' ? answers : (url) => answers[url];
  const asked: string[] = [];
  const fetch = (url: string, given: FetchOptions = {}): Promise<FetchOutcome> => {
    asked.push(given.post === undefined ? url : `POST ${url} ${given.post.body}`);
    const answer = answerTo(url, given) ?? 404;
    if (answer === 'unchanged') return Promise.resolve({ status: 'unchanged' });
    if (typeof answer === 'string')
      return Promise.resolve({
        status: 'fetched',
        document: documentOf(url, answer, answer.startsWith('%PDF') ? 'application/pdf' : 'text/html'),
      });
    return Promise.reject(
      new AppError('fetch-http-status', `HTTP ${answer}`, {
        details: { status: answer },
        retryable: answer === 500,
      }),
    );
  };
  const log = { info: () => undefined, warn: () => undefined };
  const ctx: CollectContext = { fetch, parse: (run) => run(), log, signal: new AbortController().signal };
  const collected: Collected[] = [];
  let error: unknown;
  try {
    for await (const one of adapter.collect(options, ctx)) collected.push(one);
  } catch (caught) {
    error = caught;
  }
  const urls = (type: Collected['type']) =>
    collected.flatMap((one) => {
      if (one.type !== type) return [];
      if (one.type === 'hub') return one.topic;
      return one.type === 'entry' ? (one.entry.fetchedFrom ?? one.entry.url ?? []) : one.url;
    });
  const complete = collected.some((one) => one.type === 'listing' && one.complete === true);
  return { collected, asked, error, complete, urls };
}

/** A page of an article with a body, as short as one may be. */
export function article(title: string): string {
  return `<html><head><meta name="ArticleTitle" content="${title}"><meta name="PubDate" content="2026-11-20 09:05"></head><body><div class="TRS_Editor"><p>正文：${title}</p></div></body></html>`;
}
