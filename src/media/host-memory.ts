import type { AppError, ErrorCode } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';

/** Failures that speak of a host rather than of one file on it. */
const OF_HOST: ReadonlySet<ErrorCode> = new Set(['fetch-dns', 'fetch-connect', 'fetch-tls', 'fetch-timeout']);
/** After this many of them in a row a host is taken for down. */
const ENOUGH = 2;
/** Less than the shortest pause before a file is asked for again: then the host is given a chance. */
const DOWN_MS = 50_000;
const BLOCKED_MS = 30 * 60_000;
const MOST_HOSTS = 2000;

/**
 * What this process has learnt about hosts from the files it asked for: one that is down or blocks us is not asked for
 * each of a hundred files, of one item or of many.
 */
export interface HostMemory {
  /** Why there is no use in asking; undefined to go ahead. */
  reasonAgainst(url: string): AppError | undefined;
  answered(url: string): void;
  failed(url: string, error: AppError): void;
}

interface Failures {
  count: number;
  error: AppError;
  until: number;
}

export function createHostMemory(now: Clock): HostMemory {
  const failures = new Map<string, Failures>();

  function note(host: string, failure: Omit<Failures, 'until'>, keptMs: number): void {
    failures.delete(host);
    failures.set(host, { ...failure, until: now().getTime() + keptMs });
    const [oldest] = failures.keys();
    if (failures.size > MOST_HOSTS && oldest !== undefined) failures.delete(oldest);
  }

  return {
    reasonAgainst(url) {
      const known = failures.get(hostOf(url));
      return known && known.count >= ENOUGH && known.until > now().getTime() ? known.error : undefined;
    },
    answered(url) {
      failures.delete(hostOf(url));
    },
    failed(url, error) {
      const host = hostOf(url);
      // We asked the host for nothing.
      if (error.code === 'fetch-robots-disallowed') return;
      if (error.code === 'fetch-blocked-by-site') note(host, { count: ENOUGH, error }, BLOCKED_MS);
      else if (OF_HOST.has(error.code))
        note(host, { count: (failures.get(host)?.count ?? 0) + 1, error }, DOWN_MS);
      else failures.delete(host);
    },
  };
}

/** Host and port, as turns are counted; an address that is none stands for itself. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
