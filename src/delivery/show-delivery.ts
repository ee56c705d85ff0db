import type { ContentItem, ItemDelivery } from '../../schemas/content-item.js';
import type { Delivery, Receipt } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { HistoryEntry, ItemChange } from '../domain/item-change.js';
import { nextState } from '../domain/item-state.js';
import { strongestReceipt, toDeliveryStatus } from '../domain/receipts.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import type { ItemStore } from '../store/item-store.js';

/** What happened at a portal, to be shown on the item. */
export interface DeliveryNews {
  delivery: Pick<Delivery, 'id' | 'itemId' | 'portalId'>;
  revision: number;
  operation: ItemDelivery['operation'];
  /** What the portal said; absent where it refused. */
  receipt?: Receipt;
  action: Extract<HistoryEntry['action'], 'delivery-applied' | 'receipt' | 'refused'>;
  comment?: string;
}

const TRIES = 20;

/**
 * Writes the news into the item with its history, and the state `delivered` once every portal has what it should.
 * Repeating it is harmless. Other writers only make it try again: nobody decides against a delivery.
 */
export function createShowDelivery(deps: { items: ItemStore; deliveries: DeliveryStore; now: Clock }) {
  return async (news: DeliveryNews): Promise<void> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const item = await deps.items.findById(news.delivery.itemId);
      if (!item) return;
      const at = toInstant(deps.now());
      const change = toChange(item, news, await deps.deliveries.findByItem(item.id), at);
      if (!change || (await deps.items.applyChange({ item, change }, { at }))) return;
    }
    throw new AppError(
      'stale-version',
      `item ${news.delivery.itemId} is written faster than it can be read`,
      { retryable: true },
    );
  };
}

function toChange(
  item: ContentItem,
  news: DeliveryNews,
  deliveries: readonly Delivery[],
  at: string,
): ItemChange | undefined {
  const shown = toItemDelivery(news, deliveries, at);
  const before = item.deliveries.find((each) => each.portalId === shown.portalId);
  const complete = item.state === 'approved' && deliveries.every(hasWhatItShould);
  if (before && isSame(before, shown) && !complete) return undefined;
  const { portalId } = shown;
  return {
    deliveries: [...item.deliveries.filter((each) => each.portalId !== portalId), shown].sort(byPortal),
    ...(complete && { state: nextState(item.state, 'deliver') }),
    history: {
      action: news.action,
      by: 'system',
      revision: news.revision,
      portalId,
      ...(news.comment !== undefined && { comment: news.comment.slice(0, 2000) }),
    },
  };
}

/** A portal that refused has what it will take; the refusal stays visible on the delivery. */
function hasWhatItShould({ desired, applied, status }: Delivery): boolean {
  if (status === 'refused') return applied !== undefined;
  return applied?.revision === desired.revision && applied.operation === desired.operation;
}

/**
 * The deliveries were read after the item, and the change holds only for that version of it: whoever writes last has seen
 * every receipt that was kept before, so a late answer never hides what a callback said.
 */
function toItemDelivery(
  { operation, revision, receipt, delivery }: DeliveryNews,
  deliveries: readonly Delivery[],
  at: string,
): ItemDelivery {
  const { portalId } = delivery;
  if (!receipt) return { portalId, operation, revision, status: 'refused', at };
  const known = deliveries.find((each) => each.id === delivery.id)?.receipts ?? [];
  const word = strongestReceipt(receipt, known);
  return {
    portalId,
    operation,
    revision,
    status: toDeliveryStatus(word),
    receiptNumber: word.receiptNumber,
    ...(word.url !== undefined && { url: word.url }),
    at,
  };
}

function isSame(a: ItemDelivery, b: ItemDelivery): boolean {
  return (
    a.operation === b.operation &&
    a.revision === b.revision &&
    a.status === b.status &&
    a.receiptNumber === b.receiptNumber
  );
}

function byPortal(a: ItemDelivery, b: ItemDelivery): number {
  return a.portalId < b.portalId ? -1 : 1;
}
