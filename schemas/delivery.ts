import { Type, type Static } from 'typebox';
import { Lane } from './lane.js';
import { address, count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

export const DELIVERY_OPERATIONS = ['publish', 'correct', 'withdraw'] as const;
export const DeliveryOperation = oneOf(DELIVERY_OPERATIONS, 'publish 发布, correct 更正, withdraw 撤稿');
export type DeliveryOperation = Static<typeof DeliveryOperation>;

export const RECEIPT_STATUSES = ['accepted', 'adopted', 'declined', 'withdrawn'] as const;
export const ReceiptStatus = oneOf(
  RECEIPT_STATUSES,
  'accepted 已接收, adopted 采用, declined 未采用, withdrawn 已撤稿',
);
export type ReceiptStatus = Static<typeof ReceiptStatus>;

const receiptProperties = {
  idempotencyKey: text('itemId.revision.operation that this receipt answers', 300),
  status: ReceiptStatus,
  receiptNumber: text('回执号, issued by the portal', 200),
  at: instant('when the portal decided'),
  url: optional(address('where the portal shows the item')),
  column: optional(text('column at the portal', 200)),
  reason: optional(text('why it was declined', 2000)),
};

/** 回执 as a portal writes it. */
export const PortalReceipt = shape(receiptProperties, '回执 receipt as a portal writes it');
export const portalReceipt = validator(PortalReceipt);

export const RECEIPT_ORIGINS = ['asking', 'public-list'] as const;

/** 回执: a portal's answer about one item, revision and operation. */
export const Receipt = shape(
  {
    ...receiptProperties,
    origin: optional(
      oneOf(
        RECEIPT_ORIGINS,
        'asking: we asked for the verdict; public-list: read in its public list; absent: it told us by answer or callback',
      ),
    ),
  },
  '回执 receipt of a portal',
);
export type Receipt = Static<typeof Receipt>;

/** What a portal is told to show: the level that `applied` must come to equal. */
export const DeliveryTarget = shape(
  {
    revision: count('revision of the item'),
    operation: DeliveryOperation,
    at: instant('when it was decided'),
  },
  'desired level of a delivery',
);
export type DeliveryTarget = Static<typeof DeliveryTarget>;

export const DELIVERY_STATUSES = [
  'pending',
  'delivered',
  'adopted',
  'declined',
  'refused',
  'withdrawn',
] as const;
export const DeliveryStatus = oneOf(
  DELIVERY_STATUSES,
  'pending 待送达, delivered 已送达, adopted 采用, declined 未采用, refused 被拒收, withdrawn 已撤稿',
);
export type DeliveryStatus = Static<typeof DeliveryStatus>;

export const DeliveryAttempt = shape({
  at: instant('when the attempt began'),
  idempotencyKey: text('itemId.revision.operation', 300),
  outcome: oneOf(
    ['applied', 'settled', 'retry', 'refused', 'portal-gone'],
    'how it ended; settled: found by asking the portal',
  ),
  code: optional(text('error code', 100)),
  message: optional(text('what the portal or the way to it answered', 1000)),
  milliseconds: count('duration in milliseconds'),
});
export type DeliveryAttempt = Static<typeof DeliveryAttempt>;

/** By which rule an item was sent to a portal, as the rules were then. */
export const RouteMark = shape(
  {
    ruleId: text("rule, or portal:<id>#<n> for the n-th of the portal's own routes", 200),
    ruleVersion: optional(count('version of the rule')),
  },
  '分发依据 rule that made the delivery',
);
export type RouteMark = Static<typeof RouteMark>;

/** 报送: one item at one portal. `due` holds until `applied` equals `desired` and the item knows it. */
export const Delivery = shape(
  {
    id: text('itemId.portalId', 300),
    itemId: text('受理编号', 64),
    portalId: identifier('portal'),
    organizationId: identifier('organization whose item it is'),
    lane: Lane,
    column: optional(text('门户栏目 column at the portal, as the rule that sent it there had it', 200)),
    route: optional(RouteMark),
    desired: DeliveryTarget,
    applied: optional(
      shape({
        revision: count('revision of the item'),
        operation: DeliveryOperation,
        at: instant('when the portal acknowledged'),
        receipt: Receipt,
      }),
    ),
    status: DeliveryStatus,
    due: Type.Boolean({ description: 'work is left for the deliver worker' }),
    nextAttemptAt: instant('not before this time'),
    failures: count('attempts that failed since desired last moved'),
    attempts: listOf(DeliveryAttempt, 'the last attempts, newest last', 20),
    receipts: listOf(Receipt, 'all receipts, oldest first', 200),
  },
  '报送 delivery of one item to one portal',
);
export type Delivery = Static<typeof Delivery>;
