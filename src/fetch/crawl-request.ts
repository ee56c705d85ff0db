import { AppError } from '../../schemas/errors.js';
import type { FetchClient, FetchRequest, FetchResponse } from './fetch-client.js';
import { readHostBusy } from './host-busy.js';
import type { Turn } from './host-turns.js';
import { parseHttpUrl } from './http-url.js';
import type { RedirectMemory } from './redirect-memory.js';
import type { RequestRobots, RobotsVerdict } from './robots-rules.js';

/** How a guest behaves who reads what other people have put on the web: pages in one way, files in another. */
export interface CrawlGuest {
  client: Pick<FetchClient, 'request'>;
  signal: AbortSignal;
  /** Shortest time from the end of one request to a host to the start of the next. */
  hostGapMs: number;
  /** The host's turn; rejects with `fetch-host-busy` where the guest may not wait for it. */
  turn(host: string): Promise<Turn>;
  /** What robots.txt says of an address; undefined where it has nothing to say, because we were invited. */
  verdict(url: URL, request: RequestRobots): Promise<RobotsVerdict | undefined>;
  /** Whether the organization has consented to being read whatever its robots.txt says. */
  hasConsented(): Promise<boolean>;
  /** For guests who may not wait: where the redirects had led when the next host was busy. */
  memory?: RedirectMemory;
}

/** A longer Crawl-delay would make one page of a list take half an hour. */
const LONGEST_CRAWL_DELAY_MS = 10_000;

/**
 * Requests of one crawl, as a good guest makes them: every address, redirect targets included, is asked of robots.txt
 * first and takes the turn of its own host. The turn of the host that redirects ends before the next one is waited for.
 * What robots.txt forbids rejects as `fetch-robots-disallowed` without being asked for.
 */
export function createCrawlRequest(guest: CrawlGuest) {
  const delays = new Map<string, number>();

  const endOf =
    ({ host }: URL, turn: Turn) =>
    (): void => {
      turn.end(Math.max(guest.hostGapMs, delays.get(host) ?? 0));
    };
  const enter: Enter = async (url) => endOf(url, await guest.turn(url.host));
  const askAndEnter: Enter = async (url) => {
    await obeyRobots(url);
    return enter(url);
  };

  async function obeyRobots(url: URL): Promise<void> {
    // robots.txt itself, and where it redirects to, is open to everyone.
    const verdict = await guest.verdict(url, (request) => exchange(guest, request, enter));
    const delayMs = (verdict?.crawlDelaySeconds ?? 0) * 1000;
    if (delayMs > 0) delays.set(url.host, Math.min(delayMs, LONGEST_CRAWL_DELAY_MS));
    if (!verdict || verdict.allowed || (await guest.hasConsented())) return;
    throw disallowed(url, verdict.because);
  }

  return (request: FetchRequest): Promise<FetchResponse> => exchange(guest, request, askAndEnter);
}

/** Takes a turn where an address is; the answer ends it. */
type Enter = (url: URL) => Promise<() => void>;

async function exchange(guest: CrawlGuest, request: FetchRequest, enter: Enter): Promise<FetchResponse> {
  const { client, signal, memory } = guest;
  const from = memory?.find(request.url) ?? { url: request.url, redirects: 0 };
  let leave = (): void => undefined;
  try {
    leave = await enter(parseHttpUrl(from.url));
    const response = await client.request({
      ...{ ...request, url: from.url, redirectsBefore: from.redirects, signal },
      beforeRedirect: async (to, redirects) => {
        leave();
        memory?.note(request.url, { url: to.href, redirects });
        leave = await enter(to);
      },
    });
    memory?.forget(request.url);
    return response;
  } catch (error) {
    if (!readHostBusy(error)) memory?.forget(request.url);
    throw error;
  } finally {
    leave();
  }
}

const DISALLOWED = {
  rules: 'robots.txt of the site keeps robots from this address',
  unreachable: 'robots.txt of the site cannot be read, which forbids everything for now (RFC 9309)',
  none: 'robots.txt of the site keeps robots from this address',
};

function disallowed({ href }: URL, because: RobotsVerdict['because']): AppError {
  return new AppError('fetch-robots-disallowed', DISALLOWED[because], {
    details: { url: href, because },
    retryable: because === 'unreachable',
  });
}
