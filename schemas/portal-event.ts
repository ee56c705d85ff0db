import type { Static } from 'typebox';
import { Type } from 'typebox';
import { DELIVERY_OPERATIONS } from './delivery.js';
import { ItemContent } from './item-content.js';
import { Lane } from './lane.js';
import { count, identifier, instant, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

export const PORTAL_EVENT_TYPES = ['item.published', 'item.corrected', 'item.withdrawn'] as const;

/** What a portal event is about: one revision of one item. */
const PortalEventData = shape(
  {
    idempotencyKey: text('itemId.revision.operation; a repeated one is the same event', 300),
    itemId: text('受理编号', 64),
    revision: count('revision of the item; an older one after a newer one is to be ignored'),
    operation: oneOf(DELIVERY_OPERATIONS, 'publish 发布, correct 更正, withdraw 撤稿'),
    lane: Lane,
    organization: shape({ id: identifier('organization'), name: text('单位名称', 200) }, '报送单位'),
    reason: optional(text('why it is corrected or withdrawn', 2000)),
    column: optional(text('column at the portal', 200)),
    content: optional(ItemContent),
    fields: optional(
      Type.Record(
        Type.String(),
        Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 100, description: 'values' })]),
        { description: "the content by the portal's own field names, in place of `content`" },
      ),
    ),
  },
  '事件内容 what the event is about',
);

/** Body of a signed webhook and of a dropped JSON file: type, time and data as Standard Webhooks have them. */
export const PortalEvent = shape(
  {
    type: oneOf(PORTAL_EVENT_TYPES, 'item.published 发布, item.corrected 更正, item.withdrawn 撤稿'),
    timestamp: instant('when the message was made'),
    data: PortalEventData,
  },
  '门户事件 event sent to a portal',
);
export type PortalEvent = Static<typeof PortalEvent>;
export const portalEvent = validator(PortalEvent);
