import { toInstant, type Clock } from '../../schemas/instant.js';
import type { DueCallback } from '../store/callback-sending.js';
import type { CallbackStore } from '../store/callback-store.js';
import type { UnitEventStore } from '../store/unit-event-store.js';

/** Entries of the log looked through at once, and how often in a row. */
const PAGE = 1000;
const MOST_PAGES = 20;

/**
 * Finds the callbacks with something to send. Looking goes over the log once for all of them: it marks the callbacks of
 * the organizations that it meets, and remembers how far it came. No callback, nothing to look for.
 */
export function createFindNews(deps: {
  callbacks: CallbackStore;
  unitEvents: Pick<UnitEventStore, 'findNews'>;
  now: Clock;
}) {
  return async (limit: number): Promise<DueCallback[]> => {
    let from = await deps.callbacks.findPosition();
    for (let page = 0; from !== undefined && page < MOST_PAGES; page++) {
      const { upTo, news } = await deps.unitEvents.findNews(from, PAGE);
      if (upTo === from) break;
      await deps.callbacks.spread({ from, upTo, news }, toInstant(deps.now()));
      from = upTo;
    }
    return deps.callbacks.findDue(toInstant(deps.now()), limit);
  };
}
