import type { Account } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { DecisionRequest } from '../../../schemas/decision.js';
import type { CodedReason, Note } from '../../../schemas/review.js';
import type { HistoryEntry } from '../item-change.js';
import { openedAtOf, type OpenWork } from './open-work.js';
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

/** Decisions after which the stage is still open, or opens again. */
const LEAVE_OPEN: readonly HistoryEntry['action'][] = ['co-signed', 'sent'];

/** The history entry of a decision: who, in which stage, about which revision, why. */
export function toEntry(
  { item, request, account, work, reasons, notes }: DecisionContext,
  action: HistoryEntry['action'],
): HistoryEntry {
  const revision = work.kind === 'post-review' ? work.secondReview.revision : item.revision;
  return {
    ...{ action, by: account.id, revision, stage: work.name },
    ...(!LEAVE_OPEN.includes(action) && {
      timing: { lane: item.lane, openedAt: openedAtOf(work), dueAt: work.dueAt },
    }),
    ...(reasons.length > 0 && { reasons }),
    ...(notes.length > 0 && { notes }),
    ...(request.comment !== undefined && { comment: request.comment }),
  };
}
