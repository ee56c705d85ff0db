import { LANES } from '../../schemas/lane.js';
import type { Organization } from '../../schemas/organization.js';
import { createCrawlRequest } from '../fetch/crawl-request.js';
import type { FetchClient, FetchRequest, FetchResponse } from '../fetch/fetch-client.js';
import { hostBusy } from '../fetch/host-busy.js';
import type { HostTurns } from '../fetch/host-turns.js';
import { createRedirectMemory } from '../fetch/redirect-memory.js';
import type { RobotsRules } from '../fetch/robots-rules.js';
import type { MediaWork } from '../store/item-media.js';

export interface FileRequestDependencies {
  client: Pick<FetchClient, 'request'>;
  turns: Pick<HostTurns, 'ask'>;
  robots: RobotsRules;
  hostGapMs: number;
  organizations: { find(id: string): Promise<Pick<Organization, 'crawlConsent'> | undefined> };
}

/** Requests for the files of one item. Rejects with `fetch-host-busy`, and never waits, where it is not its turn. */
export type RequestFile = (request: FetchRequest) => Promise<FetchResponse>;
export type OpenFileRequests = (work: FileOwner, signal: AbortSignal) => RequestFile;

/** Whose files they are. */
export type FileOwner = Pick<MediaWork, 'id' | 'organizationId' | 'channel' | 'lane'>;

/** While others ask for the robots.txt that a file depends on. */
const ASKING_MS = 1000;

/**
 * Files of crawled items are found by following links, so robots.txt is asked about each; files that a push names are the
 * sender's own invitation. The turns of hosts count for both.
 */
export function createFileRequests(deps: FileRequestDependencies): OpenFileRequests {
  const { client, turns, robots, hostGapMs, organizations } = deps;
  const memory = createRedirectMemory();
  return ({ id, organizationId, channel, lane }, signal) => {
    const claim = { id, rank: LANES.indexOf(lane) };
    let consent: Promise<boolean> | undefined;
    return createCrawlRequest({
      ...{ client, signal, hostGapMs, memory },
      turn: (host) => {
        const turn = turns.ask(host, claim);
        if ('afterMs' in turn) return Promise.reject(hostBusy({ host, afterMs: turn.afterMs }));
        return Promise.resolve(turn);
      },
      verdict: async (url, ask) => {
        if (channel === 'push') return undefined;
        const known = robots.known(url.href);
        // Whoever asks for it may be waiting for a turn, and we must not wait with them.
        if (known === 'asking') throw hostBusy({ host: url.host, afterMs: ASKING_MS });
        return known ?? robots.check(url.href, ask);
      },
      hasConsented: () => (consent ??= hasConsented(organizations, organizationId)),
    });
  };
}

async function hasConsented(
  organizations: FileRequestDependencies['organizations'],
  id: string,
): Promise<boolean> {
  return (await organizations.find(id))?.crawlConsent !== undefined;
}
