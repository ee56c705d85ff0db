import { Type, type Static } from 'typebox';
import { AuditAction } from './audit.js';
import { ItemState } from './content-item.js';
import { DeliveryStatus } from './delivery.js';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { identifier, oneOf, optional, shape, text } from './shape.js';
import { SourceAlarmCode } from './source-health.js';
import { ProposalKind } from './withdrawal-proposal.js';

export const DEFAULT_PAGE_LIMIT = 50;
export const MAX_PAGE_LIMIT = 200;

export const paging = {
  cursor: optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{1,1000}$',
      description: '上一页回复中的 nextCursor; nextCursor of the page before',
    }),
  ),
  limit: optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_PAGE_LIMIT,
      default: DEFAULT_PAGE_LIMIT,
      description: '每页条数 entries per page',
    }),
  ),
};

/** An address that takes no query parameters refuses all of them: a misspelt filter must not look like an empty one. */
export const NoQuery = shape({}, '无查询参数 no query parameters');
export type NoQuery = Static<typeof NoQuery>;

export const PageQuery = shape(paging, '分页 paging');
export type PageQuery = Static<typeof PageQuery>;

/** GET /feeds/{name} */
export const FeedQuery = shape({ cursor: paging.cursor }, '订阅源分页 page of a feed');
export type FeedQuery = Static<typeof FeedQuery>;

/** GET /api/v1/sources */
export const SourceQuery = shape(
  {
    organization: optional(identifier('单位 organization whose sources to list')),
    alarm: optional(SourceAlarmCode),
    ...paging,
  },
  '来源查询 filter of sources',
);
export type SourceQuery = Static<typeof SourceQuery>;

/** GET /api/v1/items */
export const ItemQuery = shape(
  {
    state: optional(ItemState),
    lane: optional(Lane),
    organization: optional(identifier('单位 organization whose items to list')),
    kind: optional(ItemKind),
    proposal: optional(ProposalKind),
    q: optional(Type.String({ minLength: 1, maxLength: 200, description: '标题中的词 words in the title' })),
    cluster: optional(identifier('近似稿件组 cluster whose members to list')),
    ...paging,
  },
  '条目查询 filter of items',
);
export type ItemQuery = Static<typeof ItemQuery>;

/** GET /api/v1/notices */
export const NoticeQuery = shape(
  {
    unread: optional(oneOf(['true', 'false'], 'true 只列未读的; only what was not read yet')),
    ...paging,
  },
  '通知查询 filter of one’s notices',
);
export type NoticeQuery = Static<typeof NoticeQuery>;

/** GET /api/v1/queue */
export const QueueQuery = shape(
  {
    lane: optional(Lane),
    kind: optional(ItemKind),
    organization: optional(identifier('单位 organization whose items to list')),
    stage: optional(text('环节 stage in which they wait; post-review for 补审', 100)),
    mine: optional(oneOf(['true', 'false'], 'true 只列本人已认领的; only what the caller has claimed')),
    ...paging,
  },
  '待审查询 filter of one’s queue',
);
export type QueueQuery = Static<typeof QueueQuery>;

/** GET /api/v1/rules/{id} */
export const RuleQuery = shape(
  {
    version: optional(
      Type.Integer({ minimum: 1, description: '版本，缺省为现行版本 version; the current one when absent' }),
    ),
  },
  '规则查询 which version of a rule',
);
export type RuleQuery = Static<typeof RuleQuery>;

/** DELETE /api/v1/routes/{id} */
export const RouteRemovalQuery = shape(
  {
    version: Type.Integer({ minimum: 1, description: '现行版本 current version of the rule' }),
    comment: Type.String({ minLength: 1, maxLength: 500, description: '修改说明 why' }),
  },
  '删除分发规则 removal of a routing rule',
);
export type RouteRemovalQuery = Static<typeof RouteRemovalQuery>;

const revisionNumber = (description: string) =>
  optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, description }));

/** GET /api/v1/items/{id}/differences */
export const DifferenceQuery = shape(
  {
    from: revisionNumber('修订号 revision to compare; default the one before `to`'),
    to: revisionNumber('修订号 revision to compare it with; default the newest'),
  },
  '修订对比查询 revisions to compare',
);
export type DifferenceQuery = Static<typeof DifferenceQuery>;

const dayOrInstant = (description: string) =>
  optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
      description,
    }),
  );
const period = {
  from: dayOrInstant('起 first day (2026-11-01) or instant'),
  to: dayOrInstant('止 last day, counted in, or instant'),
};

/** GET /api/v1/audit */
export const AuditQuery = shape(
  {
    ...period,
    item: optional(text('受理编号 item', 64)),
    organization: optional(identifier('所属单位 organization whose thing it is')),
    account: optional(text('操作人 account that did it, or system', 128)),
    action: optional(AuditAction),
    ...paging,
  },
  '审计查询 filter of the audit log',
);
export type AuditQuery = Static<typeof AuditQuery>;

/** GET /api/v1/audit/export */
export const AuditExportQuery = shape(
  { ...period, format: optional(oneOf(['ndjson', 'csv'], 'ndjson 默认, csv 供电子表格; default ndjson')) },
  '审计导出 which stretch of the log to export, and how',
);
export type AuditExportQuery = Static<typeof AuditExportQuery>;

/** GET /api/v1/deliveries */
export const DeliveryQuery = shape(
  {
    item: optional(text('受理编号 item', 64)),
    portal: optional(identifier('门户 portal')),
    status: optional(DeliveryStatus),
    ...paging,
  },
  '报送查询 filter of deliveries',
);
export type DeliveryQuery = Static<typeof DeliveryQuery>;
