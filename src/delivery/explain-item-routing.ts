import type { ContentItem } from '../../schemas/content-item.js';
import type { Delivery } from '../../schemas/delivery.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import type { Route, RoutingExplanation } from '../../schemas/route.js';
import { explainDelivery, explainStep } from '../domain/explain-routing.js';
import { routeItem } from '../domain/route-item.js';
import { requireItem, type Caller } from '../review/caller.js';

export interface ExplainDependencies {
  items: { findById(id: string): Promise<ContentItem | undefined> };
  deliveries: { findByItem(itemId: string): Promise<Delivery[]> };
  portals: { list(): Promise<Portal[]> };
  routes: { list(): Promise<Route[]> };
  now: Clock;
}

/** 分发说明: what every rule says of an item now, and which rule sent it where it is. */
export function createExplainItemRouting(deps: ExplainDependencies) {
  return async (itemId: string, { account }: Caller): Promise<RoutingExplanation> => {
    const item = await requireItem(deps.items, itemId, account);
    const [rules, portals, deliveries] = await Promise.all([
      deps.routes.list(),
      deps.portals.list(),
      deps.deliveries.findByItem(itemId),
    ]);
    const now = deps.now();
    const { targets, steps } = routeItem(item, { rules, portals, now });
    return {
      itemId,
      at: toInstant(now),
      targets,
      rules: steps.map((step) => explainStep(step, item)),
      deliveries: deliveries.map(explainDelivery),
    };
  };
}
