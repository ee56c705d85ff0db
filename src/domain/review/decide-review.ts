import type { Account } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { DecisionRequest } from '../../../schemas/decision.js';
import { AppError } from '../../../schemas/errors.js';
import type { ItemChange } from '../item-change.js';
import { approveStage } from './approve-stage.js';
import { closeItem } from './close-item.js';
import type { DecisionContext } from './decision-context.js';
import { requireMayDecide, requireUnclaimed } from './may-decide.js';
import { findOpenWork, requireOpenWork } from './open-work.js';
import { readNotes, readReasons } from './read-decision.js';
import type { ReviewClock } from './review-clock.js';
import { decidePostReview } from './second-review.js';
import { sendOn } from './send-on.js';

/**
 * Turns a person's decision into the one change that is written, or throws why it may not be: `stale-version`,
 * `stale-revision`, `wrong-state`, `wrong-stage`, `forbidden`, `same-person`, `own-organization`, `claimed-by-other`,
 * `claim-expired`, `missing-reason`, `unknown-reason`, `blocked-by-findings`, `validation-failed`. Pure: the store writes
 * the change with the version in its filter.
 */
export function decideReview(
  item: ContentItem,
  request: DecisionRequest,
  account: Account,
  { clock, now }: { clock: ReviewClock; now: Date },
): ItemChange {
  requireSameRevision(item, request);
  requireSameVersion(item, request.version);
  const work = requireOpenWork(item, request.stage);
  requireMayDecide(item, work, account);
  requireUnclaimed(item, work, account, now);
  const said = { reasons: readReasons(request), notes: readNotes(item, request) };
  const context: DecisionContext = { item, request, account, work, clock, now, ...said };
  // A decision ends the decider's claim, whatever comes of it.
  return { claim: null, ...decide(context) };
}

function decide(context: DecisionContext): ItemChange {
  if (context.work.kind === 'post-review') return decidePostReview(context, context.work);
  switch (context.request.decision) {
    case 'approve':
      return approveStage(context, context.work);
    case 'send':
      return sendOn(context, context.work);
    case 'return':
    case 'decline':
    case 'merge':
    case 'expire':
      return closeItem(context, context.request.decision);
  }
}

export function requireSameVersion(
  item: Pick<ContentItem, 'version' | 'state' | 'revision' | 'review'>,
  seen: number,
): void {
  if (item.version === seen) return;
  throw new AppError('stale-version', `the item is at version ${item.version}, the request saw ${seen}`, {
    details: whereItIs(item),
  });
}

/** What somebody who came too late needs to know. */
export function whereItIs({
  version,
  state,
  revision,
  review,
}: Pick<ContentItem, 'version' | 'state' | 'revision' | 'review'>) {
  const stage = state === 'in-review' ? review?.stages[review.stage]?.name : undefined;
  return { version, state, revision, ...(stage !== undefined && { stage }) };
}

function requireSameRevision(item: ContentItem, { revision: read, stage }: DecisionRequest): void {
  const wanted = revisionToRead(item, stage);
  if (read === undefined || read === wanted) return;
  throw new AppError('stale-revision', `revision ${read} was read, the one to decide on is ${wanted}`, {
    details: { ...whereItIs(item), revision: wanted },
  });
}

/** A second review is about the revision that was published, whatever its unit has sent since. */
function revisionToRead(item: ContentItem, stage: string | undefined): number {
  const open = findOpenWork(item);
  const work = stage === undefined ? open[0] : open.find(({ name }) => name === stage);
  return work?.kind === 'post-review' ? work.secondReview.revision : item.revision;
}
