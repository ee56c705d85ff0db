import type { DeliveryStatus } from '../../schemas/delivery.js';
import type { Lane } from '../../schemas/lane.js';
import type { DeliveryTally } from '../domain/census.js';
import type { Deliveries } from './delivery-record.js';

/** Counting stops here: beyond it, more is only more. */
const MOST_COUNTED = 10_000;
const SAMPLE = 20;

/** Deliveries whose promise has passed. */
export interface LateDeliveries {
  count: number;
  sample: string[];
}

/** Figures over all deliveries, for metrics, alerts and the census. */
export function countDeliveries(deliveries: Deliveries) {
  /** How many deliveries each portal has in each status. */
  async function countByStatus(): Promise<{ portalId: string; status: DeliveryStatus; count: number }[]> {
    const rows = await deliveries
      .aggregate<{ _id: { portalId: string; status: DeliveryStatus }; n: number }>([
        { $group: { _id: { portalId: '$portalId', status: '$status' }, n: { $sum: 1 } } },
      ])
      .toArray();
    return rows.map(({ _id, n }) => ({ ..._id, count: n }));
  }

  /** Due deliveries of a portal and lane that were decided before that time, the oldest first. */
  async function findLate(portalId: string, lane: Lane, before: string): Promise<LateDeliveries> {
    const late = { portalId, lane, due: true, 'desired.at': { $lt: before } };
    const oldest = await deliveries
      .find(late, { projection: { _id: 1 } })
      .sort({ 'desired.at': 1 })
      .limit(SAMPLE)
      .toArray();
    const count =
      oldest.length < SAMPLE ? oldest.length : await deliveries.countDocuments(late, { limit: MOST_COUNTED });
    return { count, sample: oldest.map(({ _id }) => _id) };
  }

  return { countByStatus, findLate };
}

/** What a census asks of the deliveries. */
export function surveyDeliveries(deliveries: Deliveries) {
  /** How the deliveries of every portal stand; goes through all of them. */
  async function tally(): Promise<DeliveryTally[]> {
    const rows = await deliveries
      .aggregate<{ _id: Omit<DeliveryTally, 'count' | 'applied'> & { applied?: string | null }; n: number }>([
        {
          $group: {
            _id: {
              ...{ portalId: '$portalId', desired: '$desired.operation', applied: '$applied.operation' },
              same: {
                $and: [
                  { $eq: ['$desired.operation', '$applied.operation'] },
                  { $eq: ['$desired.revision', '$applied.revision'] },
                ],
              },
              ...{ status: '$status', due: '$due' },
            },
            n: { $sum: 1 },
          },
        },
      ])
      .toArray();
    return rows.map(({ _id: { applied, ...alike }, n }) => ({
      ...alike,
      ...(applied != null && { applied: applied as DeliveryTally['desired'] }),
      count: n,
    }));
  }

  /** Deliveries in which the portal has not what is desired, refused ones first; some of them. */
  async function findDifferences(portalId: string, most: number): Promise<string[]> {
    const refused = await deliveries
      .find({ portalId, status: 'refused' }, { projection: { _id: 1 } })
      .limit(most)
      .toArray();
    const waiting = await deliveries
      .find({ portalId, status: 'pending' }, { projection: { _id: 1 } })
      .limit(most - refused.length)
      .toArray();
    return [...refused, ...(refused.length < most ? waiting : [])].map(({ _id }) => _id);
  }

  /** Some of what the portal should show, and has said to have: those that follow a place by chance. */
  async function sampleApplied(
    portalId: string,
    chance: number,
    most: number,
  ): Promise<{ id: string; key: string }[]> {
    const live = { portalId, status: { $in: ['delivered', 'adopted'] as DeliveryStatus[] }, due: false };
    const count = await deliveries.countDocuments(live, { limit: MOST_COUNTED });
    const found = await deliveries
      .find(live, { projection: { applied: 1 } })
      .skip(Math.floor(chance * Math.max(0, count - most)))
      .limit(most)
      .toArray();
    return found.flatMap(({ _id, applied }) =>
      applied && applied.operation !== 'withdraw' ? [{ id: _id, key: applied.receipt.idempotencyKey }] : [],
    );
  }

  return { tally, findDifferences, sampleApplied };
}
