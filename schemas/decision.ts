import { Type, type Static } from 'typebox';
import { Note, RETURN_REASON_CODES } from './review.js';
import { identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';

export const DECISIONS = ['approve', 'return', 'decline', 'merge', 'send', 'expire'] as const;

/** The code is text here, so that an unknown one gets an error of its own, which names those there are. */
const Reason = shape(
  {
    code: text(`退稿原因代码: ${RETURN_REASON_CODES.join(', ')}`, 100),
    comment: optional(text('说明', 1000)),
  },
  '原因 reason',
);

const version = Type.Integer({ minimum: 1, description: 'version of the item the decider saw' });

const decision = {
  decision: oneOf(
    DECISIONS,
    'approve 通过, return 退回修改, decline 不予采用, merge 并入近似稿件, send 转送, expire 作过期处理',
  ),
  reasons: optional(listOf(Reason, 'coded reasons; required for return and decline', 20)),
  comment: optional(text('意见; required for expire')),
};

/** POST /api/v1/items/{id}/decisions */
export const DecisionRequest = shape(
  {
    ...decision,
    version,
    revision: optional(Type.Integer({ minimum: 1, description: 'revision the decider read' })),
    stage: optional(text('stage the decider means; post-review for 补审', 100)),
    notes: optional(listOf(Note, '批注 comments at places in the text', 100)),
    into: optional(text('merge: 受理编号 of the item that stays', 64)),
    to: optional(identifier('send: secrecy, or the department that is to approve')),
    publishAt: optional(instant('approve: 定时发布 not to be published before')),
  },
  '审核意见 decision',
);
export type DecisionRequest = Static<typeof DecisionRequest>;

/** POST /api/v1/items/decisions: for backfill, many at once; each is decided and recorded for itself. */
export const BulkDecisionRequest = shape(
  {
    ...decision,
    decision: oneOf(['approve', 'decline', 'expire'], 'approve 通过, decline 不予采用, expire 作过期处理'),
    items: Type.Array(shape({ id: text('受理编号', 64), version }), {
      minItems: 1,
      maxItems: 200,
      description: '条目 items, each with the version the decider saw',
    }),
  },
  '批量审核 decision on many items of the backfill lane',
);
export type BulkDecisionRequest = Static<typeof BulkDecisionRequest>;

/** POST /api/v1/items/{id}/claim and /release */
export const ClaimRequest = shape({ version }, '认领 claim or release');
export type ClaimRequest = Static<typeof ClaimRequest>;

/** POST /api/v1/items/{id}/reassignments */
export const ReassignmentRequest = shape(
  { version, to: identifier('account that is to decide'), reason: text('原因', 500) },
  '改派 reassignment',
);
export type ReassignmentRequest = Static<typeof ReassignmentRequest>;

/** POST /api/v1/items/{id}/overrides */
export const OverrideRequest = shape(
  {
    version,
    rule: text('rule of the findings that are answered for', 100),
    field: optional(text('only those in this field', 100)),
    reason: Type.String({ minLength: 1, maxLength: 2000, description: '理由 why it may pass' }),
  },
  '放行 override of blocking findings',
);
export type OverrideRequest = Static<typeof OverrideRequest>;
