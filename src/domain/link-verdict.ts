import type { ErrorCode } from '../../schemas/errors.js';
import type { LinkState, LinkVerdict } from '../../schemas/link-state.js';

/** A site that does not answer once may be restarting; twice, ten minutes apart, and somebody should look. */
const FAILURES_THAT_COUNT = 2;
const LOOK_AGAIN_SECONDS = 600;
/** A page that is gone may be put back; what failed is asked again sooner than what works. */
const FAILED_SECONDS = 86_400;

const GONE: ReadonlySet<number> = new Set([404, 410]);

/** What an HTTP status says of a link. Refusals are about robots, not about readers. */
export function verdictOfStatus(status: number): LinkVerdict {
  if (status < 400 || status === 416) return 'works';
  if (GONE.has(status)) return 'dead';
  return status >= 500 ? 'unreachable' : 'unknown';
}

const BY_CODE: Partial<Record<ErrorCode, LinkVerdict>> = {
  'fetch-forbidden-address': 'internal',
  'fetch-dns': 'unreachable',
  'fetch-connect': 'unreachable',
  'fetch-tls': 'unreachable',
  'fetch-timeout': 'unreachable',
  'fetch-truncated': 'unreachable',
  'fetch-protocol': 'unreachable',
  'fetch-too-many-redirects': 'unreachable',
  // There is more of it than we wanted to see.
  'fetch-too-large': 'works',
};

export function verdictOfError(code: ErrorCode): LinkVerdict {
  return BY_CODE[code] ?? 'unknown';
}

export function isBadLink({ verdict, failures }: Pick<LinkState, 'verdict' | 'failures'>): boolean {
  if (verdict === 'unreachable') return failures >= FAILURES_THAT_COUNT;
  return verdict === 'dead' || verdict === 'internal';
}

/** Seconds for which an answer is believed. */
export function believedSeconds(
  { verdict, failures }: Pick<LinkState, 'verdict' | 'failures'>,
  keptDays: number,
): number {
  if (verdict === 'works' || verdict === 'unknown') return keptDays * 86_400;
  return verdict === 'unreachable' && failures < FAILURES_THAT_COUNT ? LOOK_AGAIN_SECONDS : FAILED_SECONDS;
}
