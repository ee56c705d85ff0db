import { Type, type Static, type TSchema } from 'typebox';
import { Account } from './account.js';
import { Alert } from './alert.js';
import { AuditEntry } from './audit.js';
import { ContentItem } from './content-item.js';
import { DeadLetter } from './dead-letter.js';
import { Delivery } from './delivery.js';
import { Organization } from './organization.js';
import { Policy } from './policy.js';
import { Portal } from './portal.js';
import { MAX_PAGE_LIMIT } from './queries.js';
import { QueueEntry } from './queue.js';
import { RevisionSummary } from './revision.js';
import { count, optional, shape, text } from './shape.js';
import { MAX_ROUTES, Route } from './route.js';
import { RuleSummary } from './rule.js';
import { Source } from './source.js';

function pageOf<S extends TSchema>(entry: S, description: string) {
  return shape(
    {
      items: Type.Array(entry, { maxItems: MAX_PAGE_LIMIT, description: '本页条目 entries of this page' }),
      nextCursor: optional(text('下一页游标，末页没有; cursor of the next page, absent on the last', 1000)),
    },
    description,
  );
}

export const OrganizationPage = pageOf(Organization, '单位列表 page of organizations');
export const AccountPage = pageOf(Account, '账号列表 page of accounts');
export const SourcePage = pageOf(Source, '来源列表 page of sources');
export const ItemPage = pageOf(ContentItem, '条目列表 page of items');
export const QueuePage = pageOf(QueueEntry, '待审列表 page of somebody’s queue');
export const RevisionPage = pageOf(RevisionSummary, '修订列表 page of revisions');
export const DeadLetterPage = pageOf(DeadLetter, '死信列表 page of dead letters');
export const AlertPage = pageOf(Alert, '告警列表 page of alerts');
export const AuditPage = pageOf(AuditEntry, '审计记录列表 page of audit entries');
export const DeliveryPage = pageOf(Delivery, '报送列表 page of deliveries');

/** Portals are few: the list is whole, there is no second page. */
export const PortalList = shape(
  { items: Type.Array(Portal, { maxItems: 1000, description: '全部门户 all portals' }) },
  '门户列表 list of portals',
);

export const PolicyList = shape(
  { items: Type.Array(Policy, { maxItems: 1000, description: '现行策略 current policies' }) },
  '审核策略列表 list of review policies',
);

export const RuleList = shape(
  { items: Type.Array(RuleSummary, { maxItems: 1000, description: '现行规则 current rules' }) },
  '检查规则列表 list of rules',
);

export const RouteList = shape(
  { items: Type.Array(Route, { maxItems: MAX_ROUTES, description: '现行规则 current rules' }) },
  '分发规则列表 list of routing rules',
);

/** POST /api/v1/portals/{id}/receipts */
export const ReceiptsAnswer = shape(
  {
    received: count('收到的回执数 receipts in the request'),
    applied: count('其中新的回执数 receipts that were new'),
  },
  '回执受理情况 what became of the receipts',
);
export type ReceiptsAnswer = Static<typeof ReceiptsAnswer>;
