import type { ContentItem, Publication } from '../../../schemas/content-item.js';
import { AppError } from '../../../schemas/errors.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import type { Review, ReviewStage, SecondReview } from '../../../schemas/review.js';
import type { ItemChange } from '../item-change.js';
import { nextState } from '../item-state.js';
import { findBlocking } from './answered-findings.js';
import { toEntry, type DecisionContext } from './decision-context.js';
import { toAlarmTimes } from './alarm-times.js';
import { escalatedTo } from './alarms.js';
import { enterStage } from './open-review.js';
import type { OpenWork } from './open-work.js';

type StageWork = Extract<OpenWork, { kind: 'stage' }>;

/** One approval: a co-signed stage may wait for more, the next stage opens, or the item is approved as a whole. */
export function approveStage(context: DecisionContext, { review, stage }: StageWork): ItemChange {
  requireNothingBlocks(context.item);
  const signed = sign(stage, context);
  if (!isComplete(signed, context)) {
    return {
      review: withStage(review, signed, context),
      // Departments work side by side: the claim of another one stays.
      ...(context.item.claim &&
        context.item.claim.by !== context.account.id && { claim: context.item.claim }),
      history: toEntry(context, 'co-signed'),
    };
  }
  const { account, now } = context;
  const done = { ...signed, decidedBy: account.id, decidedAt: toInstant(now) };
  const approved = withStage(review, done, context);
  return approved.stage < approved.stages.length - 1
    ? advance(context, approved)
    : approveItem(context, approved);
}

function requireNothingBlocks(item: ContentItem): void {
  const blocking = findBlocking(item);
  if (blocking.length === 0) return;
  throw new AppError('blocked-by-findings', 'findings of severity block stop approval', {
    details: { rules: blocking.map(({ rule }) => rule) },
  });
}

function sign(stage: ReviewStage, { account, now }: DecisionContext): ReviewStage {
  const approval = { by: account.id, organizationId: account.organizationId, at: toInstant(now) };
  return { ...stage, approvals: [...(stage.approvals ?? []), approval] };
}

/** Whoever a co-signed stage was escalated to answers for the departments that let their time pass. */
function isComplete(
  { departments, mode, approvals = [] }: ReviewStage,
  { item, work, account }: DecisionContext,
): boolean {
  if (!departments || mode === 'any' || escalatedTo(item, work).includes(account.id)) return true;
  return departments.every((id) => approvals.some(({ organizationId }) => organizationId === id));
}

/** The review with its current stage replaced, and the time of publication that the decider asked for. */
function withStage(review: Review, stage: ReviewStage, { request }: DecisionContext): Review {
  const stages = review.stages.map((each, index) => (index === review.stage ? stage : each));
  return { ...review, stages, ...(request.publishAt !== undefined && { publishAt: request.publishAt }) };
}

function advance(context: DecisionContext, review: Review): ItemChange {
  const { item, clock, now } = context;
  const history = toEntry(context, 'stage-approved');
  const { review: opened, claim } = enterStage(item, review, review.stage + 1, { clock, now });
  return {
    state: nextState(item.state, 'advanceStage'),
    review: opened,
    claim: claim ?? null,
    history,
  };
}

function approveItem(context: DecisionContext, review: Review): ItemChange {
  const { item, now } = context;
  const later = review.publishAt !== undefined && Date.parse(review.publishAt) > now.getTime();
  return {
    state: nextState(item.state, 'approve'),
    review,
    ...(!later && { publication: toPublication(item, now) }),
    ...(review.secondReview && { secondReview: openSecondReview(item, review.secondReview, context) }),
    history: toEntry(context, 'approved'),
  };
}

/** The first approval publishes; a later one corrects what the portals already show. */
export function toPublication(item: Pick<ContentItem, 'publication' | 'revision'>, now: Date): Publication {
  const live = item.publication !== undefined && item.publication.operation !== 'withdraw';
  return { operation: live ? 'correct' : 'publish', revision: item.revision, at: toInstant(now) };
}

/** In real time, whatever its lane. Takes the place of an open one for an earlier revision: whoever looks again looks at what is published. */
function openSecondReview(
  { revision }: ContentItem,
  { role, dueSeconds }: NonNullable<Review['secondReview']>,
  { clock, now }: Pick<DecisionContext, 'clock' | 'now'>,
): SecondReview {
  const after = (seconds: number) => addSeconds(now, seconds);
  return {
    ...{ revision, role, openedAt: toInstant(now), dueAt: toInstant(after(dueSeconds)) },
    alarms: toAlarmTimes(dueSeconds, after, clock),
  };
}
