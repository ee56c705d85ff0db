import type { CollectContext, FetchOptions, FetchOutcome } from '../../adapters/source-adapter.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { isUnchanged, toConditionalHeaders, toValidators, type Validators } from '../fetch/conditional.js';
import type { FetchRequest, FetchResponse } from '../fetch/fetch-client.js';
import { freshForSeconds } from '../fetch/freshness.js';
import { parseRetryAfter } from '../../adapters/retry-after.js';
import { detectSiteBlock } from '../fetch/site-block.js';
import type { ValidatorStore } from '../store/validator-store.js';

export interface SourceFetch {
  fetch: CollectContext['fetch'];
  /**
   * Remembers what was read, so that it is not read again unless it changed. Called only after its entries are stored:
   * with `url` for one page, without for everything read so far.
   */
  remember(urls?: readonly string[]): Promise<void>;
  /** This page must be read again next time: it was not worked off. */
  forget(url: string): void;
  signs(): AnswerSigns;
}

/** Clocks of sites run late: a page read within this time of its change is asked for once more. */
const CLOCK_SLACK_MS = 3_600_000;

/** What the answers said beside their content. */
export interface AnswerSigns {
  /** Seconds for which the first address asked for stays as it is, by its cache headers. */
  freshForSeconds?: number;
  /** The earliest end of the certificates seen. */
  certificateEndsAt?: Date;
}

/** Fetching for one collection of one source: validators, and honest errors. */
export function createSourceFetch(deps: {
  request(request: FetchRequest): Promise<FetchResponse>;
  validators: ValidatorStore;
  sourceId: string;
  now: Clock;
}): SourceFetch {
  const fresh = new Map<string, Validators & { at: string }>();
  let signs: AnswerSigns | undefined;

  async function fetch(url: string, options: FetchOptions = {}): Promise<FetchOutcome> {
    const { accept, post } = options;
    const known =
      options.conditional && post === undefined ? await deps.validators.find(deps.sourceId, url) : undefined;
    if (known && wasReadSince(known.at, options.changedAt)) return { status: 'unchanged', remembered: true };
    const request: FetchRequest = {
      url,
      headers: {
        ...(accept !== undefined && { accept }),
        ...(post !== undefined && { 'content-type': post.contentType }),
        ...(known && toConditionalHeaders(known)),
      },
      ...(post !== undefined && { method: 'POST', body: post.body }),
    };
    const response = await deps.request(request);
    signs = withSigns(signs, response, deps.now());
    return toOutcome(request, response, known);
  }

  function toOutcome(
    { url, method }: FetchRequest,
    response: FetchResponse,
    known: Validators | undefined,
  ): FetchOutcome {
    if (response.status === 304 && known) return { status: 'unchanged' };
    requireUsable(url, response, deps.now());
    const next = toValidators(response);
    if (known && isUnchanged(response, known, next)) return { status: 'unchanged' };
    if (method !== 'POST') fresh.set(url, { ...next, at: toInstant(deps.now()) });
    const { url: finalUrl, requestedUrl, status, headers, body } = response;
    return { status: 'fetched', document: { url: finalUrl, requestedUrl, status, headers, body } };
  }

  async function remember(urls: readonly string[] = [...fresh.keys()]): Promise<void> {
    const pages = new Map<string, Validators & { at: string }>();
    for (const url of urls) {
      const validators = fresh.get(url);
      if (validators) pages.set(url, validators);
      fresh.delete(url);
    }
    await deps.validators.save(deps.sourceId, pages);
  }

  return { fetch, remember, forget: (url) => void fresh.delete(url), signs: () => signs ?? {} };
}

function wasReadSince(readAt: string, changedAt: string | undefined): boolean {
  if (changedAt === undefined) return false;
  // An unreadable time compares false: the page is asked for.
  return Date.parse(readAt) > Date.parse(changedAt) + CLOCK_SLACK_MS;
}

function withSigns(before: AnswerSigns | undefined, response: FetchResponse, now: Date): AnswerSigns {
  const freshFor = before ? before.freshForSeconds : freshForSeconds(response.headers, now);
  const ends = [before?.certificateEndsAt, response.certificateEndsAt].filter((end) => end !== undefined);
  const [earliest] = ends.sort((a, b) => a.getTime() - b.getTime());
  return {
    ...(freshFor !== undefined && { freshForSeconds: freshFor }),
    ...(earliest && { certificateEndsAt: earliest }),
  };
}

function requireUsable(url: string, response: FetchResponse, now: Date): void {
  const block = detectSiteBlock(response);
  if (block) {
    throw new AppError('fetch-blocked-by-site', `${url} answers with a challenge for robots`, {
      details: { url, ...block },
    });
  }
  if (response.status >= 200 && response.status < 300) return;
  const retryAfterSeconds = parseRetryAfter(response.headers['retry-after'], now);
  throw new AppError('fetch-http-status', `${url} answered HTTP ${response.status}`, {
    details: { url, status: response.status },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
