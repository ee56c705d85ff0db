import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Source } from '../../schemas/source.js';
import type { SubscriptionStore } from '../store/subscription-store.js';

/** What a collection learnt: `unknown` when nothing was read anew, undefined when the feed announces no hub. */
export type SeenHub = { hub: string; topic: string } | undefined | 'unknown';

/**
 * Brings the subscription of a source in line with the hub that its feed announces. Only marks what is due; a worker
 * does the rest. Nearly every collection ends here with what the source itself shows, without asking the store.
 */
export function createNoteHub(deps: { subscriptions: SubscriptionStore; now: Clock }) {
  return async (source: Source, seen: SeenHub): Promise<void> => {
    const { websub, id } = source;
    if (seen === 'unknown' || (seen === undefined && websub === undefined)) return;
    const at = toInstant(deps.now());
    if (seen === undefined) {
      if (websub?.state !== 'ending') await deps.subscriptions.setDropped(id, true, at);
    } else if (websub?.hub !== seen.hub || websub.topic !== seen.topic) {
      await deps.subscriptions.begin(id, seen, at);
    } else if (websub.state === 'ending') {
      await deps.subscriptions.setDropped(id, false, at);
    }
  };
}
