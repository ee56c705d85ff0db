import { Type, type Static } from 'typebox';
import { Role } from './account.js';
import { ITEM_KINDS, ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { STAGE_MODES } from './review.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/** Which items a policy is for; an absent list matches all. */
export const PolicyMatch = shape(
  {
    lanes: optional(listOf(Lane, '通道 lanes', 4)),
    kinds: optional(listOf(ItemKind, '类别 kinds', ITEM_KINDS.length)),
    organizations: optional(listOf(identifier('organization'), '单位 organizations', 1000)),
    columns: optional(listOf(text('column', 200), '栏目 columns', 200)),
    portals: optional(listOf(identifier('portal'), '门户 portals that the item would go to', 100)),
  },
  '适用范围 which items',
);
export type PolicyMatch = Static<typeof PolicyMatch>;

export const PolicyStage = shape(
  {
    name: identifier('环节 name of the stage, unique in its policy'),
    role: Role,
    departments: optional(
      Type.Array(identifier('department'), {
        ...{ minItems: 1, maxItems: 50, uniqueItems: true },
        description: '会签部门 departments asked to approve, side by side',
      }),
    ),
    mode: optional(oneOf(STAGE_MODES, 'any 任一部门即可, all 每个部门都须同意; default all')),
    copyTo: optional(
      listOf(identifier('organization'), '抄告 organizations informed once it is approved', 50),
    ),
    kinds: optional(
      listOf(ItemKind, '仅限类别 the stage is for these kinds only, e.g. a further proof', ITEM_KINDS.length),
    ),
    dueSeconds: optional(
      Type.Integer({
        minimum: 5,
        maximum: 31_536_000,
        description:
          '时限 seconds for this stage, in the time of its lane; default its share of what the lane allows',
      }),
    ),
  },
  '审核环节 stage of a policy',
);
export type PolicyStage = Static<typeof PolicyStage>;

export const WordingOnly = shape(
  {
    maxCharacters: Type.Integer({
      ...{ minimum: 1, maximum: 200 },
      description: '最多字数 characters deleted and inserted in all, white space aside',
    }),
    maxShare: Type.Number({
      ...{ exclusiveMinimum: 0, maximum: 0.2 },
      description: '最大比例 of the title and text that people approved, e.g. 0.05',
    }),
    lanes: optional(listOf(Lane, '限于通道 in these lanes only; absent: wherever the policy counts', 4)),
  },
  '个别字词 what passes by itself when the source changes a few words after approval, against what people last approved',
);
export type WordingOnly = Static<typeof WordingOnly>;

const content = {
  title: text('名称', 200),
  order: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    description: '顺序 the first policy that matches counts',
  }),
  enabled: Type.Boolean({ description: '启用 whether items may still get it' }),
  match: PolicyMatch,
  stages: Type.Array(PolicyStage, { minItems: 2, maxItems: 20, description: '审核环节 stages in order' }),
  secondReview: optional(
    shape(
      {
        role: Role,
        withinHours: Type.Integer({ minimum: 1, maximum: 720, description: '时限 hours after approval' }),
      },
      '补审 mandatory second review afterwards',
    ),
  ),
  wordingOnly: optional(WordingOnly),
};

/** PUT /api/v1/policies/{id} */
export const PolicyChange = shape(
  {
    version: count('current version that this replaces; 0 for a new policy'),
    comment: text('修改说明 why', 500),
    ...content,
  },
  '审核策略修改 new version of a review policy',
);
export type PolicyChange = Static<typeof PolicyChange>;

/** One version of a review policy; versions are kept, an item keeps the one it started with. */
export const Policy = shape(
  {
    id: identifier('short name'),
    version: Type.Integer({ minimum: 1, description: 'grows with every change' }),
    changedAt: instant('when'),
    changedBy: text('account, or system for what comes with the gateway', 128),
    comment: text('修改说明', 500),
    ...content,
  },
  '审核策略 review policy',
);
export type Policy = Static<typeof Policy>;
export const policy = validator(Policy);

/** POST /api/v1/policies/dry-run: an item there is, or the facts of one there might be. */
export const PolicyDryRun = shape(
  {
    itemId: optional(text('受理编号 an item', 64)),
    lane: optional(Lane),
    kind: optional(ItemKind),
    organizationId: optional(identifier('organization')),
    column: optional(text('栏目', 200)),
    policies: optional(
      listOf(
        shape({ id: identifier('short name'), ...content }),
        '试行的策略 to be tried instead of the ones in force',
        100,
      ),
    ),
  },
  '策略试算 what review would an item get',
);
export type PolicyDryRun = Static<typeof PolicyDryRun>;

export const PolicyDryRunAnswer = shape(
  {
    policy: text('policy and version; version 0 for one that is only tried', 100),
    title: text('名称', 200),
    passedOver: listOf(
      shape({
        policy: text('policy and version', 100),
        because: oneOf(
          ['disabled', 'lane', 'kind', 'organization', 'column', 'portal'],
          'first condition that the item does not meet',
        ),
      }),
      'policies before it that do not match, and why',
      1000,
    ),
    stages: listOf(
      shape({ ...PolicyStage.properties, dueAt: instant('due, if each before is done when due') }),
      'stages the item would go through',
      40,
    ),
    deadlineAt: instant('due as a whole'),
    secondReview: content.secondReview,
    wordingOnly: content.wordingOnly,
  },
  '试算结果 review that the item would get',
);
export type PolicyDryRunAnswer = Static<typeof PolicyDryRunAnswer>;
