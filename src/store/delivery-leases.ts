import { toLeased, type Deliveries, type DeliveryLease, type LeasedDelivery } from './delivery-record.js';

export function leaseDeliveries(deliveries: Deliveries) {
  /**
   * Takes deliveries for one attempt each, all under the one token; answers those that it got, by id. The others are not
   * due, or another worker holds them.
   */
  async function takeLeases(
    ids: readonly string[],
    now: string,
    lease: Pick<DeliveryLease, 'token' | 'until'>,
  ): Promise<Map<string, LeasedDelivery>> {
    const due = { _id: { $in: [...ids] }, due: true, nextAttemptAt: { $lte: now } };
    const take = (free: object, taken: DeliveryLease) =>
      deliveries.updateMany({ ...due, ...free }, { $set: { lease: taken }, $inc: { fence: 1 } });
    const { matchedCount } = await take({ lease: { $exists: false } }, lease);
    if (matchedCount < ids.length) await take({ 'lease.until': { $lte: now } }, { ...lease, tookOver: true });
    const held = { _id: { $in: [...ids] }, 'lease.token': lease.token };
    const found = await deliveries.find(held).toArray();
    return new Map(found.map((record) => [record._id, toLeased(record)]));
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

  /** Gives the lease back unused; the delivery stays due and is not looked at before `nextAttemptAt`. */
  async function postpone(id: string, token: string, nextAttemptAt: string): Promise<void> {
    await deliveries.updateOne(
      { _id: id, 'lease.token': token },
      { $set: { nextAttemptAt }, $unset: { lease: '' } },
    );
  }

  return { takeLeases, settle, postpone };
}
