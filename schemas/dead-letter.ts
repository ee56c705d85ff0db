import { Type, type Static } from 'typebox';
import { DeliveryOperation } from './delivery.js';
import { Lane } from './lane.js';
import { paging } from './queries.js';
import { count, identifier, instant, listOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/** 死信: a delivery that its portal refused. It stays until somebody replays it, or the item is corrected or withdrawn. */
export const DeadLetter = shape(
  {
    id: text('报送编号 delivery, itemId.portalId', 300),
    itemId: text('受理编号', 64),
    portalId: identifier('portal'),
    organizationId: identifier('organization whose item it is'),
    lane: Lane,
    operation: DeliveryOperation,
    revision: count('revision that was refused'),
    reason: text('原因 error code', 100),
    message: text('what the portal, or the way to it, answered', 1000),
    at: instant('when it was refused'),
    failures: count('attempts that failed since desired last moved'),
  },
  '死信 delivery that was refused',
);
export type DeadLetter = Static<typeof DeadLetter>;

const filter = {
  portal: optional(identifier('门户 portal')),
  lane: optional(Lane),
  organization: optional(identifier('单位 organization whose items')),
  reason: optional(text('原因 error code, e.g. portal-refused', 100)),
};

/** GET /api/v1/dead-letters */
export const DeadLetterQuery = shape({ ...filter, ...paging }, '死信查询 filter of dead letters');
export type DeadLetterQuery = Static<typeof DeadLetterQuery>;

const comment = Type.String({
  minLength: 1,
  maxLength: 500,
  description: '重发理由 why, kept in the history',
});

/** POST /api/v1/dead-letters/{id}/replay */
export const ReplayRequest = shape({ comment }, '重发 replay of one');
export type ReplayRequest = Static<typeof ReplayRequest>;

/** POST /api/v1/dead-letters/replay */
export const BulkReplayRequest = shape(
  {
    ...filter,
    dryRun: optional(Type.Boolean({ description: 'true 只计数不重发; count only, replay nothing' })),
    comment,
  },
  '批量重发 replay of all that fit',
);
export type BulkReplayRequest = Static<typeof BulkReplayRequest>;

export const MOST_REPLAYED = 1000;

export const BulkReplayAnswer = shape(
  {
    dryRun: Type.Boolean({ description: 'nothing was replayed' }),
    found: count('dead letters that fit'),
    replayed: count(`of them replayed now; at most ${MOST_REPLAYED} a request`),
    sample: listOf(text('delivery', 300), 'some of them', 20),
  },
  '重发结果 what was replayed',
);
export type BulkReplayAnswer = Static<typeof BulkReplayAnswer>;
export const bulkReplayAnswer = validator(BulkReplayAnswer);
