import type { Account } from '../../schemas/account.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { QueueEntry } from '../../schemas/queue.js';
import { toQueueEntry } from '../domain/review/queue-entry.js';
import { isReviewOrder } from '../domain/review/queue-marks.js';
import type { ItemStore } from '../store/item-store.js';
import type { QueueFilter } from '../store/item-queue.js';
import type { CurrentReviewSettings } from './current-settings.js';
import { toDecider } from './to-decider.js';
import { decodeCursor, encodeCursor, foreignCursor, type Page, type PageRequest } from '../store/page.js';

interface QueueDependencies {
  items: Pick<ItemStore, 'findWaiting'>;
  reviewSettings: CurrentReviewSettings;
  now: Clock;
}

interface Shown {
  entry: QueueEntry;
  reviewOrder: string;
}

/**
 * What somebody may decide now, by lane, then deadline. A page begins behind the place where the one before ended, so that
 * what is decided meanwhile moves nothing.
 */
export function createShowQueue({ items, reviewSettings, now }: QueueDependencies) {
  return async (filter: QueueFilter, page: PageRequest, account: Account): Promise<Page<QueueEntry>> => {
    const time = now();
    const reader = toDecider(account, (await reviewSettings()).onDuty(time));
    const asked = { reader, filter, at: toInstant(time) };
    const when = { now: time, ...(filter.stage !== undefined && { stage: filter.stage }) };
    const shown: Shown[] = [];
    const wanted = page.limit + 1;
    let after = page.cursor === undefined ? undefined : readPlace(page.cursor);
    for (let more = true; more && shown.length < wanted;) {
      const rows = await items.findWaiting(asked, after, wanted);
      for (const row of rows) {
        const entry = toQueueEntry(row, reader, when);
        if (entry) shown.push({ entry, reviewOrder: row.reviewOrder });
      }
      after = rows.at(-1)?.reviewOrder;
      more = rows.length === wanted;
    }
    return toPage(shown, page.limit);
  };
}

function toPage(shown: readonly Shown[], limit: number): Page<QueueEntry> {
  const last = shown.length > limit ? shown[limit - 1] : undefined;
  return {
    items: shown.slice(0, limit).map(({ entry }) => entry),
    ...(last && { nextCursor: encodeCursor(last.reviewOrder) }),
  };
}

function readPlace(cursor: string): string {
  const place = decodeCursor(cursor);
  if (isReviewOrder(place)) return place;
  throw foreignCursor();
}
