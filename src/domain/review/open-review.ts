import type { ContentItem } from '../../../schemas/content-item.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import type { Lane } from '../../../schemas/lane.js';
import type { Policy, PolicyStage } from '../../../schemas/policy.js';
import type { Claim, Review, ReviewStage } from '../../../schemas/review.js';
import { toAlarmTimes } from './alarm-times.js';
import { choosePolicy } from './choose-policy.js';
import type { ReviewClock } from './review-clock.js';
import { findReturner } from './who-decided.js';

/** What decides how items are reviewed now. */
export interface ReviewSettings {
  policies: readonly Policy[];
  clock: ReviewClock;
  /** Portals that an item would go to. */
  portalsOf(item: Reviewable): readonly string[];
  /** Who is on duty at a time, in the order in which they are asked; nobody where the roster has a gap. */
  onDuty: (at: Date) => readonly string[];
}

export type Reviewable = Pick<
  ContentItem,
  'lane' | 'revision' | 'organizationId' | 'history' | 'submittedBy'
> & { content: ContentItem['content'] };

/**
 * Opens the review of a revision under the policy that is for it; a review keeps the stages and the version it opened
 * with, whatever the policy becomes later. What comes back to who returned it is theirs first.
 */
export function openReview(
  item: Reviewable,
  settings: ReviewSettings,
  now: Date,
): { review: Review; claim: Claim | undefined } {
  const { lane } = item;
  const policy = policyFor(item, settings);
  const stages = toStages(policy, item);
  const review: Review = {
    policy: `${policy.id}@${policy.version}`,
    ...{ revision: item.revision, stages, stage: 0, startedAt: toInstant(now) },
    deadlineAt: toInstant(settings.clock.after(lane, now, settings.clock.reviewSeconds(lane))),
    ...(policy.secondReview && {
      secondReview: {
        role: policy.secondReview.role,
        dueSeconds: policy.secondReview.withinHours * 3600,
      },
    }),
  };
  return enterStage(item, review, 0, { clock: settings.clock, now });
}

/** The policy in force for an item. */
export function policyFor(item: Reviewable, settings: ReviewSettings): Policy {
  const { lane, organizationId, content } = item;
  const facts = {
    ...{ lane, organizationId, kind: content.kind, portalIds: settings.portalsOf(item) },
    ...(content.column !== undefined && { column: content.column }),
  };
  return choosePolicy(facts, settings.policies).policy;
}

/** Stages for this item: those for its kind, without its own organization among the departments. */
export function toStages(
  { stages }: Pick<Policy, 'stages'>,
  {
    organizationId,
    content,
  }: Pick<Reviewable, 'organizationId'> & { content: { kind: ContentItem['content']['kind'] } },
): ReviewStage[] {
  return stages
    .filter(({ kinds }) => kinds?.includes(content.kind) ?? true)
    .map(({ kinds: _kinds, ...stage }) => withoutOwn(stage, organizationId));
}

/** Nobody reviews what their own organization wrote: it is asked for no approval of its own item. */
function withoutOwn(
  { departments, mode, ...stage }: Omit<PolicyStage, 'kinds'>,
  organizationId: string,
): ReviewStage {
  const others = departments?.filter((id) => id !== organizationId) ?? [];
  return others.length === 0 ? stage : { ...stage, departments: others, mode: mode ?? 'all' };
}

/** Opens a stage of a review: its time begins, and it is kept for whoever sent the last revision back from there. */
export function enterStage(
  item: Pick<ContentItem, 'lane' | 'history' | 'revision' | 'submittedBy'>,
  review: Review,
  index: number,
  { clock, now }: { clock: ReviewClock; now: Date },
): { review: Review; claim: Claim | undefined } {
  const { lane } = item;
  const count = review.stages.length;
  const after = (seconds: number) => clock.after(lane, now, seconds);
  const stages = review.stages.map((stage, at) =>
    at === index
      ? {
          ...stage,
          openedAt: toInstant(now),
          dueAt: toInstant(stageDue(lane, stage, count, { clock, from: now })),
          alarms: toAlarmTimes(stageSeconds(lane, stage, count, clock), after, clock),
        }
      : stage,
  );
  return {
    review: { ...review, stages, stage: index },
    claim: reserve(item, stages[index]?.name, { clock, now }),
  };
}

export function stageDue(
  lane: Lane,
  stage: { dueSeconds?: number },
  stages: number,
  { clock, from }: { clock: ReviewClock; from: Date },
): Date {
  return clock.after(lane, from, stageSeconds(lane, stage, stages, clock));
}

/** A stage's own time, or its share of what the lane allows for the whole review. */
function stageSeconds(
  lane: Lane,
  { dueSeconds }: { dueSeconds?: number },
  stages: number,
  clock: ReviewClock,
): number {
  return dueSeconds ?? Math.floor(clock.reviewSeconds(lane) / stages);
}

function reserve(
  item: Pick<ContentItem, 'lane' | 'history' | 'revision' | 'submittedBy'>,
  stage: string | undefined,
  { clock, now }: { clock: ReviewClock; now: Date },
): Claim | undefined {
  const returner = findReturner(item);
  if (!returner || returner.stage !== stage) return undefined;
  return {
    by: returner.by,
    at: toInstant(now),
    until: toInstant(addSeconds(now, clock.claimSeconds(item.lane))),
    givenBy: 'system',
  };
}
