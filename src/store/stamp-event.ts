import { hostname } from 'node:os';
import type { ContentItem, HistoryEvent } from '../../schemas/content-item.js';
import { afterChange, compareFacts, factsOf, type Told } from '../domain/item-facts.js';
import type { ItemChange } from '../domain/item-change.js';

/** When, for whom and from where a change was made: stamped onto its history event. */
export interface Stamp {
  at: string;
  /** Address of the request; absent where a machine of ours did it by itself. */
  from?: string;
  /** Organization of the account that did it. */
  organizationId?: string;
}

/** What the machine did by itself was done here. */
export const HERE = `host ${hostname()}`.slice(0, 100);

/** The event as the history keeps it: what was done, when, from where, and where the item stood before and after. */
export function stampEvent(
  item: Told,
  change: ItemChange,
  presence: { proposal?: ContentItem['proposal'] | null },
  { at, from = HERE, organizationId }: Stamp,
): HistoryEvent {
  const { history } = change;
  const { portalId } = history;
  const before = factsOf(item, portalId);
  const after = factsOf(afterChange(item, change, presence), portalId);
  return {
    ...{ ...history, at, from },
    ...(organizationId !== undefined && { byOrganization: organizationId }),
    ...compareFacts(before, after),
  };
}
