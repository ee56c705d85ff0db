import type { Account } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { DecisionRequest } from '../../../schemas/decision.js';
import type { CodedReason, Note } from '../../../schemas/review.js';
import type { HistoryEntry } from '../item-change.js';
import type { OpenWork } from './open-work.js';
import type { ReviewClock } from './review-clock.js';

/** A decision whose decider may take it. */
export interface DecisionContext {
  item: ContentItem;
  request: DecisionRequest;
  account: Account;
  work: OpenWork;
  reasons: CodedReason[];
  notes: Note[];
  clock: ReviewClock;
  now: Date;
}

/** The history entry of a decision: who, in which stage, about which revision, why. */
export function toEntry(
  { item, request, account, work, reasons, notes }: DecisionContext,
  action: HistoryEntry['action'],
): HistoryEntry {
  const revision = work.kind === 'post-review' ? work.secondReview.revision : item.revision;
  return {
    ...{ action, by: account.id, revision, stage: work.name },
    ...(reasons.length > 0 && { reasons }),
    ...(notes.length > 0 && { notes }),
    ...(request.comment !== undefined && { comment: request.comment }),
  };
}
