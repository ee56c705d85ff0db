import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { WithdrawalRequest } from '../../schemas/requests.js';
import type { ItemChange } from '../domain/item-change.js';
import { nextState } from '../domain/item-state.js';
import type { ItemStore } from '../store/item-store.js';
import { requireItem, stampOf, type Caller } from './caller.js';

export interface WithdrawDependencies {
  items: ItemStore;
  routePublication(item: ContentItem): Promise<unknown>;
  now: Clock;
}

const TRIES = 10;

/**
 * 撤稿: takes the item back, and down wherever it is published. It needs no version: a withdrawal beats whatever else
 * happens to the item at the same time. Withdrawing twice answers the item as it is.
 */
export function createWithdrawItem(deps: WithdrawDependencies) {
  return async (id: string, request: WithdrawalRequest, caller: Caller): Promise<ContentItem> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const item = await requireItem(deps.items, id, caller.account);
      if (item.state === 'withdrawn') return item;
      const at = toInstant(deps.now());
      const change = toWithdrawal(item, request.reason, caller.account.id, at);
      const withdrawn = await deps.items.applyChange({ item, change }, stampOf(caller, at));
      if (!withdrawn) continue;
      if (change.publication) await deps.routePublication(withdrawn);
      return withdrawn;
    }
    throw new AppError('stale-version', `item ${id} is being changed by others`, { retryable: true });
  };
}

/** The one change that takes an item back, and down where it is published. */
export function toWithdrawal(item: ContentItem, reason: string, by: string, at: string): ItemChange {
  return {
    state: nextState(item.state, 'withdraw'),
    ...(item.publication && {
      publication: { operation: 'withdraw' as const, revision: item.publication.revision, at, reason },
    }),
    history: { action: 'withdrawn', by, revision: item.revision, comment: reason },
  };
}
