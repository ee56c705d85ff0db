import type { Connection, mongo } from 'mongoose';
import type {
  Delivery,
  DeliveryAttempt,
  DeliveryStatus,
  DeliveryTarget,
  Receipt,
} from '../../schemas/delivery.js';
import type { Lane } from '../../schemas/lane.js';
import { strongerStatuses, toDeliveryStatus } from '../domain/receipts.js';
import {
  defineModel,
  fromStored,
  isDuplicateKey,
  toStored,
  type Stored,
  type StoreIndex,
} from './connection.js';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.js';

/** Who is talking to the portal about this delivery; `fence` grows with every lease ever given. */
export interface DeliveryLease {
  token: string;
  until: string;
}

interface DeliveryMarks {
  /** `revision * 2`, plus one for a withdrawal: a later decision has the greater rank, whoever writes first. */
  desiredRank: number;
  fence: number;
  lease?: DeliveryLease;
  /** The idempotency key for which nobody knows whether the portal has committed: it is asked before anything is sent. */
  unsureOf?: string;
}

export type DeliveryRecord = Stored<Delivery> & DeliveryMarks;
export type LeasedDelivery = Delivery & {
  desiredRank: number;
  fence: number;
  unsureOf?: string;
  /** The lease before this one was never given back: its holder died, and may have reached the portal. */
  abandoned: boolean;
};
type Deliveries = mongo.Collection<DeliveryRecord>;

const KEPT_ATTEMPTS = 20;

const INDEXES: StoreIndex[] = [
  { keys: { portalId: 1, lane: 1, nextAttemptAt: 1 }, options: { partialFilterExpression: { due: true } } },
  { keys: { itemId: 1, _id: 1 } },
  { keys: { portalId: 1, status: 1, _id: 1 } },
  { keys: { organizationId: 1, _id: 1 } },
];

export function targetRank(target: Pick<DeliveryTarget, 'revision' | 'operation'>): number {
  return target.revision * 2 + (target.operation === 'withdraw' ? 1 : 0);
}

export type DueDelivery = Pick<Delivery, 'id' | 'lane' | 'portalId' | 'desired'>;

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

export function createDeliveryStore(connection: Connection) {
  defineModel<Delivery & DeliveryMarks>(connection, 'deliveries', INDEXES);
  const deliveries = connection.collection<DeliveryRecord>('deliveries');
  return {
    ...readDeliveries(deliveries),
    ...moveDesired(deliveries),
    ...leaseDeliveries(deliveries),
    ...recordOutcomes(deliveries),
    ...keepReceipts(deliveries),
  };
}

function readDeliveries(deliveries: Deliveries) {
  async function find(id: string): Promise<Delivery | undefined> {
    const record = await deliveries.findOne({ _id: id });
    return record ? toDelivery(record) : undefined;
  }

  async function findByItem(itemId: string): Promise<Delivery[]> {
    return (await deliveries.find({ itemId }).toArray()).map(toDelivery);
  }

  /** Due deliveries of one portal and lane, oldest first: as much of each as waking it takes. */
  async function findDue(
    portalId: string,
    lane: Lane,
    before: string,
    limit: number,
  ): Promise<DueDelivery[]> {
    const found = await deliveries
      .find({ portalId, lane, due: true, nextAttemptAt: { $lte: before } }, { projection: { desired: 1 } })
      .sort({ nextAttemptAt: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, desired }) => ({ id: _id, lane, portalId, desired }));
  }

  async function list(
    filter: { itemId?: string; portalId?: string; organizationId?: string; status?: DeliveryStatus },
    page: PageRequest,
  ): Promise<Page<Delivery>> {
    const after = page.cursor === undefined ? {} : { _id: { $lt: decodeCursor(page.cursor) } };
    const found = await deliveries
      .find({ ...filter, ...after })
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found.slice(0, page.limit).map(toDelivery),
      ...(last && { nextCursor: encodeCursor(last._id) }),
    };
  }

  /** How many deliveries each portal has in each status. */
  async function countByStatus(): Promise<{ portalId: string; status: DeliveryStatus; count: number }[]> {
    const rows = await deliveries
      .aggregate<{ _id: { portalId: string; status: DeliveryStatus }; n: number }>([
        { $group: { _id: { portalId: '$portalId', status: '$status' }, n: { $sum: 1 } } },
      ])
      .toArray();
    return rows.map(({ _id, n }) => ({ ..._id, count: n }));
  }

  return { find, findByItem, findDue, list, countByStatus };
}

function moveDesired(deliveries: Deliveries) {
  /**
   * Moves `desired` forward, never back; creates the delivery where the portal has none. True when it moved. `exists`
   * is what the caller has seen: it decides which of the two is tried first, not what comes of it.
   */
  async function move(delivery: Delivery, exists: boolean): Promise<boolean> {
    if (exists) return (await advance(delivery)) || (await insert(delivery));
    return (await insert(delivery)) || (await advance(delivery));
  }

  async function advance(delivery: Delivery): Promise<boolean> {
    const rank = targetRank(delivery.desired);
    const { desired, lane, nextAttemptAt } = delivery;
    const moved = await deliveries.updateOne(
      { _id: delivery.id, desiredRank: { $lt: rank } },
      {
        $set: { desired, desiredRank: rank, lane, nextAttemptAt, due: true, failures: 0, status: 'pending' },
      },
    );
    return moved.matchedCount === 1;
  }

  /** False when the delivery is there already. */
  async function insert(delivery: Delivery): Promise<boolean> {
    try {
      await deliveries.insertOne({
        ...toStored(delivery),
        desiredRank: targetRank(delivery.desired),
        fence: 0,
      });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return { move };
}

function leaseDeliveries(deliveries: Deliveries) {
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

function recordOutcomes(deliveries: Deliveries) {
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

function keepReceipts(deliveries: Deliveries) {
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

function toLeased({ lease, ...record }: DeliveryRecord): LeasedDelivery {
  return { ...fromStored<Delivery & DeliveryMarks>(record), abandoned: lease !== undefined };
}

function toDelivery(record: DeliveryRecord): Delivery {
  const { desiredRank, fence, abandoned, unsureOf, ...delivery } = toLeased(record);
  return delivery;
}
