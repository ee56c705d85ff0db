import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { RerouteRequest } from '../../schemas/route.js';
import { requireItem, stampOf, type Caller } from '../review/caller.js';
import type { ItemStore } from '../store/item-store.js';

export interface RerouteDependencies {
  items: ItemStore;
  routePublication(item: ContentItem): Promise<{ moved: number }>;
  now: Clock;
}

const TRIES = 10;

/**
 * 重新分发: sends a published item also to the portals that the rules name now. It is taken down nowhere: rules decide
 * where an item begins to be shown, people decide where it ends. Recorded with who and why; repeating it is harmless.
 */
export function createRerouteItem(deps: RerouteDependencies) {
  return async (id: string, { reason }: RerouteRequest, caller: Caller): Promise<ContentItem> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const item = await requireItem(deps.items, id, caller.account);
      const { publication } = item;
      if (!publication || publication.operation === 'withdraw')
        throw new AppError('wrong-state', `item ${id} is not published`, { details: { state: item.state } });
      const change = {
        // The same publication again: the mark that it is to be routed comes with it.
        publication,
        history: {
          action: 'rerouted' as const,
          by: caller.account.id,
          revision: item.revision,
          comment: reason,
        },
      };
      const at = toInstant(deps.now());
      const marked = await deps.items.applyChange({ item, change }, stampOf(caller, at));
      if (!marked) continue;
      await deps.routePublication(marked);
      return marked;
    }
    throw new AppError('stale-version', `item ${id} is being changed by others`, { retryable: true });
  };
}
