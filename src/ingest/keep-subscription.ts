import { isAppError, type AppError } from '../../schemas/errors.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import {
  decideSubscription,
  DENIED_PAUSE_SECONDS,
  LEASE_SECONDS,
  subscriptionPauseSeconds,
  VERIFY_SECONDS,
} from '../domain/websub.js';
import type { FetchClient } from '../fetch/fetch-client.js';
import type { Subscription, SubscriptionStore } from '../store/subscription-store.js';
import { askHub } from './ask-hub.js';

export interface SubscriptionDependencies {
  subscriptions: SubscriptionStore;
  client: FetchClient;
  now: Clock;
  /** Address under which hubs reach the gateway, without a trailing slash. */
  publicUrl: string;
}

export interface SubscriptionSummary {
  step: ReturnType<typeof decideSubscription>;
  /** Why the hub was not brought to it. */
  problem?: string;
}

/** The callback of a subscription; whoever does not know the token cannot speak for its hub. */
export function callbackOf(publicUrl: string, token: string): string {
  return `${publicUrl}/websub/${token}`;
}

/**
 * Does what a subscription needs now: subscribes, renews, unsubscribes or forgets. Before the hub is asked, the document
 * says that it is: a hub may verify before it answers, and another worker that comes by finds nothing due.
 */
export function createKeepSubscription(deps: SubscriptionDependencies) {
  return async (sourceId: string): Promise<SubscriptionSummary> => {
    const found = await deps.subscriptions.find(sourceId);
    if (!found) return { step: 'nothing' };
    const now = toInstant(deps.now());
    const step = decideSubscription(found, found.source, { now, publicUrl: deps.publicUrl });
    if (step === 'nothing') return { step };
    if (step === 'end') await end(deps, found);
    else if (step === 'mark-unreachable') await markUnreachable(deps, found);
    else return { step, ...(await ask(deps, found, step)) };
    return { step };
  };
}

async function end({ subscriptions }: SubscriptionDependencies, found: Subscription): Promise<void> {
  if (found.dropped === true) await subscriptions.remove(found);
  else
    await subscriptions.change(found, { state: 'ended', failures: 0 }, [
      'pending',
      'dueAt',
      'expiresAt',
      'problem',
    ]);
}

async function markUnreachable(deps: SubscriptionDependencies, found: Subscription): Promise<void> {
  const dueAt = toInstant(addSeconds(deps.now(), DENIED_PAUSE_SECONDS));
  const problem = 'PUBLIC_URL names this machine only: the hub could not call back';
  await deps.subscriptions.change(found, { state: 'unreachable', dueAt, problem }, ['pending', 'expiresAt']);
}

async function ask(
  deps: SubscriptionDependencies,
  found: Subscription,
  mode: 'subscribe' | 'unsubscribe',
): Promise<{ problem?: string }> {
  const now = deps.now();
  const asked = await deps.subscriptions.change(found, {
    state: mode === 'unsubscribe' ? 'ending' : isLive(found, toInstant(now)) ? 'active' : 'requested',
    pending: mode,
    dueAt: toInstant(addSeconds(now, Math.max(VERIFY_SECONDS, subscriptionPauseSeconds(found.failures)))),
    failures: found.failures + 1,
  });
  if (!asked) return {};
  try {
    await askHub(deps.client, {
      ...{ hub: asked.hub, topic: asked.topic, mode, leaseSeconds: LEASE_SECONDS },
      callback: callbackOf(deps.publicUrl, asked.token),
      secret: deps.subscriptions.openSecret(asked),
    });
    return {};
  } catch (error) {
    if (!isAppError(error)) throw error;
    await recordFailure(deps, asked, error);
    return { problem: error.message };
  }
}

/** A lease still running stays of use while its renewal fails. */
function isLive({ state, expiresAt }: Subscription, now: string): boolean {
  return state === 'active' && expiresAt !== undefined && expiresAt > now;
}

/** Writes nothing when the hub has verified meanwhile, whatever its answer was. */
async function recordFailure(
  deps: SubscriptionDependencies,
  asked: Subscription,
  error: AppError,
): Promise<void> {
  const pause = error.retryable ? subscriptionPauseSeconds(asked.failures) : DENIED_PAUSE_SECONDS;
  const wanted = Math.max(pause, Math.min(error.retryAfterSeconds ?? 0, DENIED_PAUSE_SECONDS));
  const isRefused = !error.retryable && asked.state === 'requested';
  await deps.subscriptions.change(
    asked,
    {
      ...(isRefused && { state: 'denied' }),
      problem: error.message.slice(0, 500),
      dueAt: toInstant(addSeconds(deps.now(), wanted)),
    },
    error.retryable ? [] : ['pending'],
  );
}
