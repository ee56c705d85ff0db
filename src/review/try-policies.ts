import type { Account } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Policy, PolicyDryRun, PolicyDryRunAnswer } from '../../schemas/policy.js';
import { checkPolicy } from '../domain/review/check-policy.js';
import { choosePolicy, type PolicyFacts } from '../domain/review/choose-policy.js';
import { stageDue, toStages, type ReviewSettings } from '../domain/review/open-review.js';
import { requireItem } from './caller.js';
import type { CurrentReviewSettings } from './current-settings.js';

export interface TryDependencies {
  items: { findById(id: string): Promise<ContentItem | undefined> };
  reviewSettings: CurrentReviewSettings;
  now: Clock;
}

/** 试算: which policy and stages an item would get, now or under other policies; nothing is stored. */
export function createTryPolicies(deps: TryDependencies) {
  return async (request: PolicyDryRun, account: Account): Promise<PolicyDryRunAnswer> => {
    const settings = await deps.reviewSettings();
    const item =
      request.itemId === undefined ? undefined : await requireItem(deps.items, request.itemId, account);
    const facts = toFacts(request, item, settings);
    const { policy, passedOver } = choosePolicy(facts, toPolicies(request, settings, deps.now()));
    return {
      ...{ policy: nameOf(policy), title: policy.title },
      passedOver: passedOver.map(({ policy: other, because }) => ({ policy: nameOf(other), because })),
      ...toTimes(policy, facts, settings, deps.now()),
      ...(policy.secondReview && { secondReview: policy.secondReview }),
      ...(policy.wordingOnly && { wordingOnly: policy.wordingOnly }),
    };
  };
}

const nameOf = ({ id, version }: Policy): string => `${id}@${version}`;

function toFacts(
  { lane = 'routine', kind = 'news', organizationId = 'unknown', column }: PolicyDryRun,
  item: ContentItem | undefined,
  settings: ReviewSettings,
): PolicyFacts {
  if (!item) return { lane, kind, organizationId, ...(column !== undefined && { column }), portalIds: [] };
  const own = item.content.column;
  return {
    ...{ lane: item.lane, kind: item.content.kind, organizationId: item.organizationId },
    ...(own !== undefined && { column: own }),
    portalIds: settings.portalsOf(item),
  };
}

/** Policies to be tried stand at version 0. Throws `validation-failed` where one could not be written either. */
function toPolicies({ policies }: PolicyDryRun, settings: ReviewSettings, now: Date): readonly Policy[] {
  if (!policies) return settings.policies;
  const wrong = policies.flatMap((policy, index) =>
    checkPolicy(policy).map((field) => ({ ...field, pointer: `/policies/${index}${field.pointer}` })),
  );
  if (wrong.length > 0) throw new AppError('validation-failed', 'not review policies', { fields: wrong });
  const stamp = { version: 0, changedAt: toInstant(now), changedBy: 'dry-run', comment: '' };
  return policies.map((policy) => ({ ...policy, ...stamp }));
}

function toTimes(policy: Policy, facts: PolicyFacts, { clock }: ReviewSettings, now: Date) {
  const { lane, organizationId, kind } = facts;
  const open = toStages(policy, { organizationId, content: { kind } });
  let from = now;
  const stages = open.map(({ dueSeconds, ...stage }) => {
    from = stageDue(lane, dueSeconds === undefined ? {} : { dueSeconds }, open.length, { clock, from });
    return { ...stage, dueAt: toInstant(from) };
  });
  return { stages, deadlineAt: toInstant(clock.after(lane, now, clock.reviewSeconds(lane))) };
}
