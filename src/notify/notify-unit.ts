import { randomUUID } from 'node:crypto';
import type { ContentItem } from '../../schemas/content-item.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { retryDelaySeconds } from '../domain/retry-delay.js';
import { eventIdOf, eventTypeOf, type EventEntry } from '../domain/unit-events.js';
import type { TellCallback } from '../alerts/tell-callback.js';
import type { LeasedCallback } from '../store/callback-sending.js';
import type { CallbackStore } from '../store/callback-store.js';
import type { UnitEventStore } from '../store/unit-event-store.js';
import type { SendEvent, SendOutcome } from './send-event.js';
import { toUnitEvent } from './to-unit-event.js';

export interface NotifyDependencies {
  callbacks: CallbackStore;
  unitEvents: Pick<UnitEventStore, 'readAfter'>;
  items: { findMany(ids: readonly string[]): Promise<ContentItem[]> };
  sendEvent: SendEvent;
  callbackTurned: TellCallback;
  publicUrl: string;
  random: () => number;
  now: Clock;
}

/** Longer than an attempt may take: a sender that died is replaced after that. */
const LEASE_SECONDS = 60;
const PAGE = 50;
/** Attempts go on for so long before somebody has to see to it. */
const PATIENCE_SECONDS = 3 * 86_400;

export interface NotifyOutcome {
  sent: number;
  /** Why it ended before everything was sent. */
  stopped?: 'failed' | 'paused' | 'lease-lost' | 'draining' | 'more';
  code?: string;
}

/**
 * 通知: sends one organization what it has not heard yet, in the order of the log and one after the other, so that the
 * events of an item never overtake each other. How far it heard is written after each: what is cut in between is sent
 * again under the same id.
 */
export function createNotifyUnit(deps: NotifyDependencies) {
  return async (organizationId: string, signal: AbortSignal): Promise<NotifyOutcome> => {
    const token = randomUUID();
    const now = toInstant(deps.now());
    const callback = await deps.callbacks.takeLease(organizationId, now, { token, until: leaseEnd(deps) });
    if (!callback) return { sent: 0 };
    const entries = await deps.unitEvents.readAfter(organizationId, callback.cursor, PAGE);
    const outcome = await sendAll(deps, { callback, token, signal }, entries);
    if (outcome.stopped !== undefined) {
      if (outcome.stopped === 'draining') await deps.callbacks.release(organizationId, token);
      return outcome;
    }
    if (entries.length < PAGE) {
      await deps.callbacks.settle(organizationId, token, callback.newsUpTo);
      return outcome;
    }
    await deps.callbacks.release(organizationId, token);
    return { ...outcome, stopped: 'more' };
  };
}

export type NotifyUnit = ReturnType<typeof createNotifyUnit>;

interface Sending {
  /** Its failures are those since the last event that was taken. */
  callback: LeasedCallback;
  token: string;
  signal: AbortSignal;
}

async function sendAll(
  deps: NotifyDependencies,
  sending: Sending,
  entries: readonly EventEntry[],
): Promise<NotifyOutcome> {
  const { callback, token, signal } = sending;
  const wanted = entries.flatMap((entry) => {
    const type = eventTypeOf(entry);
    return type !== undefined && callback.events.includes(type) ? [{ entry, type }] : [];
  });
  const found = await deps.items.findMany([...new Set(wanted.map(({ entry }) => entry.itemId))]);
  const items = new Map(found.map((item) => [item.id, item]));
  let sent = 0;
  for (const { entry, type } of wanted) {
    if (signal.aborted) return { sent, stopped: 'draining' };
    const event = toUnitEvent(entry, type, items.get(entry.itemId), hrefOf(deps, entry));
    const { url, secrets } = callback;
    const outcome = await deps.sendEvent({ id: eventIdOf(entry), url, secrets, event }, signal);
    if (!outcome.sent) {
      // Cut because the process ends: that says nothing of the address.
      if (outcome.code === 'fetch-aborted') return { sent, stopped: 'draining' };
      return { sent, ...(await recordFailure(deps, sending, outcome)) };
    }
    if (!(await moveOn(deps, sending, entry.number, true))) return { sent, stopped: 'lease-lost' };
    sending.callback = withoutFailures(sending.callback);
    sent++;
  }
  const last = entries.at(-1);
  if (last && !(await moveOn(deps, { callback, token }, last.number, false)))
    return { sent, stopped: 'lease-lost' };
  return { sent };
}

function withoutFailures({ failingSince: _since, ...callback }: LeasedCallback): LeasedCallback {
  return { ...callback, failures: 0 };
}

function moveOn(
  deps: NotifyDependencies,
  { callback, token }: Pick<Sending, 'callback' | 'token'>,
  number: number,
  wasSent: boolean,
): Promise<boolean> {
  return deps.callbacks.moveOn(callback.organizationId, token, {
    ...{ number, until: leaseEnd(deps) },
    ...(wasSent && { sentAt: toInstant(deps.now()) }),
  });
}

async function recordFailure(
  deps: NotifyDependencies,
  { callback, token }: Sending,
  { code, message, gone, retryAfterSeconds }: Extract<SendOutcome, { sent: false }>,
): Promise<{ stopped: 'failed' | 'paused'; code: string }> {
  const now = deps.now();
  const at = toInstant(now);
  const failingSince = callback.failingSince ?? at;
  const seconds = retryDelaySeconds(callback.failures + 1, deps.random(), retryAfterSeconds);
  const paused = gone || Date.parse(failingSince) + PATIENCE_SECONDS * 1000 <= now.getTime();
  // Before the pause itself: a sender that dies in between pauses it the next time, and nobody misses it.
  if (paused) await deps.callbackTurned(callback.organizationId, { code, message });
  await deps.callbacks.recordFailure(callback.organizationId, token, {
    ...{ problem: { at, code, message }, failingSince, paused },
    dueAt: toInstant(addSeconds(now, seconds)),
  });
  return { stopped: paused ? 'paused' : 'failed', code };
}

function leaseEnd({ now }: NotifyDependencies): string {
  return toInstant(addSeconds(now(), LEASE_SECONDS));
}

function hrefOf({ publicUrl }: NotifyDependencies, { itemId }: EventEntry): string {
  return `${publicUrl}/api/v1/items/${itemId}`;
}
