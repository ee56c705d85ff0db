import { randomUUID } from 'node:crypto';
import type { PortalContext } from '../../adapters/portal-adapter.js';
import type { DeliveryAttempt, Receipt } from '../../schemas/delivery.js';
import { AppError, isAppError, type ErrorCode } from '../../schemas/errors.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import type { Lane } from '../../schemas/lane.js';
import type { Portal } from '../../schemas/portal.js';
import { openingOf } from '../domain/quiet-hours.js';
import { retryDelaySeconds } from '../domain/retry-delay.js';
import { gather } from '../gather.js';
import type { DeliveryEnd } from '../store/delivery-outcomes.js';
import type { LeasedDelivery } from '../store/delivery-record.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import type { OpenedPortal } from '../store/portal-store.js';
import { createMakeOrder, keyOf, type OrderDependencies } from './make-order.js';
import { toOpen, type OpenPortal, type PortalDependencies } from './open-portal.js';
import { createPlaces } from './places.js';
import type { Pacer } from './pacer.js';
import type { Pass, PortalGate } from './portal-gate.js';
import type { DeliveryNews } from './show-delivery.js';

export interface DeliverDependencies extends PortalDependencies, OrderDependencies {
  deliveries: DeliveryStore;
  gate: PortalGate;
  pacer: Pacer;
  showDelivery(news: DeliveryNews): Promise<void>;
  random(): number;
}

export type DeliverOutcome =
  | { outcome: 'done'; what: 'applied' | 'settled' | 'not-due' }
  | { outcome: 'retry'; afterMs: number; code: string }
  | { outcome: 'dead'; code: string };

export interface DeliverContext {
  lane: Lane;
  /** Cuts the exchange under way. */
  signal: AbortSignal;
  /** Ends waiting: what has not begun stays due for another process. Default: the signal. */
  stopping?: AbortSignal;
}

/** Time beyond the portal's own limit before another worker may take a delivery over. */
const LEASE_MARGIN_MS = 5000;
const BUSY_RETRY_MS = 1000;
const MISCONFIGURED_RETRY_MS = 60_000;
/** Deliveries that are taken, or written, in one round trip. */
const MOST_TOGETHER = 50;

/**
 * Makes `applied` equal `desired` for one delivery, under a lease. Works on until nothing newer is desired. When an
 * earlier attempt ended without an answer, the portal is asked what it has before anything is sent again. Deliveries that
 * are under way at the same time share their round trips to the store, and nothing else.
 */
export function createDeliver(deps: DeliverDependencies) {
  const steps = shareSteps(deps);
  return async (deliveryId: string, ctx: DeliverContext): Promise<DeliverOutcome> => {
    for (;;) {
      const begun = await begin(steps, deliveryId, ctx);
      if ('outcome' in begun) return begun;
      const { outcome, due } = await attempt(steps, begun, ctx);
      if (!due) return outcome;
    }
  };
}

/** The steps of a delivery, each taken for many at once. */
type Steps = ReturnType<typeof shareSteps>;

function shareSteps(deps: DeliverDependencies) {
  const together = { most: MOST_TOGETHER };
  return {
    ...deps,
    enterPlace: createPlaces(),
    makeOrder: createMakeOrder(deps),
    open: gather(async (ids: readonly string[]) => {
      const distinct = [...new Set(ids)];
      const found = await deps.portals.findOpened(distinct);
      const opened = new Map(distinct.map((id) => [id, openOrWait(deps, id, found.get(id))]));
      return ids.map((id) => opened.get(id) ?? DRAINING);
    }, together),
    take: gather(async (ids: readonly string[]) => {
      const now = deps.now();
      const token = randomUUID();
      const until = toInstant(new Date(now.getTime() + 2 * deps.timeoutMs + LEASE_MARGIN_MS));
      const taken = await deps.deliveries.takeLeases(ids, toInstant(now), { token, until });
      return ids.map((id) => ({ delivery: taken.get(id), token }));
    }, together),
    finish: gather((ends: readonly DeliveryEnd[]) => deps.deliveries.finishMany(ends), together),
  };
}

/** A portal that is set wrongly is not the fault of what is to be sent there: it waits until somebody has mended it. */
function openOrWait(
  deps: PortalDependencies,
  id: string,
  found: OpenedPortal | undefined,
): OpenPortal | DeliverOutcome {
  try {
    return toOpen(deps, id, found);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { outcome: 'retry', afterMs: MISCONFIGURED_RETRY_MS, code: error.code };
  }
}

/** A delivery whose turn it is: its portal is open, its lease taken. */
interface Begun {
  open: OpenPortal;
  delivery: LeasedDelivery;
  token: string;
  pass: Pass;
  leave: () => void;
}

/** Waits for a place, for the portal's circuit and for its pace, in this order; only then is the lease taken. */
async function begin(steps: Steps, id: string, ctx: DeliverContext): Promise<Begun | DeliverOutcome> {
  const { lane, stopping = ctx.signal } = ctx;
  const open = await steps.open(id.slice(id.indexOf('.') + 1));
  if ('outcome' in open) return open;
  const { portal } = open;
  const leave = await steps.enterPlace(`${portal.id} ${lane}`, portal.concurrency, stopping);
  if (!leave) return DRAINING;
  let begun: Begun | DeliverOutcome = DRAINING;
  try {
    const pass = await steps.gate.enter(portal, stopping);
    if (!pass) return begun;
    if (await steps.pacer.wait(portal, lane, stopping)) begun = await take(steps, id, { open, pass, leave });
    else await pass.ended('unsaid');
    return begun;
  } finally {
    if ('outcome' in begun) leave();
  }
}

const DRAINING: DeliverOutcome = { outcome: 'retry', afterMs: 0, code: 'draining' };

async function take(
  steps: Steps,
  id: string,
  turn: Pick<Begun, 'open' | 'pass' | 'leave'>,
): Promise<Begun | DeliverOutcome> {
  const { delivery, token } = await steps.take(id);
  const put = delivery ? await putOff(steps, turn.open.portal, delivery, token) : await whenIdle(steps, id);
  if (delivery && !put) return { ...turn, delivery, token };
  await turn.pass.ended('unsaid');
  return put ?? DRAINING;
}

/** Nothing to take: it is done, or another worker holds it and may die holding it, so look again later. */
async function whenIdle({ deliveries, now }: Steps, id: string): Promise<DeliverOutcome> {
  const delivery = await deliveries.find(id);
  if (!delivery?.due) return { outcome: 'done', what: 'not-due' };
  const waitMs = Date.parse(delivery.nextAttemptAt) - now().getTime();
  return { outcome: 'retry', afterMs: Math.max(waitMs, BUSY_RETRY_MS), code: 'lease-lost' };
}

/** A portal's quiet hours may have begun, or been set, since the delivery fell due. */
async function putOff(
  { deliveries, now }: Steps,
  portal: Portal,
  { id, lane, desired }: LeasedDelivery,
  token: string,
): Promise<DeliverOutcome | undefined> {
  const opening = openingOf(portal, { lane, operation: desired.operation }, now());
  const waitMs = opening.getTime() - now().getTime();
  if (waitMs <= 0) return undefined;
  await deliveries.postpone(id, token, toInstant(opening));
  return { outcome: 'retry', afterMs: waitMs, code: 'quiet-hours' };
}

/** How one attempt ended, and whether something newer is desired by now. */
interface Attempted {
  outcome: DeliverOutcome;
  due: boolean;
}

async function attempt(steps: Steps, begun: Begun, ctx: DeliverContext): Promise<Attempted> {
  const { delivery, token, pass, leave } = begun;
  const began = steps.now();
  let isSaid = false;
  try {
    const { receipt, what, said } = await exchange(steps, begun, ctx.signal);
    leave();
    isSaid = true;
    await pass.ended(said);
    const done = { receipt, attempt: toAttempt(steps, delivery, began, what) };
    return { outcome: { outcome: 'done', what }, due: await conclude(steps, { delivery, token, done }) };
  } catch (error) {
    leave();
    // What the end of this process cut short, or our own fault, says nothing of the portal.
    if (!isSaid) await pass.ended(isAppError(error) && !ctx.signal.aborted ? error : 'unsaid');
    if (!isAppError(error)) throw error;
    return { outcome: await recordFailure(steps, begun, error, { began, isSaid }), due: false };
  }
}

interface Exchanged {
  receipt: Receipt;
  what: 'applied' | 'settled';
  said: 'taken' | 'unsaid';
}

async function exchange(
  { makeOrder, pacer }: Pick<Steps, 'makeOrder' | 'pacer'>,
  { open, delivery }: Pick<Begun, 'open' | 'delivery'>,
  signal: AbortSignal,
): Promise<Exchanged> {
  // The portal has it and a crash kept the item from knowing.
  if (delivery.applied && isApplied(delivery))
    return { receipt: delivery.applied.receipt, what: 'settled', said: 'unsaid' };
  const order = await makeOrder(delivery);
  const { adapter, options } = open;
  const context = paced(open, signal, pacer);
  if (mayHaveCommitted(delivery)) {
    const found = await adapter.findReceipt(order.idempotencyKey, options, context);
    if (found) return { receipt: found, what: 'settled', said: 'taken' };
  }
  const receipt = await (order.operation === 'withdraw'
    ? adapter.withdraw(order, options, context)
    : adapter.send(order, options, context));
  return { receipt, what: 'applied', said: 'taken' };
}

/** The first request has had its turn; each that follows, as when the portal is asked first, has one of its own. */
function paced({ portal, context }: OpenPortal, signal: AbortSignal, pacer: Pacer): PortalContext {
  const given = context(signal);
  let requests = 0;
  return {
    ...given,
    async exchange(request) {
      if (requests++ > 0) await pacer.goOn(portal, signal);
      return given.exchange(request);
    },
  };
}

function isApplied({ desired, applied }: LeasedDelivery): boolean {
  return applied?.revision === desired.revision && applied.operation === desired.operation;
}

/**
 * True when an earlier attempt may have reached the portal without our knowing: its answer never came or could not be
 * read, or the worker died holding the lease. It stays so until the portal has answered for this key.
 */
function mayHaveCommitted(delivery: LeasedDelivery): boolean {
  return delivery.abandoned || delivery.unsureOf === keyOf(delivery, delivery.desired);
}

const UNSURE: ReadonlySet<ErrorCode> = new Set(['portal-ambiguous', 'portal-protocol']);

/**
 * The item learns of it first; only then is nothing due any more. A crash in between leaves the lease behind, and whoever
 * takes it over asks the portal, which has this very receipt. True when something newer is desired by now.
 */
async function conclude(steps: Steps, end: DeliveryEnd): Promise<boolean> {
  const { delivery, done } = end;
  const { revision, operation } = delivery.desired;
  const { receipt } = done;
  await steps.showDelivery({ delivery, revision, operation, receipt, action: 'delivery-applied' });
  const ending = await steps.finish(end);
  if (ending === 'lost') throw new AppError('lease-lost', `delivery ${delivery.id} was taken over`);
  return ending === 'due';
}

async function recordFailure(
  steps: Steps,
  { delivery, token, open }: Begun,
  error: AppError,
  { began, isSaid }: { began: Date; isSaid: boolean },
): Promise<DeliverOutcome> {
  if (error.code === 'lease-lost') return { outcome: 'retry', afterMs: BUSY_RETRY_MS, code: error.code };
  // Gone is the portal and not the item, which waits until it is there again or somebody takes it off.
  const again = error.retryable || error.code === 'portal-gone';
  const kind = error.code === 'portal-gone' ? error.code : again ? 'retry' : 'refused';
  const failed = {
    ...toAttempt(steps, delivery, began, kind),
    code: error.code,
    message: error.message.slice(0, 1000),
  };
  if (!again) return recordRefusal(steps, delivery, token, failed);
  const seconds = retryDelaySeconds(delivery.failures + 1, steps.random(), error.retryAfterSeconds);
  const { operation } = delivery.desired;
  const retryAt = addSeconds(steps.now(), seconds);
  const nextAttempt = openingOf(open.portal, { lane: delivery.lane, operation }, retryAt);
  // The portal may have answered, and we could not write it down.
  const unsure = isSaid || mayHaveCommitted(delivery) || UNSURE.has(error.code);
  const nextAttemptAt = toInstant(nextAttempt);
  await steps.deliveries.recordRetry(delivery.id, token, { attempt: failed, nextAttemptAt, unsure });
  return { outcome: 'retry', afterMs: nextAttempt.getTime() - steps.now().getTime(), code: error.code };
}

async function recordRefusal(
  steps: Steps,
  delivery: LeasedDelivery,
  token: string,
  failed: DeliveryAttempt & { code: ErrorCode; message: string },
): Promise<DeliverOutcome> {
  await steps.deliveries.recordRefused(delivery.id, token, delivery.desiredRank, failed);
  const { revision, operation } = delivery.desired;
  const comment = failed.message;
  await steps.showDelivery({ delivery, revision, operation, action: 'refused', comment });
  return { outcome: 'dead', code: failed.code };
}

function toAttempt(
  { now }: Steps,
  delivery: LeasedDelivery,
  began: Date,
  outcome: DeliveryAttempt['outcome'],
): DeliveryAttempt {
  return {
    at: toInstant(began),
    idempotencyKey: keyOf(delivery, delivery.desired),
    outcome,
    // A clock that was put back must not make it negative.
    milliseconds: Math.max(0, now().getTime() - began.getTime()),
  };
}
