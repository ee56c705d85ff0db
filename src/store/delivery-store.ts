import type { Connection } from 'mongoose';
import type { Delivery, DeliveryStatus } from '../../schemas/delivery.js';
import type { Lane } from '../../schemas/lane.js';
import { targetRank } from '../domain/delivery-target.js';
import { defineModel, isDuplicateKey, toStored, type StoreIndex } from './connection.js';
import { keepDeadLetters } from './dead-letters.js';
import { countDeliveries, surveyDeliveries } from './delivery-figures.js';
import { leaseDeliveries } from './delivery-leases.js';
import { finishDeliveries, keepReceipts, recordOutcomes } from './delivery-outcomes.js';
import { toDelivery, type Deliveries, type DeliveryMarks, type DeliveryRecord } from './delivery-record.js';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.js';

const INDEXES: StoreIndex[] = [
  { keys: { portalId: 1, lane: 1, nextAttemptAt: 1 }, options: { partialFilterExpression: { due: true } } },
  { keys: { portalId: 1, lane: 1, 'desired.at': 1 }, options: { partialFilterExpression: { due: true } } },
  { keys: { itemId: 1, _id: 1 } },
  { keys: { status: 1, _id: 1 } },
  { keys: { portalId: 1, status: 1, _id: 1 } },
  { keys: { organizationId: 1, _id: 1 } },
];

export type DueDelivery = Pick<Delivery, 'id' | 'lane' | 'portalId' | 'desired'>;

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

export function createDeliveryStore(connection: Connection) {
  defineModel<Delivery & DeliveryMarks>(connection, 'deliveries', INDEXES);
  const deliveries = connection.collection<DeliveryRecord>('deliveries');
  const leases = leaseDeliveries(deliveries);
  const outcomes = recordOutcomes(deliveries);
  return {
    ...readDeliveries(deliveries),
    ...moveDesired(deliveries),
    ...{ ...leases, ...outcomes, ...finishDeliveries(deliveries, { ...leases, ...outcomes }) },
    ...keepReceipts(deliveries),
    ...keepDeadLetters(deliveries),
    ...countDeliveries(deliveries),
    ...surveyDeliveries(deliveries),
  };
}

function readDeliveries(deliveries: Deliveries) {
  async function find(id: string): Promise<Delivery | undefined> {
    const record = await deliveries.findOne({ _id: id });
    return record ? toDelivery(record) : undefined;
  }

  async function findByItem(itemId: string): Promise<Delivery[]> {
    return findByItems([itemId]);
  }

  async function findByItems(itemIds: readonly string[]): Promise<Delivery[]> {
    return (await deliveries.find({ itemId: { $in: [...itemIds] } }).toArray()).map(toDelivery);
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

  return { find, findByItem, findByItems, findDue, list };
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
        $unset: { refusedFor: '' },
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
