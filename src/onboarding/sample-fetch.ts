import type { CollectContext, FetchedDocument } from '../../adapters/source-adapter.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import { createCrawlRequest } from '../fetch/crawl-request.js';
import { createPoliteRequest, type Politeness } from '../ingest/polite-request.js';
import { createSourceFetch } from '../ingest/source-fetch.js';

export interface SampleProblem {
  code: string;
  message: string;
  url?: string;
}

/** Fetching for one check: nothing is remembered between checks, everything that came is kept for the report. */
export interface SampleFetch {
  /** For the adapter; each address is asked for once, however often it is wanted. */
  fetch: CollectContext['fetch'];
  /** The document, or undefined where there is none: the reason is among the problems, unless it was `quiet`. */
  look(url: string, options?: { quiet?: boolean }): Promise<FetchedDocument | undefined>;
  /** Status that the address answers, or the code of what went wrong; the body is not kept. */
  probe(url: string): Promise<number | string>;
  documents(): readonly FetchedDocument[];
  problems(): readonly SampleProblem[];
  requests(): number;
  /** Earliest end of the certificates seen. */
  certificateEndsAt(): Date | undefined;
  signal: AbortSignal;
}

/** A guest makes no more requests than this, whatever it finds. */
const MOST_REQUESTS = 60;
const PROBE_MS = 10_000;
const PROBE_BYTES = 65_536;

/** Nothing is known of the site, so everything is asked for whole. */
const FORGETFUL = { find: () => Promise.resolve(undefined), save: () => Promise.resolve() };

export function createSampleFetch(
  deps: Politeness & { now: Clock; signal: AbortSignal; url: string },
): SampleFetch {
  const { signal } = deps;
  const request = createPoliteRequest({
    ...deps,
    registered: new Set([deps.url]),
    hasConsented: () => Promise.resolve(false),
  });
  const askInTurn = createLinkRequest(deps);
  const source = createSourceFetch({ ...deps, request, validators: FORGETFUL, sourceId: 'check' });
  const documents = new Map<string, FetchedDocument>();
  const problems: SampleProblem[] = [];
  let requests = 0;

  function spend(url: string): void {
    requests += 1;
    if (requests <= MOST_REQUESTS) return;
    throw new AppError('fetch-aborted', 'the check has made all the requests it may', { details: { url } });
  }

  const fetch: CollectContext['fetch'] = async (url, options = {}) => {
    const key = options.post === undefined ? url : `${url} ${options.post.body}`;
    const known = documents.get(key);
    if (known) return { status: 'fetched', document: known };
    spend(url);
    const outcome = await source.fetch(url, { ...options, conditional: false });
    if (outcome.status === 'fetched') documents.set(key, outcome.document);
    return outcome;
  };

  async function look(url: string, { quiet = false } = {}): Promise<FetchedDocument | undefined> {
    try {
      const outcome = await fetch(url);
      return outcome.status === 'fetched' ? outcome.document : undefined;
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (!quiet) problems.push({ code: error.code, message: error.message, url });
      return undefined;
    }
  }

  async function probe(url: string): Promise<number | string> {
    const ask = async (method: 'HEAD' | 'GET'): Promise<number> => {
      spend(url);
      const limits = { totalTimeoutMs: PROBE_MS, maxBytes: PROBE_BYTES };
      return (await askInTurn({ method, url, ...limits })).status;
    };
    try {
      const status = await ask('HEAD');
      // Servers that do not know HEAD answer it with an error; the address may be fine.
      return status < 400 || status === 404 || status === 410 ? status : await ask('GET');
    } catch (error) {
      if (!isAppError(error)) throw error;
      // Larger than a probe needs: it is there.
      return error.code === 'fetch-too-large' ? 200 : error.code;
    }
  }

  return {
    ...{ fetch, look, probe, signal },
    documents: () => [...documents.values()],
    problems: () => problems,
    requests: () => requests,
    certificateEndsAt: () => source.signs().certificateEndsAt,
  };
}

/** Whether a link leads anywhere is a question of people, whom robots.txt does not concern; the turns of hosts do. */
function createLinkRequest({ client, turns, hostGapMs, signal }: Politeness & { signal: AbortSignal }) {
  return createCrawlRequest({
    ...{ client, signal, hostGapMs },
    turn: (host) => turns.take(host, signal),
    verdict: () => Promise.resolve(undefined),
    hasConsented: () => Promise.resolve(false),
  });
}
