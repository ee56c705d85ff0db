import type { Connection } from 'mongoose';
import type { Delivery } from '../../schemas/delivery.js';
import type { Place } from '../domain/compare-routing.js';
import type { Stored } from './connection.js';

export type DeliveryPlaces = ReturnType<typeof createDeliveryPlaces>;

/** Where items were sent: portals and columns alone. */
export function createDeliveryPlaces(connection: Connection) {
  const deliveries = connection.collection<Stored<Delivery>>('deliveries');

  /** By item; one that is withdrawn from a portal is no longer there. */
  async function findPlaces(itemIds: readonly string[]): Promise<Map<string, Place[]>> {
    const found = await deliveries
      .find(
        { itemId: { $in: [...itemIds] } },
        { projection: { itemId: 1, portalId: 1, column: 1, 'desired.operation': 1 } },
      )
      .toArray();
    const places = new Map<string, Place[]>();
    for (const { itemId, portalId, column, desired } of found) {
      if (desired.operation === 'withdraw') continue;
      const place = { portalId, ...(column !== undefined && { column }) };
      places.set(itemId, [...(places.get(itemId) ?? []), place]);
    }
    return places;
  }

  return { findPlaces };
}
