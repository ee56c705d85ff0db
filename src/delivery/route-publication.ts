import type { ContentItem, Publication } from '../../schemas/content-item.js';
import type { Delivery } from '../../schemas/delivery.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import type { Route, RoutedTo } from '../../schemas/route.js';
import { openingOf } from '../domain/quiet-hours.js';
import { routeItem } from '../domain/route-item.js';
import type { WakeUp } from '../queue/queues.js';
import { toDeliverWakeUp } from '../queue/wake-ups.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import type { ItemStore } from '../store/item-store.js';

export interface RouteDependencies {
  items: Pick<ItemStore, 'markRouted'>;
  portals: { list(): Promise<Portal[]> };
  routes: { list(): Promise<Route[]> };
  deliveries: Pick<DeliveryStore, 'findByItem' | 'move'>;
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  now: Clock;
}

/**
 * Moves `desired` at every portal to what the item's publication says, then wakes the deliverers. Repeating it is
 * harmless: `desired` only moves forward. A crash in between leaves the item marked, and the reconciler comes back.
 * Portals that have the item keep it whatever the rules say now, in the column it was sent to.
 */
export function createRoutePublication(deps: RouteDependencies) {
  return async (item: ContentItem): Promise<{ moved: number }> => {
    const { publication } = item;
    if (!publication) return { moved: 0 };
    const [portals, existing] = await Promise.all([deps.portals.list(), deps.deliveries.findByItem(item.id)]);
    const known = new Set(existing.map((delivery) => delivery.portalId));
    const routed = publication.operation === 'withdraw' ? [] : await routeNew(deps, item, portals, known);
    const moved = await Promise.all(
      [...[...known].map((portalId) => ({ portalId })), ...routed].map(async (target) => {
        const portal = portals.find(({ id }) => id === target.portalId);
        const { lane } = item;
        const { operation } = publication;
        const opening = openingOf(portal, { lane, operation }, deps.now());
        const delivery = toDelivery(item, publication, target, opening);
        const isNew = await deps.deliveries.move(delivery, known.has(target.portalId));
        // Each portal is woken as soon as it can be: a flash item does not wait for the others.
        if (isNew) await deps.wake([toDeliverWakeUp(delivery)]);
        return isNew;
      }),
    );
    await deps.items.markRouted(item);
    return { moved: moved.filter(Boolean).length };
  };
}

/** Where the rules send an item that is not there yet. */
async function routeNew(
  deps: RouteDependencies,
  item: ContentItem,
  portals: readonly Portal[],
  known: ReadonlySet<string>,
): Promise<RoutedTo[]> {
  const rules = await deps.routes.list();
  const { targets } = routeItem(item, { rules, portals, now: deps.now() });
  return targets.filter(({ portalId }) => !known.has(portalId));
}

function toDelivery(
  item: ContentItem,
  publication: Publication,
  { portalId, column, ruleId, ruleVersion }: Pick<RoutedTo, 'portalId'> & Partial<RoutedTo>,
  opening: Date,
): Delivery {
  const { operation, revision } = publication;
  return {
    id: `${item.id}.${portalId}`,
    itemId: item.id,
    portalId,
    organizationId: item.organizationId,
    lane: item.lane,
    ...(column !== undefined && { column }),
    ...(ruleId !== undefined && { route: { ruleId, ...(ruleVersion !== undefined && { ruleVersion }) } }),
    desired: { operation, revision, at: publication.at },
    status: 'pending',
    due: true,
    nextAttemptAt: toInstant(opening),
    failures: 0,
    attempts: [],
    receipts: [],
  };
}
