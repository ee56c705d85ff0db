import { Type, type Static } from 'typebox';
import { DeliveryStatus } from './delivery.js';
import { ItemState } from './content-item.js';
import { ITEM_KINDS, ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';

/** What an item must be for a rule to apply; an absent condition holds for every item, an empty list for none. */
export const RouteMatch = shape(
  {
    kinds: optional(listOf(ItemKind, '内容类型 kinds of content', ITEM_KINDS.length)),
    columns: optional(
      listOf(text('栏目', 200), '栏目 columns at the unit; width and case do not matter', 200),
    ),
    keywords: optional(
      listOf(
        Type.String({ minLength: 1, maxLength: 100, description: '词' }),
        '关键词 one of them is a keyword of the item, or stands in its title',
        200,
      ),
    ),
    organizations: optional(listOf(identifier('organization'), '报送单位 organizations', 1000)),
    lanes: optional(listOf(Lane, '通道 lanes', 4)),
    publishedFrom: optional(instant('发布日期不早于 published at this time or later')),
    publishedUntil: optional(instant('发布日期早于 published before this time')),
  },
  '匹配条件 all conditions given must hold',
);
export type RouteMatch = Static<typeof RouteMatch>;

/** Where an item goes. */
export const RouteTarget = shape(
  {
    portalId: identifier('门户 portal'),
    column: optional(text("门户栏目 column there; default: the portal's own mapping", 200)),
  },
  '去向 portal and column there',
);
export type RouteTarget = Static<typeof RouteTarget>;

export const ROUTE_EFFECTS = ['send', 'exclude'] as const;
export const ROUTE_NEXTS = ['continue', 'stop'] as const;

const content = {
  name: Type.String({ minLength: 1, maxLength: 200, description: '名称' }),
  order: Type.Integer({ minimum: 0, maximum: 1_000_000, description: '次序 lower ones are asked first' }),
  enabled: Type.Boolean({ description: '启用 whether it applies' }),
  match: RouteMatch,
  effect: oneOf(ROUTE_EFFECTS, 'send 送往, exclude 不送: keeps what matches away from its portals'),
  targets: listOf(
    RouteTarget,
    '去向 portals that the rule decides about; for exclude an empty list means all',
    100,
  ),
  next: oneOf(ROUTE_NEXTS, 'continue 继续 or stop 止: whether the rules after it are asked when it matches'),
  validFrom: optional(instant('生效 applies from this time')),
  validUntil: optional(instant('失效 applies until this time')),
};

/** PUT /api/v1/routes/{id} */
export const RouteChange = shape(
  {
    version: count('current version that this replaces; 0 for a new rule'),
    comment: Type.String({ minLength: 1, maxLength: 500, description: '修改说明 why' }),
    ...content,
  },
  '分发规则修改 new version of a routing rule',
);
export type RouteChange = Static<typeof RouteChange>;

/** What a rule decides by: a stored version of it, or a draft that is being tried. */
export const CandidateRoute = shape(
  { id: identifier('short name of the rule'), ...content },
  '待试规则 routing rule that is tried and not stored',
);
export type CandidateRoute = Static<typeof CandidateRoute>;

/** One version of a routing rule; versions are kept, so that old deliveries can be explained. */
export const Route = shape(
  {
    id: identifier('short name of the rule'),
    ...content,
    version: Type.Integer({ minimum: 1, description: 'grows with every change' }),
    removed: optional(Type.Boolean({ description: 'taken away with this version' })),
    changedAt: instant('when'),
    changedBy: text('account', 128),
    comment: text('修改说明 why', 500),
  },
  '分发规则 version of a routing rule',
);
export type Route = Static<typeof Route>;

export const ROUTE_CONDITIONS = [
  'kinds',
  'columns',
  'keywords',
  'organizations',
  'lanes',
  'published',
] as const;

/** One condition of a rule, held against an item, in words. */
export const RouteCondition = shape(
  {
    condition: oneOf(ROUTE_CONDITIONS, 'which condition'),
    met: Type.Boolean({ description: 'whether the item meets it' }),
    zh: text('in Chinese', 1000),
    en: text('in English', 1000),
  },
  '条件 condition held against an item',
);
export type RouteCondition = Static<typeof RouteCondition>;

export const ROUTE_OUTCOMES = ['matched', 'not-matched', 'disabled', 'not-in-force', 'not-reached'] as const;

/** What one rule said of an item. */
export const RouteVerdict = shape(
  {
    ruleId: text("rule; portal:<id>#<n> for the n-th of a portal's own routes", 200),
    name: text('名称', 300),
    outcome: oneOf(
      ROUTE_OUTCOMES,
      'matched 符合, not-matched 不符, disabled 未启用, not-in-force 不在有效期, not-reached 已止于前一规则',
    ),
    conditions: listOf(RouteCondition, '条件 the conditions of the rule', ROUTE_CONDITIONS.length),
    decided: listOf(text('portal', 128), 'portals that this rule decided about', 1000),
    zh: text('in Chinese', 2000),
    en: text('in English', 2000),
  },
  '规则结论 what one rule said of an item',
);
export type RouteVerdict = Static<typeof RouteVerdict>;

/** Where an item goes and by which rule. */
export const RoutedTo = shape(
  {
    portalId: identifier('门户 portal'),
    column: optional(text('门户栏目 column there', 200)),
    ruleId: text('the rule that sends it there', 200),
    ruleVersion: optional(count("version of the rule; absent for a portal's own routes and for drafts")),
  },
  '去向及依据 where it goes and by which rule',
);
export type RoutedTo = Static<typeof RoutedTo>;

/** A delivery that is there, with the rule that made it. */
export const RoutedDelivery = shape(
  {
    portalId: identifier('门户 portal'),
    status: DeliveryStatus,
    column: optional(text('门户栏目 column remembered', 200)),
    ruleId: optional(text('the rule that sent it there; absent for deliveries older than the rules', 200)),
    ruleVersion: optional(count('version of the rule at that time')),
    zh: text('in Chinese', 1000),
    en: text('in English', 1000),
  },
  '已有报送 delivery with the rule that made it',
);
export type RoutedDelivery = Static<typeof RoutedDelivery>;

/** GET /api/v1/items/{id}/routing */
export const RoutingExplanation = shape(
  {
    itemId: text('受理编号', 64),
    at: instant('as the rules are at this time'),
    targets: listOf(RoutedTo, '现行规则下的去向 where the rules send it now', 1000),
    rules: listOf(RouteVerdict, '逐条规则 every rule in order', 11_000),
    deliveries: listOf(RoutedDelivery, '已有报送 where it was sent', 1000),
  },
  '分发说明 why an item goes where it goes',
);
export type RoutingExplanation = Static<typeof RoutingExplanation>;

export const MAX_ROUTES = 500;
export const MAX_DRY_RUN_ITEMS = 1000;

/** POST /api/v1/routes/dry-run */
export const DryRunRequest = shape(
  {
    routes: optional(
      listOf(
        CandidateRoute,
        '待试规则 rules to try in place of the stored ones; absent: the stored ones',
        MAX_ROUTES,
      ),
    ),
    limit: optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_DRY_RUN_ITEMS,
        default: 200,
        description: '最近条数 how many of the newest items to try; default 200',
      }),
    ),
  },
  '试运行 dry run of routing rules over the newest items',
);
export type DryRunRequest = Static<typeof DryRunRequest>;

export const DryRunItem = shape(
  {
    itemId: text('受理编号', 64),
    title: text('标题', 500),
    kind: ItemKind,
    organizationId: identifier('organization'),
    state: ItemState,
    targets: listOf(RoutedTo, '试得去向 where the rules tried would send it', 1000),
    added: listOf(text('portal', 128), '新增 portals it would go to and does not now', 1000),
    removed: listOf(text('portal', 128), '不再送 portals it would no longer go to', 1000),
    moved: listOf(text('portal', 128), '换栏目 portals where it would stand in another column', 1000),
  },
  '试运行条目 what would become of one item',
);
export type DryRunItem = Static<typeof DryRunItem>;

export const DryRunPortal = shape(
  {
    portalId: identifier('门户 portal'),
    items: count('条数 items that would go there'),
    added: count('新增 of them new'),
    removed: count('不再送 items that would no longer go there'),
    moved: count('换栏目 items that would stand in another column'),
  },
  '试运行门户小计 totals of one portal',
);
export type DryRunPortal = Static<typeof DryRunPortal>;

export const DryRunAnswer = shape(
  {
    comparedWith: oneOf(
      ['rules', 'deliveries'],
      'rules: drafts against the stored rules; deliveries: the stored rules against what was sent',
    ),
    tried: count('条数 items tried'),
    portals: listOf(DryRunPortal, '按门户 totals by portal', 1000),
    items: listOf(DryRunItem, '逐条 the items, newest first', MAX_DRY_RUN_ITEMS),
  },
  '试运行结果 outcome of a dry run',
);
export type DryRunAnswer = Static<typeof DryRunAnswer>;

/** POST /api/v1/items/{id}/routing */
export const RerouteRequest = shape(
  { reason: Type.String({ minLength: 1, maxLength: 1000, description: '原因 why' }) },
  '重新分发 send a published item where the rules send it now',
);
export type RerouteRequest = Static<typeof RerouteRequest>;
