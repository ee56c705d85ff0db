import { Type, type Static } from 'typebox';
import { MAX_PAGE_LIMIT } from './queries.js';
import { count, identifier, instant, oneOf, optional, shape, text } from './shape.js';
import { ALARM_LEVELS } from './review.js';

export const NOTICE_KINDS = [...ALARM_LEVELS, 'nobody-on-duty'] as const;
export const NoticeKind = oneOf(
  NOTICE_KINDS,
  'waiting 待办, due-soon 即将到期, due 到期, overdue 超期升级, escalated 上报, nobody-on-duty 无人值班',
);
export type NoticeKind = Static<typeof NoticeKind>;

/** 通知: something one person is told. Kept until it was read, and for a set time after. */
export const Notice = shape(
  {
    id: text('notice', 64),
    at: instant('when'),
    kind: NoticeKind,
    itemId: optional(text('受理编号 item', 64)),
    stage: optional(text('环节 stage; post-review for 补审', 100)),
    organization: optional(identifier('报送单位 organization the item is from')),
    title: optional(text('标题 of the item', 500)),
    dueAt: optional(instant('due')),
    zh: text('说明', 1000),
    en: text('what it says in English', 1000),
    readAt: optional(instant('已读 when it was marked as read')),
  },
  '通知 notice',
);
export type Notice = Static<typeof Notice>;

export const NoticePage = shape(
  {
    items: Type.Array(Notice, { maxItems: MAX_PAGE_LIMIT, description: '本页通知 notices, newest first' }),
    nextCursor: optional(text('下一页游标，末页没有; cursor of the next page, absent on the last', 1000)),
    unread: count('未读 how many are unread in all'),
  },
  '通知列表 page of one’s notices',
);
export type NoticePage = Static<typeof NoticePage>;

/** POST /api/v1/notices/read */
export const NoticesRead = shape(
  { until: instant('全部已读 up to and with this time') },
  '标记已读 many notices read at once',
);
export type NoticesRead = Static<typeof NoticesRead>;

export const NoticesReadAnswer = shape({ read: count('标记条数 how many were marked') }, '标记结果 answer');
