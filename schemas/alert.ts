import { Type, type Static } from 'typebox';
import { Lane } from './lane.js';
import { paging } from './queries.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';

export const ALERT_KINDS = [
  'circuit-open',
  'portal-late',
  'census-differs',
  'dead-letters',
  'item-without-receipt',
  'backlog',
  'callback-paused',
  'roster-gap',
] as const;
export const AlertKind = oneOf(
  ALERT_KINDS,
  'circuit-open 门户熔断, portal-late 门户逾时未送达, census-differs 在线数不符, dead-letters 有被拒收稿件, ' +
    'item-without-receipt 已通过稿件无回执, backlog 任务积压, callback-paused 单位回调已暂停, roster-gap 有空班',
);
export type AlertKind = Static<typeof AlertKind>;

const Texts = (description: string) =>
  shape({ zh: text('中文', 2000), en: text('English', 2000) }, description);

/** What an alert is about; together with its kind it tells alerts apart. */
export const AlertSubject = shape(
  {
    portalId: optional(identifier('portal')),
    lane: optional(Lane),
    queue: optional(text('queue of work', 200)),
    organizationId: optional(identifier('organization')),
    sourceId: optional(identifier('source')),
  },
  '对象 what it is about',
);
export type AlertSubject = Static<typeof AlertSubject>;

/** 告警: something that a person should know of, from when it began to when it was over. */
export const Alert = shape(
  {
    id: text('告警编号', 200),
    kind: AlertKind,
    subject: AlertSubject,
    text: Texts('what is the matter'),
    action: Texts('处置 what to do'),
    count: optional(count('how many things are concerned')),
    sample: optional(listOf(text('item or delivery', 300), 'some of them', 20)),
    open: Type.Boolean({ description: 'it still holds' }),
    since: instant('since when it holds'),
    lastSeenAt: instant('when it was last found to hold'),
    closedAt: optional(instant('when it was over')),
    acknowledged: optional(
      shape({
        by: text('account', 128),
        at: instant('when'),
        comment: optional(text('comment', 1000)),
      }),
    ),
  },
  '告警 alert',
);
export type Alert = Static<typeof Alert>;

/** GET /api/v1/alerts */
export const AlertQuery = shape(
  {
    open: optional(
      oneOf(['true', 'false'], 'true 只列未关闭的, false 只列已关闭的; only those that hold, or are over'),
    ),
    kind: optional(AlertKind),
    ...paging,
  },
  '告警查询 filter of alerts',
);
export type AlertQuery = Static<typeof AlertQuery>;

/** POST /api/v1/alerts/{id}/acknowledgement */
export const AlertAcknowledgement = shape(
  {
    comment: optional(Type.String({ minLength: 1, maxLength: 1000, description: '说明 what is being done' })),
  },
  '认领 acknowledgement of an alert',
);
export type AlertAcknowledgement = Static<typeof AlertAcknowledgement>;
