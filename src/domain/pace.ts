import type { Lane } from '../../schemas/lane.js';
import type { RateLimit } from '../../schemas/portal.js';

/** A portal's limit with its defaults filled in. */
export interface Pace {
  perSecond: number;
  /** Tokens that a portal left alone saves up. */
  burst: number;
  /** Tokens that only flash and urgent deliveries may take. */
  reserve: number;
}

/** Tokens of a portal, as of a time in milliseconds. */
export interface Bucket {
  tokens: number;
  at: number;
}

const DEFAULT_RESERVED_SHARE = 0.3;

/** Of a burst below two nothing could be kept back for flash. */
const LEAST_BURST = 2;

export function paceOf({ perSecond, burst, reservedShare = DEFAULT_RESERVED_SHARE }: RateLimit): Pace {
  const size = Math.max(LEAST_BURST, Math.floor(burst ?? perSecond));
  const reserve = Math.min(size - 1, Math.max(1, Math.round(size * reservedShare)));
  return { perSecond, burst: size, reserve };
}

/**
 * Seconds that a lane, with something to send, waits for its turn until it is treated as urgent work is; flash never waits.
 * Backfill is for what is left over, so it is the most patient.
 */
const PATIENCE_SECONDS: Record<Lane, number> = { flash: 0, urgent: 5, routine: 15, backfill: 60 };

/** After so many times its patience a lane may take a token on credit: the lanes above use up all there is. */
const STARVING = 4;

/**
 * Tokens that must be left when this lane takes one. Flash takes the last; urgent leaves one for it; routine leaves the
 * reserve; backfill takes only from what nobody else has taken for a while, the upper half of the rest. A lane that waits
 * ages: what it must leave sinks, so that none starves; in the end it may go one below nothing, which the lanes above then wait for.
 */
export function floorOf(lane: Lane, waitedSeconds: number, { burst, reserve }: Pace): number {
  if (lane === 'flash') return 0;
  const patience = PATIENCE_SECONDS[lane];
  if (waitedSeconds >= STARVING * patience) return -1;
  const floors = { urgent: 1, routine: reserve, backfill: reserve + (burst - reserve) / 2 };
  const base = Math.min(burst - 1, Math.max(1, floors[lane]));
  return base - (base - 1) * Math.min(1, waitedSeconds / patience);
}

/**
 * Takes a token if that leaves as many as the floor; else says after how many milliseconds it may. A bucket fills by the
 * portal's rate; the script that shares it among processes does the same (see `src/queue/portal-pace.ts`).
 */
export function takeToken(
  bucket: Bucket,
  now: number,
  { perSecond, burst }: Pace,
  floor: number,
): { bucket: Bucket; waitMs: number } {
  const passed = Math.max(0, now - bucket.at);
  const tokens = Math.min(burst, bucket.tokens + (passed * perSecond) / 1000);
  const at = Math.max(now, bucket.at);
  if (tokens >= floor + 1) return { bucket: { tokens: tokens - 1, at }, waitMs: 0 };
  return { bucket: { tokens, at }, waitMs: Math.ceil(((floor + 1 - tokens) * 1000) / perSecond) };
}
