import type { ItemDelivery } from '../../schemas/content-item.js';
import type { Delivery, Receipt } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { targetRank } from '../domain/delivery-target.js';
import type { HistoryEntry, ItemChange } from '../domain/item-change.js';
import { nextState } from '../domain/item-state.js';
import { strongestReceipt, toDeliveryStatus } from '../domain/receipts.js';
import { gather } from '../gather.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import type { Standing } from '../store/item-record.js';
import type { ItemStore, PlannedChange } from '../store/item-store.js';

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

export interface ShowDependencies {
  items: Pick<ItemStore, 'findStanding' | 'applyChanges'>;
  deliveries: Pick<DeliveryStore, 'findByItems'>;
  now: Clock;
}

const TRIES = 20;

/**
 * Writes the news into the item with its history, and the state `delivered` once every portal has what it should.
 * Repeating it is harmless. Other writers only make it try again: nobody decides against a delivery. News that come
 * together are written together, each item's under its own version.
 */
export function createShowDelivery(deps: ShowDependencies): (news: DeliveryNews) => Promise<void> {
  return gather((news: readonly DeliveryNews[]) => showAll(deps, news), { most: 50 });
}

async function showAll(deps: ShowDependencies, news: readonly DeliveryNews[]): Promise<undefined[]> {
  let left = news;
  // Two portals may tell of one item at once: the second waits for the next round.
  for (let round = 0; round < TRIES + left.length; round++) {
    const { planned, later } = await planRound(deps, left);
    const at = toInstant(deps.now());
    const written = await deps.items.applyChanges(
      planned.map(({ change }) => change),
      { at },
    );
    // What could not be written is planned anew on the item as it is now; what could be is found to be there.
    left = [...(written === planned.length ? [] : planned.map((each) => each.news)), ...later];
    if (left.length === 0) return news.map(() => undefined);
  }
  const id = left[0]?.delivery.itemId ?? '';
  throw new AppError('stale-version', `item ${id} is written faster than it can be read`, {
    retryable: true,
  });
}

/** What is to be written now, one change an item, and what has to wait for it. */
interface Round {
  planned: { news: DeliveryNews; change: PlannedChange }[];
  later: DeliveryNews[];
}

async function planRound(deps: ShowDependencies, news: readonly DeliveryNews[]): Promise<Round> {
  const ids = [...new Set(news.map(({ delivery }) => delivery.itemId))];
  const items = new Map((await deps.items.findStanding(ids)).map((item) => [item.id, item]));
  // Read after the item: a change holds only for the version that was read, so nothing that came before it is missed.
  const deliveries = await deps.deliveries.findByItems(ids);
  const at = toInstant(deps.now());
  const round: Round = { planned: [], later: [] };
  const seen = new Set<string>();
  for (const each of news) {
    const { itemId } = each.delivery;
    const item = items.get(itemId);
    if (!item) continue;
    if (seen.has(itemId)) {
      round.later.push(each);
      continue;
    }
    const own = deliveries.filter((delivery) => delivery.itemId === itemId);
    const change = toChange(item, each, own, at);
    if (!change) continue;
    seen.add(itemId);
    round.planned.push({ news: each, change: { item, change } });
  }
  return round;
}

function toChange(
  item: Standing,
  news: DeliveryNews,
  deliveries: readonly Delivery[],
  at: string,
): ItemChange | undefined {
  const before = item.deliveries.find((each) => each.portalId === news.delivery.portalId);
  const own = deliveries.find((each) => each.id === news.delivery.id);
  const column = own?.column ?? ownColumn(item, news, before);
  const shown = { ...toItemDelivery(news, own, at), ...(column !== undefined && { column }) };
  // A worker that was slow tells of what others have gone beyond.
  if (before && targetRank(before) > targetRank(shown)) return undefined;
  const all = [...item.deliveries.filter((each) => each !== before), shown].sort(byPortal);
  const complete = isUnderWay(item, deliveries) && deliveries.every((each) => hasWhatItShould(each, all));
  if (before && isSame(before, shown) && !complete) return undefined;
  const { portalId } = shown;
  return {
    deliveries: all,
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

/**
 * Whether the deliveries are those of what was approved. While it waits for its time, or to be routed, they still are those
 * of the revision before, and an answer about that one says nothing of it.
 */
function isUnderWay({ state, revision, publication }: Standing, deliveries: readonly Delivery[]): boolean {
  return (
    state === 'approved' &&
    publication?.revision === revision &&
    deliveries.every(({ desired }) => targetRank(desired) >= targetRank(publication))
  );
}

/**
 * Whether the portal has, by what the item shows, what is desired of it. A portal that refused has what it will take; the
 * refusal stays visible on the delivery.
 */
function hasWhatItShould(
  { portalId, desired, applied, status }: Delivery,
  shown: readonly ItemDelivery[],
): boolean {
  const own = shown.find((each) => each.portalId === portalId);
  if (status === 'refused' || own?.status === 'refused') return applied !== undefined;
  return own?.revision === desired.revision && own.operation === desired.operation;
}

/** The unit's own column, of what the portal shows: a revision under review says nothing of that yet. */
function ownColumn(
  { revision, content }: Standing,
  news: DeliveryNews,
  before: ItemDelivery | undefined,
): string | undefined {
  const isCurrent = news.operation !== 'withdraw' && news.revision === revision;
  return before && !isCurrent ? before.column : content.column;
}

/**
 * The deliveries were read after the item, and the change holds only for that version of it: whoever writes last has seen
 * every receipt that was kept before, so a late answer never hides what a callback said.
 */
function toItemDelivery(
  { operation, revision, receipt, delivery }: DeliveryNews,
  own: Delivery | undefined,
  at: string,
): ItemDelivery {
  const { portalId } = delivery;
  if (!receipt) return { portalId, operation, revision, status: 'refused', at };
  const word = strongestReceipt(receipt, own?.receipts ?? []);
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
