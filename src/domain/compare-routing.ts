import type { DryRunItem, DryRunPortal, RoutedTo } from '../../schemas/route.js';

/** Where an item is, or would be: as much as two routings are compared by. */
export type Place = Pick<RoutedTo, 'portalId' | 'column'>;

export type PlaceDifference = Pick<DryRunItem, 'added' | 'removed' | 'moved'>;

/** What changes for one item between two routings. */
export function comparePlaces(before: readonly Place[], after: readonly Place[]): PlaceDifference {
  const was = new Map(before.map(({ portalId, column }) => [portalId, column]));
  const is = new Map(after.map(({ portalId, column }) => [portalId, column]));
  return {
    added: [...is.keys()].filter((id) => !was.has(id)),
    removed: [...was.keys()].filter((id) => !is.has(id)),
    moved: [...is.keys()].filter((id) => was.has(id) && was.get(id) !== is.get(id)),
  };
}

/** Totals by portal, in the order of their names. */
export function countByPortal(items: readonly DryRunItem[]): DryRunPortal[] {
  const totals = new Map<string, DryRunPortal>();
  const count = (portalIds: readonly string[], field: Exclude<keyof DryRunPortal, 'portalId'>): void => {
    for (const portalId of portalIds) {
      const total = totals.get(portalId) ?? { portalId, items: 0, added: 0, removed: 0, moved: 0 };
      totals.set(portalId, { ...total, [field]: total[field] + 1 });
    }
  };
  for (const { targets, added, removed, moved } of items) {
    count(
      targets.map(({ portalId }) => portalId),
      'items',
    );
    count(added, 'added');
    count(removed, 'removed');
    count(moved, 'moved');
  }
  return [...totals.values()].sort((a, b) => (a.portalId < b.portalId ? -1 : 1));
}
