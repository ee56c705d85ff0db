import { AppError } from '../../../schemas/errors.js';
import type { Review, ReviewStage } from '../../../schemas/review.js';
import type { ItemChange } from '../item-change.js';
import { toEntry, type DecisionContext } from './decision-context.js';
import { enterStage } from './open-review.js';
import type { OpenWork } from './open-work.js';

type StageWork = Extract<OpenWork, { kind: 'stage' }>;

/** Where `send` takes an item: the secrecy check now instead of later, or a department that is to approve first. */
export const SECRECY = 'secrecy';

/**
 * 转送. To secrecy: its stage is taken before the current one. To a department: a stage for it is put before the current
 * one. Nothing is left out by it: every stage of the policy still comes.
 */
export function sendOn(context: DecisionContext, { review }: StageWork): ItemChange {
  const { item, request, clock, now } = context;
  const { to } = request;
  if (to === undefined) throw noTarget();
  const stages = to === SECRECY ? secrecyFirst(review, context) : departmentFirst(review, to, context);
  const { stage: _left, ...rest } = review;
  const moved = { ...rest, stages: stages.map(reopen(review.stage)), stage: review.stage };
  const entered = enterStage(item, moved, review.stage, { clock, now });
  return {
    review: entered.review,
    claim: entered.claim ?? null,
    history: { ...toEntry(context, 'sent'), subject: to },
  };
}

/** Stages from the current one on have not been worked in: their time begins anew. */
function reopen(from: number): (stage: ReviewStage, index: number) => ReviewStage {
  return (stage, index) => {
    if (index < from) return stage;
    const { openedAt: _opened, dueAt: _due, ...rest } = stage;
    return rest;
  };
}

function secrecyFirst({ stages, stage }: Review, { account }: DecisionContext): ReviewStage[] {
  const at = stages.findIndex(({ role }, index) => index > stage && role === 'secrecy-reviewer');
  const found = stages[at];
  if (!found) {
    throw new AppError('wrong-state', 'the secrecy check of this item is done, or under way', {
      details: { stage: stages[stage]?.name },
    });
  }
  const others = stages.filter((_each, index) => index !== at);
  return others.toSpliced(stage, 0, { ...found, referredBy: account.id });
}

function departmentFirst(
  { stages, stage }: Review,
  to: string,
  { item, account }: DecisionContext,
): ReviewStage[] {
  const name = `co-sign-${to}`;
  if (to === item.organizationId || stages.some((each) => each.name === name)) {
    throw new AppError('conflict', `${to} wrote the item, or was asked about it already`, {
      details: { to },
    });
  }
  const coSign: ReviewStage = {
    name,
    role: 'reviewer',
    departments: [to],
    mode: 'all',
    referredBy: account.id,
  };
  return stages.toSpliced(stage, 0, coSign);
}

function noTarget(): AppError {
  const zh = '请写明转送给谁：secrecy 或部门代码';
  const en = 'name where to send it: secrecy, or a department';
  return new AppError('validation-failed', en, { fields: [{ pointer: '/to', zh, en }] });
}
