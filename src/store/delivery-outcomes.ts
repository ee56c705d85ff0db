import type { DeliveryAttempt, Receipt } from '../../schemas/delivery.js';
import { strongerStatuses, toDeliveryStatus } from '../domain/receipts.js';
import { toLeased, type Deliveries, type DeliveryLease, type LeasedDelivery } from './delivery-record.js';

const KEPT_ATTEMPTS = 20;

export function leaseDeliveries(deliveries: Deliveries) {
  /** Takes the delivery for one attempt; undefined when nothing is due or another worker holds it. */
  async function takeLease(
    id: string,
    now: string,
    lease: DeliveryLease,
  ): Promise<LeasedDelivery | undefined> {
    const free = [{ lease: { $exists: false } }, { 'lease.until': { $lte: now } }];
    const record = await deliveries.findOneAndUpdate(
      { _id: id, due: true, nextAttemptAt: { $lte: now }, $or: free },
      { $set: { lease }, $inc: { fence: 1 } },
      { returnDocument: 'before' },
    );
    return record ? toLeased(record) : undefined;
  }

  /** Ends the work on `rank` and gives the lease back; answers whether something newer is desired by now. */
  async function settle(id: string, token: string, rank: number): Promise<{ due: boolean }> {
    const held = { _id: id, 'lease.token': token };
    const release = { $unset: { lease: '' } } as const;
    const done = await deliveries.updateOne(
      { ...held, desiredRank: rank },
      { $set: { due: false }, ...release },
    );
    if (done.matchedCount === 1) return { due: false };
    const released = await deliveries.updateOne(held, release);
    return { due: released.matchedCount === 1 };
  }

  return { takeLease, settle };
}

/** How an acknowledged attempt is kept. */
export interface AppliedOutcome {
  receipt: Receipt;
  attempt: DeliveryAttempt;
}

/** How an attempt that is to be repeated is kept. */
export interface RetryOutcome {
  attempt: DeliveryAttempt;
  nextAttemptAt: string;
  /** Nobody knows whether the portal has committed. */
  unsure: boolean;
}

/** Holds while no receipt for the same key says more: answers and callbacks are written in any order. */
function notOutdone({ idempotencyKey, status }: Receipt) {
  return {
    receipts: { $not: { $elemMatch: { idempotencyKey, status: { $in: strongerStatuses(status) } } } },
  };
}

export function recordOutcomes(deliveries: Deliveries) {
  const held = (id: string, token: string) => ({ _id: id, 'lease.token': token });
  const pushAttempt = (attempt: DeliveryAttempt) => ({
    attempts: { $each: [attempt], $slice: -KEPT_ATTEMPTS },
  });

  /** The portal acknowledged. False when the lease was lost: then whoever holds it now asks the portal itself. */
  async function recordApplied(
    delivery: LeasedDelivery,
    token: string,
    done: AppliedOutcome,
  ): Promise<boolean> {
    const { revision, operation } = delivery.desired;
    const applied = { revision, operation, at: done.attempt.at, receipt: done.receipt };
    // A receipt found by asking may have come by callback before.
    const add = { $push: pushAttempt(done.attempt), $addToSet: { receipts: done.receipt } };
    const current = { ...held(delivery.id, token), desiredRank: delivery.desiredRank };
    const shown = await deliveries.updateOne(
      { ...current, ...notOutdone(done.receipt) },
      { $set: { applied, failures: 0, status: toDeliveryStatus(done.receipt) }, ...add },
    );
    if (shown.matchedCount === 1) return true;
    // Something newer is desired by now, or a callback has said more: the status people see is theirs.
    const kept = await deliveries.updateOne(held(delivery.id, token), {
      $set: { applied, failures: 0 },
      ...add,
    });
    return kept.matchedCount === 1;
  }

  async function recordRetry(
    id: string,
    token: string,
    { attempt, nextAttemptAt, unsure }: RetryOutcome,
  ): Promise<void> {
    await deliveries.updateOne(held(id, token), {
      $set: { nextAttemptAt, ...(unsure && { unsureOf: attempt.idempotencyKey }) },
      $inc: { failures: 1 },
      $push: pushAttempt(attempt),
      $unset: { lease: '' },
    });
  }

  /** The portal will not have it: shown and left to people until `desired` moves again. */
  async function recordRefused(
    id: string,
    token: string,
    rank: number,
    attempt: DeliveryAttempt,
  ): Promise<void> {
    await deliveries.updateOne(
      { ...held(id, token), desiredRank: rank },
      { $set: { status: 'refused', due: false }, $inc: { failures: 1 }, $push: pushAttempt(attempt) },
    );
    await deliveries.updateOne(held(id, token), { $unset: { lease: '' } });
  }

  return { recordApplied, recordRetry, recordRefused };
}

export function keepReceipts(deliveries: Deliveries) {
  /** Sets the status people see, unless `desired` moved on meanwhile or a receipt that says more is here. */
  async function showReceipt(id: string, rank: number, receipt: Receipt): Promise<void> {
    await deliveries.updateOne(
      { _id: id, desiredRank: rank, ...notOutdone(receipt) },
      { $set: { status: toDeliveryStatus(receipt) } },
    );
  }

  /** Keeps a receipt that came later; false when it is here already. */
  async function addReceipt(id: string, receipt: Receipt): Promise<boolean> {
    const { receiptNumber, status, idempotencyKey } = receipt;
    const same = { $elemMatch: { receiptNumber, status, idempotencyKey } };
    const result = await deliveries.updateOne(
      { _id: id, receipts: { $not: same } },
      { $push: { receipts: receipt } },
    );
    return result.modifiedCount === 1;
  }

  return { showReceipt, addReceipt };
}
