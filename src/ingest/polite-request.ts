import pRetry from 'p-retry';
import { isAppError } from '../../schemas/errors.js';
import { createCrawlRequest } from '../fetch/crawl-request.js';
import type { FetchClient, FetchRequest, FetchResponse } from '../fetch/fetch-client.js';
import type { HostTurns } from '../fetch/host-turns.js';
import type { RobotsRules } from '../fetch/robots-rules.js';

export interface Politeness {
  client: FetchClient;
  turns: HostTurns;
  robots: RobotsRules;
  /** Shortest time from the end of one request to a host to the start of the next. */
  hostGapMs: number;
}

export interface PoliteRequestSettings extends Politeness {
  signal: AbortSignal;
  /** Addresses that the organization itself registered. */
  registered: ReadonlySet<string>;
  /** Whether the organization has consented to being read whatever its robots.txt says. */
  hasConsented(): Promise<boolean>;
}

/** Failures that a moment's patience may cure; everything else waits for the source's next poll. */
const MOMENTARY = new Set(['fetch-connect', 'fetch-truncated']);

/**
 * Requests for the pages of one collection: each waits for the turn of its host, and has one more try after a dropped line.
 *
 * The addresses that an organization registered are its own invitation; robots.txt speaks to who finds pages by following
 * links (RFC 9309 1), so it is asked about those: articles, further list pages, and wherever a redirect leads to.
 */
export function createPoliteRequest(settings: PoliteRequestSettings) {
  const { client, turns, robots, hostGapMs, signal, registered } = settings;
  const request = createCrawlRequest({
    ...{ client, signal, hostGapMs },
    hasConsented: () => settings.hasConsented(),
    turn: (host) => turns.take(host, signal),
    verdict: async (url, ask) => (isInvited(registered, url) ? undefined : robots.check(url.href, ask)),
  });
  return (asked: FetchRequest): Promise<FetchResponse> =>
    pRetry(() => request(asked), {
      retries: 1,
      minTimeout: 300,
      shouldRetry: ({ error }) => isAppError(error) && MOMENTARY.has(error.code),
      signal,
    });
}

/** A site that now answers the registered address over https has not moved it. */
function isInvited(registered: ReadonlySet<string>, { href }: URL): boolean {
  return registered.has(href) || registered.has(href.replace(/^https:/, 'http:'));
}
