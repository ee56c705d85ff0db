import type { Static } from 'typebox';
import { ItemState } from './content-item.js';
import { CodedReason, Note } from './review.js';
import { address, count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/** What units hear of their items, and what it is called in Chinese. */
export const UNIT_EVENT_WORDS = {
  'item.received': '已接收',
  'item.revised': '已收到新修订',
  'item.merged': '与已有条目重复，已并入',
  'item.returned': '已退回修改',
  'item.approved': '审核通过',
  'item.declined': '未采用',
  'item.delivered': '已送达门户',
  'item.adopted': '已被采用',
  'item.refused': '门户拒收',
  'item.withdrawn': '已撤稿',
  'item.taken-down': '门户已撤下',
  'item.expired': '已过期',
  'item.overdue': '审核超期',
} as const;
export const UNIT_EVENT_TYPES = Object.keys(UNIT_EVENT_WORDS) as (keyof typeof UNIT_EVENT_WORDS)[];
export type UnitEventType = (typeof UNIT_EVENT_TYPES)[number];
const described = Object.entries(UNIT_EVENT_WORDS).map(([type, words]) => `${type} ${words}`);
export const UnitEventType = oneOf(UNIT_EVENT_TYPES, described.join(', '));

/** Sent on request, to try an address; it is about no item. */
export const TEST_EVENT_TYPE = 'callback.test';

const UnitEventData = shape(
  {
    organizationId: identifier('organization whose item it is'),
    itemId: text('受理编号', 64),
    externalId: optional(text('identity in the unit CMS', 1000)),
    title: optional(text('标题 as it is now', 2000)),
    href: address('where the item is read in the API'),
    number: count('number in the audit log: of two events of an item the later one has the greater number'),
    revision: optional(count('revision concerned')),
    state: optional(ItemState),
    stage: optional(text('review stage', 100)),
    portal: optional(
      shape(
        {
          id: identifier('portal'),
          url: optional(address('where the portal shows the item')),
          receiptNumber: optional(text('回执号', 200)),
        },
        '门户 portal it is about',
      ),
    ),
    reasons: optional(listOf(CodedReason, '退稿原因 coded reasons', 20)),
    notes: optional(listOf(Note, '批注 comments at places in the text', 100)),
    comment: optional(text('说明 comment', 2000)),
  },
  '事件内容 what the event is about',
);

/** Body of a callback: type, time and data as Standard Webhooks have them; the `webhook-id` header names the event. */
export const UnitEvent = shape(
  { type: UnitEventType, timestamp: instant('when it happened'), data: UnitEventData },
  '单位通知 event sent to a unit',
);
export type UnitEvent = Static<typeof UnitEvent>;
export const unitEvent = validator(UnitEvent);

export const TestEvent = shape(
  {
    type: oneOf([TEST_EVENT_TYPE], 'callback.test 测试'),
    timestamp: instant('when it was asked for'),
    data: shape({ organizationId: identifier('organization') }, '事件内容'),
  },
  '测试通知 event sent on request, to try the address',
);
export type TestEvent = Static<typeof TestEvent>;
