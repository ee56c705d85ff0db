import type { ContentItem, HistoryEvent } from '../../schemas/content-item.js';
import type { Claim } from '../../schemas/review.js';

/** A history event before the store stamps it with the time, the caller's place and what the change makes different. */
export type HistoryEntry = Omit<HistoryEvent, 'at' | 'from' | 'byOrganization' | 'before' | 'after'>;

/** What one decision changes: written with its history entry in the same write. */
export interface ItemChange extends Partial<
  Pick<
    ContentItem,
    | 'state'
    | 'content'
    | 'revision'
    | 'fingerprints'
    | 'checkedRevision'
    | 'checkedWith'
    | 'findings'
    | 'exemptions'
    | 'review'
    | 'secondReview'
    | 'publication'
    | 'deliveries'
    | 'mergedInto'
    | 'lane'
    | 'laneReason'
  >
> {
  /** Null takes it off. */
  claim?: Claim | null;
  history: HistoryEntry;
}
