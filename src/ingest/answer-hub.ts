import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../schemas/errors.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import type { Source } from '../../schemas/source.js';
import { DENIED_PAUSE_SECONDS, renewalSeconds, toLeaseSeconds } from '../domain/websub.js';
import type { WakeUp } from '../queue/queues.js';
import { toCollectWakeUp } from '../queue/wake-ups.js';
import type { Subscription, SubscriptionStore } from '../store/subscription-store.js';

export interface AnswerHubDependencies {
  subscriptions: SubscriptionStore;
  sources: { find(id: string): Promise<Source | undefined> };
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  now: Clock;
  /** In [0, 1): spreads renewals. */
  random(): number;
}

/** A hub's question whether we want what was asked in our name (WebSub section 5.3). */
export interface HubQuestion {
  mode: string | undefined;
  topic: string | undefined;
  challenge: string | undefined;
  leaseSeconds: string | undefined;
  reason: string | undefined;
}

/** A hub that sends more often wakes its source no more often than this. */
const WAKE_PAUSE_SECONDS = 5;
/** A verification and the worker's own writes may meet; each try sees the other's. */
const MOST_TRIES = 5;

/**
 * Answers the challenge to echo where we did ask for this, and `not-found` otherwise: anybody may ask a hub to subscribe
 * us to anything. A denial is recorded and answered by nothing.
 */
export function createVerifyIntent(deps: AnswerHubDependencies) {
  return async (token: string, question: HubQuestion): Promise<string> => {
    for (let tried = 0; tried < MOST_TRIES; tried += 1) {
      const found = await deps.subscriptions.findByToken(token);
      if (!found || question.topic !== found.topic) throw notOurs();
      const settled =
        question.mode === 'denied'
          ? await recordDenial(deps, found, question.reason)
          : await confirm(deps, found, question);
      if (settled !== undefined) return settled;
    }
    throw new AppError('service-unavailable', 'the subscription is being changed', { retryAfterSeconds: 1 });
  };
}

function notOurs(): AppError {
  return new AppError('not-found', 'nobody here asked for this subscription');
}

/** Undefined when another write came in between. */
async function confirm(
  deps: AnswerHubDependencies,
  found: Subscription,
  { mode, challenge, leaseSeconds }: HubQuestion,
): Promise<string | undefined> {
  if (found.pending === undefined || mode !== found.pending || !challenge) throw notOurs();
  const settled =
    mode === 'subscribe' ? await activate(deps, found, leaseSeconds) : await conclude(deps, found);
  return settled ? challenge : undefined;
}

async function activate(
  deps: AnswerHubDependencies,
  found: Subscription,
  written: string | undefined,
): Promise<boolean> {
  const now = deps.now();
  const lease = toLeaseSeconds(written);
  const fields = {
    state: 'active' as const,
    expiresAt: toInstant(addSeconds(now, lease)),
    dueAt: toInstant(addSeconds(now, renewalSeconds(lease, deps.random()))),
    failures: 0,
  };
  return (await deps.subscriptions.change(found, fields, ['pending', 'problem'])) !== undefined;
}

/** Of a hub that the feed no longer announces nothing is left for the worker to keep. */
async function conclude(
  { subscriptions, now }: AnswerHubDependencies,
  found: Subscription,
): Promise<boolean> {
  const isKept = found.dropped !== true;
  const ended = await subscriptions.change(
    found,
    { state: 'ended', failures: 0, ...(!isKept && { dueAt: toInstant(now()) }) },
    ['pending', 'expiresAt', 'problem', ...(isKept ? (['dueAt'] as const) : [])],
  );
  return ended !== undefined;
}

async function recordDenial(
  { subscriptions, now }: AnswerHubDependencies,
  found: Subscription,
  reason: string | undefined,
): Promise<string | undefined> {
  const problem = `the hub denied the subscription${reason ? `: ${reason.slice(0, 300)}` : ''}`;
  const dueAt = toInstant(addSeconds(now(), DENIED_PAUSE_SECONDS));
  const denied = await subscriptions.change(found, { state: 'denied', problem, dueAt }, [
    'pending',
    'expiresAt',
  ]);
  return denied === undefined ? undefined : '';
}

/**
 * Takes a message of a hub (WebSub section 7): a signed one makes its source due now, and what it says is read from the
 * source itself. Throws `subscription-gone`, which tells the hub to stop, or `signature-invalid`.
 */
export function createTakeHubMessage(deps: AnswerHubDependencies) {
  return async (token: string, signature: string | undefined, body: Uint8Array): Promise<void> => {
    const found = await deps.subscriptions.findByToken(token);
    if (!found || !mayStillSend(found))
      throw new AppError('subscription-gone', 'there is no such subscription');
    if (!isSigned(signature, deps.subscriptions.openSecret(found), body))
      throw new AppError(
        'signature-invalid',
        'the message is not signed with the secret of the subscription',
      );
    const now = deps.now();
    const earliest =
      found.wokenAt === undefined ? now : addSeconds(new Date(found.wokenAt), WAKE_PAUSE_SECONDS);
    const at = earliest > now ? earliest : now;
    if (!(await deps.subscriptions.wakeSource(found, toInstant(at)))) return;
    const source = await deps.sources.find(found.sourceId);
    if (source && at <= now) await deps.wake([toCollectWakeUp(source)]);
  };
}

/** A renewal under way does not end the lease before it. */
function mayStillSend({ state, source }: Subscription): boolean {
  return source.state === 'active' && (state === 'active' || state === 'requested');
}

const SIGNATURE = /^(sha1|sha256|sha384|sha512)=([\da-f]{40,128})$/i;

function isSigned(header: string | undefined, secret: string, body: Uint8Array): boolean {
  const [, method = '', hex = ''] = SIGNATURE.exec(header?.trim() ?? '') ?? [];
  if (method === '') return false;
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest();
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
