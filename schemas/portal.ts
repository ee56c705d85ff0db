import { Type, type Static } from 'typebox';
import { CircuitSettings } from './circuit.js';
import { DELIVERY_OPERATIONS, DeliveryOperation } from './delivery.js';
import { FieldMapping } from './field-mapping.js';
import { ITEM_KINDS, ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/** Which items a portal receives; an absent list matches all. */
export const RouteRule = shape({
  kinds: optional(listOf(ItemKind, 'kinds', ITEM_KINDS.length)),
  lanes: optional(listOf(Lane, 'lanes', 4)),
  organizations: optional(listOf(identifier('organization'), 'organizations', 1000)),
});
export type RouteRule = Static<typeof RouteRule>;

/** A time of day at +08:00 during which only flash and urgent items, and withdrawals, are delivered. */
export const QuietHours = shape(
  {
    from: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: '始 HH:MM at +08:00' }),
    until: Type.String({
      pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$',
      description: '止 HH:MM at +08:00; earlier than `from` means on the next day',
    }),
    days: optional(
      listOf(
        Type.Integer({ minimum: 1, maximum: 7, description: '1 星期一 Monday … 7 星期日 Sunday' }),
        '星期 days on which it begins; default every day',
        7,
      ),
    ),
  },
  '静默时段 quiet hours',
);
export type QuietHours = Static<typeof QuietHours>;

/** How fast a portal may be sent to. What is asked of it counts too. */
export const RateLimit = shape(
  {
    perSecond: Type.Number({
      minimum: 0.01,
      maximum: 10_000,
      description: '每秒请求数 requests a second, by all processes together',
    }),
    burst: optional(
      Type.Integer({
        minimum: 2,
        maximum: 10_000,
        description:
          "突发上限 requests that may follow each other at once after a pause; default one second's worth",
      }),
    ),
    reservedShare: optional(
      Type.Number({
        minimum: 0,
        maximum: 0.9,
        description: '特急加急预留 share of the burst that only flash and urgent items may use; default 0.3',
      }),
    ),
  },
  '限速 rate limit',
);
export type RateLimit = Static<typeof RateLimit>;

export const ACKNOWLEDGEMENTS = ['answer', 'callback', 'asking', 'public-list'] as const;
export const Acknowledgement = oneOf(
  ACKNOWLEDGEMENTS,
  'answer 即时答复, callback 回调通知, asking 查询, public-list 公开列表',
);
export type Acknowledgement = Static<typeof Acknowledgement>;

export const PORTAL_STATES = ['active', 'paused'] as const;
const PortalState = oneOf(PORTAL_STATES, 'active 启用, paused 停用: items wait until it is active again');

export const DEFAULT_CONCURRENCY = 4;
export const DEFAULT_ADOPTION_SECONDS = 900;

/** What people set of a portal, at registration and later. */
const settings = {
  quietHours: optional(listOf(QuietHours, '静默时段 when only flash and urgent items are delivered', 20)),
  fieldMapping: optional(listOf(FieldMapping, '字段映射 fields as the portal wants them', 100)),
  operations: optional(
    listOf(
      DeliveryOperation,
      '支持的操作 what it can do; default: whatever its family can. Without correct a correction becomes a withdrawal and a new publication; without withdraw people are told',
      DELIVERY_OPERATIONS.length,
    ),
  ),
  acknowledges: optional(
    listOf(
      Acknowledgement,
      '回执方式 how it acknowledges; default: whatever its family and options can',
      ACKNOWLEDGEMENTS.length,
    ),
  ),
  circuit: optional(CircuitSettings),
  rateLimit: optional(RateLimit),
  adoptionSeconds: optional(
    Type.Integer({
      minimum: 60,
      maximum: 86_400,
      description: `采用查询间隔 seconds between two looks for verdicts, by asking or in its public list; default ${DEFAULT_ADOPTION_SECONDS}`,
    }),
  ),
};

const Options = Type.Record(Type.String(), Type.Unknown(), {
  description: 'options of the adapter, checked against its own schema',
});
const Secrets = (description: string) =>
  Type.Record(Type.String(), Type.String({ maxLength: 8000 }), { description });
const Routes = listOf(
  RouteRule,
  'an item that no routing rule has decided about is routed here when one of these matches',
  100,
);
const Concurrency = Type.Integer({
  minimum: 1,
  maximum: 64,
  description: `exchanges under way at once, for each lane; default ${DEFAULT_CONCURRENCY}`,
});

export const NewPortal = shape(
  {
    id: identifier('short name, e.g. bureau, central'),
    name: text('名称', 200),
    adapter: identifier('portal family, a name in the adapters registry'),
    options: Options,
    secrets: Secrets('credentials by name; stored encrypted, never answered'),
    routes: Routes,
    concurrency: optional(Concurrency),
    ...settings,
  },
  '新门户 new portal',
);
export type NewPortal = Static<typeof NewPortal>;
export const newPortal = validator(NewPortal);

/** PATCH /api/v1/portals/{id}: what is given replaces what was there. */
export const PortalChange = shape(
  {
    version: count('current version that this changes'),
    comment: Type.String({ minLength: 1, maxLength: 500, description: '修改说明 why' }),
    state: optional(PortalState),
    name: optional(text('名称', 200)),
    options: optional(Options),
    secrets: optional(Secrets('credentials to replace, by name; those not named stay')),
    routes: optional(Routes),
    concurrency: optional(Concurrency),
    ...settings,
  },
  '门户修改 change of a portal',
);
export type PortalChange = Static<typeof PortalChange>;

/** 门户 as the API shows it: names of its secrets, never their values. */
export const Portal = shape(
  {
    id: identifier('short name'),
    name: text('名称', 200),
    adapter: identifier('portal family'),
    options: Type.Record(Type.String(), Type.Unknown(), { description: 'options of the adapter' }),
    secretNames: listOf(text('name', 100), 'names of the credentials held', 20),
    routes: Routes,
    concurrency: Type.Integer({ minimum: 1, description: 'exchanges under way at once, for each lane' }),
    ...settings,
    state: PortalState,
    version: Type.Integer({ minimum: 1, description: 'grows with every change' }),
    createdAt: instant('registered'),
    changedAt: optional(instant('last changed')),
    changedBy: optional(text('account that changed it last', 128)),
    comment: optional(text('修改说明 why', 500)),
  },
  '门户 portal',
);
export type Portal = Static<typeof Portal>;

/** POST /api/v1/portals/{id}/preview */
export const PreviewRequest = shape(
  {
    itemId: text('受理编号 item to show', 64),
    operation: optional(DeliveryOperation),
    column: optional(text('门户栏目 column, as a routing rule would give it', 200)),
    fieldMapping: optional(listOf(FieldMapping, '字段映射 to try in place of the stored one', 100)),
  },
  '预览 what would be sent of an item',
);
export type PreviewRequest = Static<typeof PreviewRequest>;

/** What would leave the gateway; credentials are left out, so signatures in it are not real ones. */
export const PortalPreview = shape(
  {
    steps: listOf(
      shape(
        {
          transport: oneOf(['http', 'file'], 'http: a request, file: a file that is dropped'),
          method: optional(text('method', 10)),
          target: text('address, or folder and file name', 4000),
          headers: optional(
            Type.Record(Type.String(), text('value', 4000), { description: 'headers by name' }),
          ),
          body: optional(Type.String({ description: 'body as text' })),
        },
        '一次发送 one exchange or file',
      ),
      '依次发送 in this order',
      10,
    ),
  },
  '预览结果 what would be sent',
);
export type PortalPreview = Static<typeof PortalPreview>;
