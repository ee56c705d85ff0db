import { Type, type Static } from 'typebox';
import { Role } from './account.js';
import { ItemState } from './content-item.js';
import { Problem } from './requests.js';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { Claim } from './review.js';
import { count, identifier, instant, listOf, optional, shape, text } from './shape.js';

/** One item that the caller may decide now, as a row: without its text. */
export const QueueEntry = shape(
  {
    id: text('受理编号 item', 64),
    title: text('标题', 500),
    kind: ItemKind,
    lane: Lane,
    organization: identifier('报送单位 organization it is from'),
    state: ItemState,
    version: Type.Integer({ minimum: 1, description: 'version to name in a decision' }),
    revision: Type.Integer({
      minimum: 1,
      description: 'revision to be read; for a second review the published one',
    }),
    stage: text('环节 stage to name in a decision; post-review for 补审', 100),
    role: Role,
    secondReview: Type.Boolean({ description: '补审 whether it is a second look at what is published' }),
    waitingSince: instant('waits in this stage since'),
    dueAt: instant('due'),
    overdue: Type.Boolean({ description: '超期 whether that has passed' }),
    escalated: Type.Boolean({
      description: '升级 whether it is here because it was escalated to the caller',
    }),
    claim: optional(Claim),
    findings: shape(
      { block: count('阻断'), warn: count('警告'), info: count('提示') },
      '检查结果 findings by severity, those answered for included',
    ),
    returnedBefore: Type.Boolean({ description: '曾被退回 whether an earlier revision was sent back' }),
  },
  '待审条目 item in somebody’s queue',
);
export type QueueEntry = Static<typeof QueueEntry>;

/** What came of one item of a bulk decision. */
export const BulkDecisionOutcome = shape(
  {
    id: text('受理编号 item', 64),
    ok: Type.Boolean({ description: '是否已审核 whether it was decided' }),
    state: optional(ItemState),
    version: optional(Type.Integer({ minimum: 1, description: 'version of the item afterwards' })),
    problem: optional(Problem),
  },
  '单条审核结果 outcome of one item',
);
export type BulkDecisionOutcome = Static<typeof BulkDecisionOutcome>;

/** POST /api/v1/items/decisions: one outcome an item, in the order they were sent. */
export const BulkDecisionAnswer = shape(
  {
    decided: count('已审核条数 items that were decided'),
    items: listOf(BulkDecisionOutcome, '逐条结果 outcome of each', 200),
  },
  '批量审核结果 answer to a bulk decision',
);
export type BulkDecisionAnswer = Static<typeof BulkDecisionAnswer>;
