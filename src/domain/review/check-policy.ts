import type { Role } from '../../../schemas/account.js';
import type { FieldError } from '../../../schemas/errors.js';
import type { Policy, PolicyStage } from '../../../schemas/policy.js';
import { ROUTINE_POLICY } from './default-policies.js';
import { POST_REVIEW } from './open-work.js';

/** Roles that decide: nobody else may hold a stage. */
const DECIDING_ROLES: readonly Role[] = ['reviewer', 'secrecy-reviewer', 'duty-officer', 'liaison'];

/**
 * What keeps a policy from being one, by field: the secrecy check may never be missing, one person alone is never enough
 * without a second review, and the last resort matches everything.
 */
export function checkPolicy(
  policy: Pick<Policy, 'id' | 'enabled' | 'match' | 'stages' | 'secondReview' | 'wordingOnly'>,
): FieldError[] {
  return [
    ...policy.stages.flatMap((stage, index) => checkStage(stage, index, policy.stages)),
    ...checkPeople(policy),
    ...checkWordingOnly(policy),
    ...(policy.id === ROUTINE_POLICY.id ? checkLastResort(policy) : []),
  ];
}

function checkStage(stage: PolicyStage, index: number, stages: readonly PolicyStage[]): FieldError[] {
  const pointer = `/stages/${index}`;
  const fields: FieldError[] = [];
  if (!DECIDING_ROLES.includes(stage.role)) fields.push(notDeciding(`${pointer}/role`));
  if (stages.findIndex(({ name }) => name === stage.name) !== index)
    fields.push({
      pointer: `${pointer}/name`,
      zh: '环节名称重复',
      en: 'another stage has this name',
    });
  if (stage.name === POST_REVIEW)
    fields.push({
      pointer: `${pointer}/name`,
      zh: '此名称专用于补审',
      en: 'this name is kept for the second review afterwards',
    });
  if (stage.mode && !stage.departments)
    fields.push({
      pointer: `${pointer}/mode`,
      zh: '没有会签部门，不能设会签方式',
      en: 'a mode needs departments',
    });
  return fields;
}

/** Whoever of these always takes part: stages for some kinds only do not count. */
function checkPeople({ stages, secondReview }: Pick<Policy, 'stages' | 'secondReview'>): FieldError[] {
  const always = stages.filter(({ kinds }) => kinds === undefined);
  const fields: FieldError[] = [];
  if (!always.some(({ role }) => role === 'secrecy-reviewer'))
    fields.push({
      pointer: '/stages',
      zh: '必须有适用于全部类别的保密审查环节',
      en: 'a secrecy stage for every kind is mandatory',
    });
  const others = always.filter(({ role }) => role !== 'secrecy-reviewer');
  if (others.length === 0)
    fields.push({
      pointer: '/stages',
      zh: '除保密审查外至少还要一个审核环节',
      en: 'at least one stage beside the secrecy check is needed',
    });
  if (others.length === 1 && !secondReview)
    fields.push({
      pointer: '/secondReview',
      zh: '只有一人审核时必须设补审',
      en: 'where one person decides, a second review afterwards is mandatory',
    });
  if (secondReview && !DECIDING_ROLES.includes(secondReview.role))
    fields.push(notDeciding('/secondReview/role'));
  return fields;
}

/** What one person let through is looked at again whenever it changes: nothing of it passes by itself. */
function checkWordingOnly({
  secondReview,
  wordingOnly,
}: Pick<Policy, 'secondReview' | 'wordingOnly'>): FieldError[] {
  if (!secondReview || !wordingOnly) return [];
  return [
    {
      pointer: '/wordingOnly',
      zh: '设有补审的策略，改动一律重新审核',
      en: 'under a policy with a second review every change is reviewed again',
    },
  ];
}

function checkLastResort({ enabled, match }: Pick<Policy, 'enabled' | 'match'>): FieldError[] {
  if (enabled && Object.keys(match).length === 0) return [];
  return [
    {
      pointer: enabled ? '/match' : '/enabled',
      zh: '该策略兜底，须启用并适用于全部条目',
      en: 'this policy is the last resort: it stays enabled and matches everything',
    },
  ];
}

const notDeciding = (pointer: string): FieldError => ({
  pointer,
  zh: `审核角色只能是 ${DECIDING_ROLES.join('、')}`,
  en: `only these roles decide: ${DECIDING_ROLES.join(', ')}`,
});
