import type { ContentItem, HistoryEvent } from '../../schemas/content-item.js';
import { countScenes } from './scenes/count-scenes.js';
import { PORTAL_IDS, type Census } from './take-census.js';

/** The last line of `demo --once`. Names are relied on by others: add, do not rename. */
export interface DemoSummary {
  /** Items taken in, duplicates included. */
  collected: number;
  /** Of these, recognised as copies of another one. */
  duplicates: number;
  /** Items that passed through the checks at least once. */
  checked: number;
  /** Items sent back to their unit at least once. */
  returned: number;
  declined: number;
  /** Items approved at least once. */
  approved: number;
  /** Items that a portal holds or held, by the portals' own account. */
  delivered: { bureau: number; central: number };
  /** Items of which the portals took a correction. */
  corrected: number;
  /** Items that the portals took down. */
  withdrawn: number;
  /** Receipts recorded, answers and callbacks. */
  receipts: number;
  /** Events that the unit with a callback heard of its items, each once. */
  heard: number;
  /** Final approval to the acknowledgement of the slower portal, over the flash items. */
  flashDeliveryMs: { p50: number; p99: number };
  /** Items that went through each of the scenes. */
  scenes: Record<string, number>;
}

/** Counted from the stores and the portals alone. */
export function toSummary(census: Census): DemoSummary {
  const { items, deliveries, portals, heard } = census;
  const having = (action: HistoryEvent['action']) =>
    items.filter(({ history }) => history.some((event) => event.action === action)).length;
  const held = PORTAL_IDS.flatMap((id) => portals[id].items);
  const operated = (operation: string) =>
    new Set(
      held
        .filter(({ operations }) => operations.some((each) => each.operation === operation))
        .map((each) => each.itemId),
    ).size;
  return {
    collected: items.length,
    duplicates: items.filter(({ state }) => state === 'merged').length,
    checked: having('checked'),
    returned: having('returned'),
    declined: items.filter(({ state }) => state === 'declined').length,
    approved: having('approved'),
    delivered: { bureau: portals.bureau.items.length, central: portals.central.items.length },
    corrected: operated('correct'),
    withdrawn: operated('withdraw'),
    receipts: deliveries.reduce((sum, { receipts }) => sum + receipts.length, 0),
    heard: heard.length,
    flashDeliveryMs: toQuantiles(items.flatMap((item) => toFlashMs(item, deliveries))),
    scenes: countScenes(census),
  };
}

/** Milliseconds from the final approval until both portals had acknowledged. */
function toFlashMs(item: ContentItem, deliveries: Census['deliveries']): number[] {
  const approved = item.history.findLast(({ action }) => action === 'approved');
  if (item.lane !== 'flash' || approved === undefined) return [];
  const applied = deliveries
    .filter(({ itemId }) => itemId === item.id)
    .flatMap((delivery) => (delivery.applied ? [Date.parse(delivery.applied.at)] : []));
  return applied.length === 0 ? [] : [Math.max(...applied) - Date.parse(approved.at)];
}

/** Nearest-rank quantiles; 0 without values. */
function toQuantiles(values: readonly number[]): { p50: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
