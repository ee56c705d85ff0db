import { isAppError, type AppError, type ErrorCode } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { FetchRequest, FetchResponse } from './fetch-client.js';
import { readRobots } from './robots-text.js';

/** The product token that site owners address us by (RFC 9309 2.2.1). */
export const ROBOTS_TOKEN = 'baosong';

export interface RobotsVerdict {
  allowed: boolean;
  /** What decided: the rules themselves, or that they could not be read and caution was due. */
  because: 'rules' | 'none' | 'unreachable';
  /** The site's Crawl-delay for us. */
  crawlDelaySeconds?: number;
}

/** How the file itself is asked for: by the collection that needs it, with its patience and in its turn. */
export type RequestRobots = (request: FetchRequest) => Promise<FetchResponse>;

/** What the robots.txt of an address's site says to us. */
export interface RobotsRules {
  check(url: string, request: RequestRobots): Promise<RobotsVerdict>;
  /** What is known already: `asking` while somebody asks, undefined when nobody has asked for a day. */
  known(url: string): RobotsVerdict | 'asking' | undefined;
}

interface Site {
  asking?: Promise<KnownRules>;
  rules?: KnownRules | undefined;
}

interface KnownRules {
  verdict: (url: string) => RobotsVerdict;
  unreachable: boolean;
  until: number;
}

/** RFC 9309 2.4: no copy is used for longer than a day while the file can be had. */
const FRESH_MS = 24 * 3_600_000;
/** An unreachable file forbids everything for as long; then it is looked for again. */
const UNREACHABLE_MS = 30 * 60_000;
/** RFC 9309 2.5 asks for 500 kibibytes at least; what lies beyond is not read. */
const READ_BYTES = 500 * 1024;
const MAX_BYTES = 4 * READ_BYTES;
const MOST_SITES = 2000;
/** Failures on our side of the line, which say nothing about the file. */
const NOT_ASKED: ReadonlySet<ErrorCode> = new Set(['fetch-aborted', 'fetch-host-busy']);

/**
 * RFC 9309: a missing file (4xx) allows everything, one that cannot be reached (5xx, no connection) forbids everything
 * for a while, unless an older copy is at hand. Kept in memory for a day, for a bounded number of sites.
 */
export function createRobotsRules(now: Clock): RobotsRules {
  const sites = new Map<string, Site>();

  function rulesOf(origin: string, request: RequestRobots): Promise<KnownRules> {
    const site = sites.get(origin);
    if (site?.asking) {
      // What was given up by its own asker says nothing to the others: the first of them asks anew.
      return site.asking.catch(() => rulesOf(origin, request));
    }
    const fresh = freshRules(site);
    return fresh ? Promise.resolve(fresh) : ask(origin, request, site?.rules);
  }

  function ask(origin: string, request: RequestRobots, before: KnownRules | undefined): Promise<KnownRules> {
    const asking = readRules(origin, request, before, now).then(
      (rules) => {
        remember(origin, { rules });
        return rules;
      },
      (error: unknown) => {
        if (before) remember(origin, { rules: before });
        else sites.delete(origin);
        throw error;
      },
    );
    remember(origin, { asking, rules: before });
    return asking;
  }

  function remember(origin: string, site: Site): void {
    sites.delete(origin);
    sites.set(origin, site);
    const [oldest] = sites.keys();
    if (sites.size > MOST_SITES && oldest !== undefined) sites.delete(oldest);
  }

  function known(url: string): RobotsVerdict | 'asking' | undefined {
    const site = sites.get(new URL(url).origin);
    if (site?.asking) return 'asking';
    return freshRules(site)?.verdict(url);
  }

  function freshRules(site: Site | undefined): KnownRules | undefined {
    return site?.rules && site.rules.until > now().getTime() ? site.rules : undefined;
  }

  return {
    known,
    check: async (url, request) => (await rulesOf(new URL(url).origin, request)).verdict(url),
  };
}

async function readRules(
  origin: string,
  request: RequestRobots,
  known: KnownRules | undefined,
  now: Clock,
): Promise<KnownRules> {
  const url = `${origin}/robots.txt`;
  try {
    const response = await request({ url, maxBytes: MAX_BYTES });
    const read = toVerdict(response);
    if (read) return { verdict: read, unreachable: false, until: now().getTime() + FRESH_MS };
  } catch (error) {
    if (!isAppError(error) || NOT_ASKED.has(error.code) || isUnusable(url, error)) throw error;
    // RFC 9309 2.3.1.2: after more than five redirects the file may count as missing.
    if (error.code === 'fetch-too-many-redirects')
      return { verdict: () => NO_RULES, unreachable: false, until: now().getTime() + FRESH_MS };
  }
  const until = now().getTime() + UNREACHABLE_MS;
  if (known && !known.unreachable) return { ...known, until };
  return { verdict: () => OUT_OF_REACH, unreachable: true, until };
}

/** An address that nobody may ask for has no rules either: that is what has to be said of it. */
function isUnusable(url: string, { code, details }: AppError): boolean {
  return code === 'fetch-forbidden-address' && details.url === url;
}

const NO_RULES: RobotsVerdict = { allowed: true, because: 'none' };
const OUT_OF_REACH: RobotsVerdict = { allowed: false, because: 'unreachable' };

/** Undefined for answers that mean "not reachable". */
function toVerdict(response: FetchResponse): ((url: string) => RobotsVerdict) | undefined {
  if (response.status >= 400 && response.status < 500 && response.status !== 429) return () => NO_RULES;
  if (response.status < 200 || response.status >= 300) return undefined;
  const text = new TextDecoder().decode(response.body.subarray(0, READ_BYTES));
  const { allows, crawlDelaySeconds } = readRobots(text, ROBOTS_TOKEN);
  const delay = crawlDelaySeconds === undefined ? {} : { crawlDelaySeconds };
  return (page) => ({ allowed: allows(page), because: 'rules', ...delay });
}
