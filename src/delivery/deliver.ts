import { randomUUID } from 'node:crypto';
import type { PortalOrder } from '../../adapters/portal-adapter.js';
import type { DeliveryAttempt, DeliveryTarget, Receipt } from '../../schemas/delivery.js';
import { AppError, isAppError, type ErrorCode } from '../../schemas/errors.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import { toPublishedContent } from '../domain/media-facts.js';
import { retryDelaySeconds } from '../domain/retry-delay.js';
import type { LeasedDelivery } from '../store/delivery-record.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import type { ItemStore } from '../store/item-store.js';
import { openPortal, type PortalDependencies } from './open-portal.js';
import type { DeliveryNews } from './show-delivery.js';

export interface DeliverDependencies extends PortalDependencies {
  items: ItemStore;
  deliveries: DeliveryStore;
  organizations: { find(id: string): Promise<{ id: string; name: string } | undefined> };
  showDelivery(news: DeliveryNews): Promise<void>;
  random(): number;
}

export type DeliverOutcome =
  | { outcome: 'done'; what: 'applied' | 'settled' | 'not-due' }
  | { outcome: 'retry'; afterMs: number; code: string }
  | { outcome: 'dead'; code: string };

/** Time beyond the portal's own limit before another worker may take a delivery over. */
const LEASE_MARGIN_MS = 5000;
const BUSY_RETRY_MS = 1000;

/**
 * Makes `applied` equal `desired` for one delivery, under a lease. Works on until nothing newer is desired. When an
 * earlier attempt ended without an answer, the portal is asked what it has before anything is sent again.
 */
export function createDeliver(deps: DeliverDependencies) {
  return async (deliveryId: string, signal: AbortSignal): Promise<DeliverOutcome> => {
    const token = randomUUID();
    for (;;) {
      const now = deps.now();
      const until = toInstant(new Date(now.getTime() + 2 * deps.timeoutMs + LEASE_MARGIN_MS));
      const delivery = await deps.deliveries.takeLease(deliveryId, toInstant(now), { token, until });
      if (!delivery) return await whenIdle(deps, deliveryId);
      const { outcome, due } = await attempt(deps, delivery, token, signal);
      if (!due) return outcome;
    }
  };
}

/** Nothing to take: it is done, or another worker holds it and may die holding it, so look again later. */
async function whenIdle(deps: DeliverDependencies, id: string): Promise<DeliverOutcome> {
  const delivery = await deps.deliveries.find(id);
  if (!delivery?.due) return { outcome: 'done', what: 'not-due' };
  const waitMs = Date.parse(delivery.nextAttemptAt) - deps.now().getTime();
  return { outcome: 'retry', afterMs: Math.max(waitMs, BUSY_RETRY_MS), code: 'lease-lost' };
}

/** How one attempt ended, and whether something newer is desired by now. */
interface Attempted {
  outcome: DeliverOutcome;
  due: boolean;
}

async function attempt(
  deps: DeliverDependencies,
  delivery: LeasedDelivery,
  token: string,
  signal: AbortSignal,
): Promise<Attempted> {
  if (delivery.applied && isApplied(delivery)) {
    // The portal has it and a crash kept the item from knowing.
    const due = await settle(deps, delivery, token, delivery.applied.receipt);
    return { outcome: { outcome: 'done', what: 'settled' }, due };
  }
  const began = deps.now();
  try {
    const { receipt, asked } = await exchange(deps, delivery, signal);
    const what = asked ? 'settled' : 'applied';
    const done = { receipt, attempt: toAttempt(deps, delivery, began, what) };
    const held = await deps.deliveries.recordApplied(delivery, token, done);
    // Whoever took the delivery over asks the portal and finds this very receipt.
    if (!held) throw new AppError('lease-lost', `delivery ${delivery.id} was taken over`);
    const due = await settle(deps, delivery, token, receipt);
    return { outcome: { outcome: 'done', what }, due };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { outcome: await recordFailure(deps, delivery, token, error, began), due: false };
  }
}

function isApplied({ desired, applied }: LeasedDelivery): boolean {
  return applied?.revision === desired.revision && applied.operation === desired.operation;
}

function keyOf(delivery: LeasedDelivery, target: Pick<DeliveryTarget, 'revision' | 'operation'>): string {
  return `${delivery.itemId}.${target.revision}.${target.operation}`;
}

async function exchange(
  deps: DeliverDependencies,
  delivery: LeasedDelivery,
  signal: AbortSignal,
): Promise<{ receipt: Receipt; asked: boolean }> {
  const [open, order] = await Promise.all([openPortal(deps, delivery.portalId), toOrder(deps, delivery)]);
  const context = open.context(signal);
  if (mayHaveCommitted(delivery)) {
    const found = await open.adapter.findReceipt(order.idempotencyKey, open.options, context);
    if (found) return { receipt: found, asked: true };
  }
  const { adapter, options } = open;
  const receipt = await (order.operation === 'withdraw'
    ? adapter.withdraw(order, options, context)
    : adapter.send(order, options, context));
  return { receipt, asked: false };
}

/**
 * True when an earlier attempt may have reached the portal without our knowing: its answer never came or could not be
 * read, or the worker died holding the lease. It stays so until the portal has answered for this key.
 */
function mayHaveCommitted(delivery: LeasedDelivery): boolean {
  return delivery.abandoned || delivery.unsureOf === keyOf(delivery, delivery.desired);
}

const UNSURE: ReadonlySet<ErrorCode> = new Set(['portal-ambiguous', 'portal-protocol']);

async function toOrder(deps: DeliverDependencies, delivery: LeasedDelivery): Promise<PortalOrder> {
  const { itemId, desired, organizationId, lane, column, applied } = delivery;
  const [item, found] = await Promise.all([
    deps.items.findById(itemId),
    deps.organizations.find(organizationId),
  ]);
  if (!item) throw new AppError('not-found', `item ${itemId} is gone`);
  const { revision, operation } = desired;
  const content = revision === item.revision ? item.content : await deps.items.findRevision(itemId, revision);
  const organization = found ?? { id: organizationId, name: organizationId };
  if (operation !== 'withdraw' && !content)
    throw new AppError('not-found', `revision ${revision} of ${itemId} is gone`);
  return {
    idempotencyKey: keyOf(delivery, desired),
    itemId,
    revision,
    operation,
    lane,
    decidedAt: desired.at,
    ...(column !== undefined && { column }),
    ...(applied && applied.operation !== 'withdraw' && { replaces: applied.revision }),
    organization: { id: organization.id, name: organization.name },
    ...(operation !== 'withdraw' && content && { content: toPublishedContent(content, desired.at) }),
    ...(item.publication?.operation === operation &&
      item.publication.reason !== undefined && { reason: item.publication.reason }),
  };
}

/** The item learns of it first; only then is nothing due any more. True when something newer is desired by now. */
async function settle(
  deps: DeliverDependencies,
  delivery: LeasedDelivery,
  token: string,
  receipt: Receipt,
): Promise<boolean> {
  const { revision, operation } = delivery.desired;
  await deps.showDelivery({ delivery, revision, operation, receipt, action: 'delivery-applied' });
  const { due } = await deps.deliveries.settle(delivery.id, token, delivery.desiredRank);
  return due;
}

async function recordFailure(
  deps: DeliverDependencies,
  delivery: LeasedDelivery,
  token: string,
  error: AppError,
  began: Date,
): Promise<DeliverOutcome> {
  if (error.code === 'lease-lost') return { outcome: 'retry', afterMs: BUSY_RETRY_MS, code: error.code };
  const gone = error.code === 'portal-gone';
  const kind = error.retryable ? 'retry' : gone ? 'portal-gone' : 'refused';
  const failed = {
    ...toAttempt(deps, delivery, began, kind),
    code: error.code,
    message: error.message.slice(0, 1000),
  };
  if (error.retryable) {
    const seconds = retryDelaySeconds(delivery.failures + 1, deps.random(), error.retryAfterSeconds);
    const nextAttemptAt = toInstant(addSeconds(deps.now(), seconds));
    const unsure = mayHaveCommitted(delivery) || UNSURE.has(error.code);
    await deps.deliveries.recordRetry(delivery.id, token, { attempt: failed, nextAttemptAt, unsure });
    return { outcome: 'retry', afterMs: seconds * 1000, code: error.code };
  }
  await deps.deliveries.recordRefused(delivery.id, token, delivery.desiredRank, failed);
  const { revision, operation } = delivery.desired;
  await deps.showDelivery({
    delivery,
    revision,
    operation,
    action: 'refused',
    comment: error.message,
  });
  return { outcome: 'dead', code: error.code };
}

function toAttempt(
  deps: DeliverDependencies,
  delivery: LeasedDelivery,
  began: Date,
  outcome: DeliveryAttempt['outcome'],
): DeliveryAttempt {
  return {
    at: toInstant(began),
    idempotencyKey: keyOf(delivery, delivery.desired),
    outcome,
    // A clock that was put back must not make it negative.
    milliseconds: Math.max(0, deps.now().getTime() - began.getTime()),
  };
}
