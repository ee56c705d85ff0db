import { AppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import type { DryRunAnswer, DryRunItem, DryRunRequest, Route } from '../../schemas/route.js';
import { comparePlaces, countByPortal, type Place } from '../domain/compare-routing.js';
import { routeItem, type RoutingFacts } from '../domain/route-item.js';
import type { RoutingSample } from '../store/item-routing.js';

export interface DryRunDependencies {
  items: { sampleForRouting(limit: number): Promise<RoutingSample[]> };
  deliveries: { findPlaces(itemIds: readonly string[]): Promise<Map<string, Place[]>> };
  portals: { list(): Promise<Portal[]> };
  routes: { list(): Promise<Route[]> };
  now: Clock;
}

const DEFAULT_ITEMS = 200;

/**
 * 试运行: where the newest items would go by the rules given, against the stored ones; without any given, where the
 * stored ones would send them, against where they were sent. Nothing is changed.
 */
export function createDryRunRoutes(deps: DryRunDependencies) {
  return async ({ routes, limit = DEFAULT_ITEMS }: DryRunRequest): Promise<DryRunAnswer> => {
    requireDistinct(routes ?? []);
    const [stored, portals, samples] = await Promise.all([
      deps.routes.list(),
      deps.portals.list(),
      deps.items.sampleForRouting(limit),
    ]);
    const now = deps.now();
    const placesOf = routes
      ? byRules({ rules: stored, portals, now })
      : byDeliveries(await deps.deliveries.findPlaces(samples.map(({ id }) => id)));
    const items = samples.map((sample) => toRow(sample, { rules: routes ?? stored, portals, now }, placesOf));
    return {
      comparedWith: routes ? 'rules' : 'deliveries',
      tried: items.length,
      portals: countByPortal(items),
      items,
    };
  };
}

type PlacesOf = (sample: RoutingSample) => readonly Place[];

function byRules(facts: RoutingFacts): PlacesOf {
  return (sample) => routeItem(sample, facts).targets;
}

function byDeliveries(places: ReadonlyMap<string, readonly Place[]>): PlacesOf {
  return ({ id }) => places.get(id) ?? [];
}

function toRow(sample: RoutingSample, facts: RoutingFacts, placesOf: PlacesOf): DryRunItem {
  const { targets } = routeItem(sample, facts);
  return {
    itemId: sample.id,
    title: sample.content.title,
    kind: sample.content.kind,
    organizationId: sample.organizationId,
    state: sample.state,
    targets,
    ...comparePlaces(placesOf(sample), targets),
  };
}

function requireDistinct(routes: readonly { id: string }[]): void {
  const seen = new Set<string>();
  const fields = routes.flatMap(({ id }, index) => {
    const again = seen.has(id);
    seen.add(id);
    return again ? [{ pointer: `/routes/${index}/id`, zh: '规则名重复', en: 'this name is used twice' }] : [];
  });
  if (fields.length > 0) throw new AppError('validation-failed', 'two rules of one name', { fields });
}
