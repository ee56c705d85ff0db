import type { DeliveryAttempt, Receipt } from '../../schemas/delivery.js';
import { strongerStatuses, toDeliveryStatus } from '../domain/receipts.js';
import type { leaseDeliveries } from './delivery-leases.js';
import type { Deliveries, LeasedDelivery } from './delivery-record.js';

const KEPT_ATTEMPTS = 20;

/** How an acknowledged attempt is kept. */
export interface AppliedOutcome {
  receipt: Receipt;
  attempt: DeliveryAttempt;
}

/** An acknowledged attempt under its lease. */
export interface DeliveryEnd {
  delivery: LeasedDelivery;
  token: string;
  done: AppliedOutcome;
}
export type DeliveryEnding = 'done' | 'due' | 'lost';

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

const held = (id: string, token: string) => ({ _id: id, 'lease.token': token });

const pushAttempt = (attempt: DeliveryAttempt) => ({
  attempts: { $each: [attempt], $slice: -KEPT_ATTEMPTS },
});

function toApplied(
  { desired: { revision, operation } }: LeasedDelivery,
  { receipt, attempt }: AppliedOutcome,
) {
  return {
    set: { applied: { revision, operation, at: attempt.at, receipt }, failures: 0 },
    // A receipt found by asking may have come by callback before.
    add: { $push: pushAttempt(attempt), $addToSet: { receipts: receipt } },
  };
}

export function recordOutcomes(deliveries: Deliveries) {
  /** The portal acknowledged. False when the lease was lost: then whoever holds it now asks the portal itself. */
  async function recordApplied(
    delivery: LeasedDelivery,
    token: string,
    done: AppliedOutcome,
  ): Promise<boolean> {
    const { set, add } = toApplied(delivery, done);
    const current = { ...held(delivery.id, token), desiredRank: delivery.desiredRank };
    const shown = await deliveries.updateOne(
      { ...current, ...notOutdone(done.receipt) },
      { $set: { ...set, status: toDeliveryStatus(done.receipt) }, ...add },
    );
    if (shown.matchedCount === 1) return true;
    // Something newer is desired by now, or a callback has said more: the status people see is theirs.
    const kept = await deliveries.updateOne(held(delivery.id, token), {
      $set: set,
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
      {
        $set: {
          status: 'refused',
          due: false,
          ...(attempt.code !== undefined && { refusedFor: attempt.code }),
        },
        $inc: { failures: 1 },
        $push: pushAttempt(attempt),
      },
    );
    await deliveries.updateOne(held(id, token), { $unset: { lease: '' } });
  }

  return { recordApplied, recordRetry, recordRefused };
}

export function finishDeliveries(deliveries: Deliveries, { recordApplied, settle }: Finishing) {
  /**
   * Ends the work on many deliveries that their portal acknowledged and whose items know it, in one write. Of each:
   * `done`; `due` where something newer is desired by now; `lost` where another worker has taken it over.
   */
  async function finishMany(ends: readonly DeliveryEnd[]): Promise<DeliveryEnding[]> {
    const result = await deliveries.bulkWrite(ends.map(toFinish), { ordered: false });
    if (result.matchedCount === ends.length) return ends.map(() => 'done');
    return Promise.all(ends.map(finishSlowly));
  }

  function toFinish({ delivery, token, done }: DeliveryEnd) {
    const { set, add } = toApplied(delivery, done);
    return {
      updateOne: {
        filter: {
          ...held(delivery.id, token),
          desiredRank: delivery.desiredRank,
          ...notOutdone(done.receipt),
        },
        update: {
          $set: { ...set, status: toDeliveryStatus(done.receipt), due: false },
          ...add,
          $unset: { lease: '' as const, unsureOf: '' as const },
        },
      },
    };
  }

  /** Something newer is desired, a callback has said more, the lease is lost, or the write together had done it. */
  async function finishSlowly({ delivery, token, done }: DeliveryEnd): Promise<DeliveryEnding> {
    if (await recordApplied(delivery, token, done)) {
      const { due } = await settle(delivery.id, token, delivery.desiredRank);
      return due ? 'due' : 'done';
    }
    const { idempotencyKey } = done.receipt;
    const finished = { _id: delivery.id, due: false, 'applied.receipt.idempotencyKey': idempotencyKey };
    return (await deliveries.countDocuments(finished, { limit: 1 })) === 1 ? 'done' : 'lost';
  }

  return { finishMany };
}

type Finishing = Pick<ReturnType<typeof recordOutcomes>, 'recordApplied'> &
  Pick<ReturnType<typeof leaseDeliveries>, 'settle'>;

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
