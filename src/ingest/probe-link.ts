import { isAppError, type ErrorCode } from '../../schemas/errors.js';
import type { LinkState, LinkVerdict } from '../../schemas/link-state.js';
import { verdictOfError, verdictOfStatus } from '../domain/link-verdict.js';
import { createCrawlRequest } from '../fetch/crawl-request.js';
import type { FetchClient } from '../fetch/fetch-client.js';
import type { HostTurns } from '../fetch/host-turns.js';

export interface ProbeDependencies {
  client: FetchClient;
  turns: HostTurns;
  /** Shortest time between two requests to one host; shared with whatever else this process asks of it. */
  hostGapMs: number;
}

export interface Probed {
  verdict: LinkVerdict;
  status?: number;
  code?: ErrorCode;
}

/** Slower counts as not reachable, as it does when sites are inspected. */
const PATIENCE_MS = 15_000;
/** Of a page only its beginning is asked for, and no more of it taken where a site sends all the same. */
const LOOKED_AT_BYTES = 65_536;

/**
 * Asks whether an address answers: HEAD, and where that does not succeed GET, because many servers know no HEAD or answer
 * it with an error. Throws only for faults of our own and when the signal ends it.
 */
export async function probeLink(deps: ProbeDependencies, url: string, signal: AbortSignal): Promise<Probed> {
  const first = await ask(deps, 'HEAD', url, signal);
  const isFinal = first.verdict === 'works' || first.verdict === 'internal' || first.status === undefined;
  return isFinal ? first : ask(deps, 'GET', url, signal);
}

async function ask(
  { client, turns, hostGapMs }: ProbeDependencies,
  method: 'HEAD' | 'GET',
  url: string,
  signal: AbortSignal,
): Promise<Probed> {
  // Whether a link leads anywhere is a question of people, whom robots.txt does not concern; the turns of hosts do.
  const request = createCrawlRequest({
    ...{ client, signal, hostGapMs },
    turn: (host) => turns.take(host, signal),
    verdict: () => Promise.resolve(undefined),
    hasConsented: () => Promise.resolve(false),
  });
  try {
    const { status } = await request({
      ...{ method, url, totalTimeoutMs: PATIENCE_MS, maxBytes: LOOKED_AT_BYTES },
      ...(method === 'GET' && { headers: { range: 'bytes=0-1023' } }),
      receive: () => undefined,
    });
    return { verdict: verdictOfStatus(status), status };
  } catch (error) {
    if (!isAppError(error) || error.code === 'internal' || signal.aborted) throw error;
    return { verdict: verdictOfError(error.code), code: error.code };
  }
}

/** What is remembered of an address after it was asked. */
export function toLinkState(
  url: string,
  { verdict, status, code }: Probed,
  before: LinkState | undefined,
): Omit<LinkState, 'checkedAt' | 'nextCheckAt'> {
  const works = verdict === 'works' || verdict === 'unknown';
  return {
    url,
    verdict,
    failures: works ? 0 : (before?.failures ?? 0) + 1,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
  };
}
