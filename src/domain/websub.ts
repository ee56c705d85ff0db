import type { Source } from '../../schemas/source.js';
import type { Websub } from '../../schemas/websub.js';

/** What is asked of a hub: ten days, long enough that a gateway under repair misses no renewal. */
export const LEASE_SECONDS = 864_000;
/** Hubs grant what they like; a shorter lease would be renewed without end, a longer one never noticed to be dead. */
const SHORTEST_LEASE_SECONDS = 60;
const LONGEST_LEASE_SECONDS = 30 * 86_400;
/** A hub that has not verified a request by then has lost it. */
export const VERIFY_SECONDS = 600;
/** Who said no is asked again in case the no was a mistake. */
export const DENIED_PAUSE_SECONDS = 86_400;
/** A lease that nobody renews ends by itself; asking on to end it is of no use to anybody. */
const MOST_UNSUBSCRIBES = 5;

export interface SubscriptionFacts {
  state: Websub['state'];
  hub: string;
  /** The feed no longer announces this hub. */
  dropped?: boolean;
  expiresAt?: string;
  dueAt?: string;
  failures: number;
}

export type SubscriptionStep = 'subscribe' | 'unsubscribe' | 'end' | 'mark-unreachable' | 'nothing';

/** What a subscription needs now: level-triggered, so that asking again and again does no harm. */
export function decideSubscription(
  facts: SubscriptionFacts,
  source: Pick<Source, 'state'>,
  { now, publicUrl }: { now: string; publicUrl: string },
): SubscriptionStep {
  const { state, dueAt, failures } = facts;
  const isDue = dueAt !== undefined && dueAt <= now;
  if (source.state === 'active' && facts.dropped !== true) {
    if (state !== 'ended' && !isDue) return 'nothing';
    return canCallBack(publicUrl, facts.hub) ? 'subscribe' : 'mark-unreachable';
  }
  if (state === 'ended') return facts.dropped === true ? 'end' : 'nothing';
  if (state === 'ending') {
    if (!isDue) return 'nothing';
    return failures >= MOST_UNSUBSCRIBES ? 'end' : 'unsubscribe';
  }
  // What was never granted need not be taken back.
  return state === 'active' || state === 'requested' ? 'unsubscribe' : 'end';
}

/**
 * Whether a hub can reach our callback, as far as addresses tell: one that names this machine itself only works for a
 * hub on the same machine.
 */
export function canCallBack(publicUrl: string, hub: string): boolean {
  return !isLoopback(publicUrl) || isLoopback(hub);
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    /^(?:localhost|.*\.localhost|\[::1?\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]|0\.0\.0\.0)$/.test(hostname) ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** The lease as we count with it, from what a hub says; an older hub says nothing and grants what was asked for. */
export function toLeaseSeconds(written: string | undefined): number {
  const seconds = written !== undefined && /^\d{1,12}$/.test(written) ? Number(written) : LEASE_SECONDS;
  return Math.min(Math.max(seconds, SHORTEST_LEASE_SECONDS), LONGEST_LEASE_SECONDS);
}

/** After four fifths of the lease, spread a little, so that a hub's subscriptions do not all come due at once. */
export function renewalSeconds(leaseSeconds: number, random: number): number {
  return Math.floor(leaseSeconds * (0.75 + random / 10));
}

/** A minute, doubled with each failure in a row, at most a day. */
export function subscriptionPauseSeconds(failures: number): number {
  return Math.min(60 * 2 ** Math.min(failures, 20), 86_400);
}

/** Whether changes are pushed to us, so that polls may be rarer. */
export function isPushed({ websub }: Pick<Source, 'websub'>, now: string): boolean {
  return websub?.state === 'active' && websub.expiresAt !== undefined && websub.expiresAt > now;
}
