import { Type, type Static } from 'typebox';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { SourceAlarm, SourceHealth, SourceWaiting } from './source-health.js';
import { IdentityCriterion, SourceIdentity } from './source-identity.js';
import { validator } from './validator.js';
import { Websub } from './websub.js';

export const SOURCE_STATES = ['pending', 'declined', 'active', 'paused', 'stopped'] as const;
export const SourceState = oneOf(
  SOURCE_STATES,
  'pending 待批准 waits for approval by the bureau, declined 未获批准, active 采集中, paused 已暂停, ' +
    'stopped 已停止 by the gateway until a person resumes it',
);

const seconds = (description: string) =>
  Type.Integer({ minimum: 5, maximum: 604800, description: `${description}, in seconds` });

const settings = {
  name: text('名称', 200),
  organizationId: identifier('organization whose site it is'),
  adapter: identifier('source family, a name in the adapters registry'),
  options: Type.Record(Type.String(), Type.Unknown(), {
    description: 'options of the adapter, checked against its own schema',
  }),
  lane: optional(Lane),
  /** Absent means that labels and rules decide, item by item. */
  kind: optional(ItemKind),
  column: optional(text('栏目 given to items that name none', 200)),
  language: optional(text('BCP 47 tag of items that name none', 35)),
  intervalSeconds: optional(
    seconds(
      'fixed time between polls; without it the interval follows how often the source brings something',
    ),
  ),
  minIntervalSeconds: optional(seconds('shortest interval while it is not fixed; default by setting')),
  maxIntervalSeconds: optional(seconds('longest interval while it is not fixed; default by setting')),
};

export const NewSource = shape({ id: identifier('short name'), ...settings }, '新来源 new source');
export type NewSource = Static<typeof NewSource>;
export const newSource = validator(NewSource);

export const SourceChange = shape(
  {
    state: optional(oneOf(['active', 'paused'], 'active 采集中, paused 已暂停')),
    identity: optional(
      shape({ criterion: IdentityCriterion }, 'set or reset by what entries are told apart'),
    ),
    name: optional(settings.name),
    lane: optional(Lane),
    intervalSeconds: optional(
      Type.Union([seconds('fixed time between polls'), Type.Null()], {
        description: 'fixed seconds between polls; null lets the interval follow the source again',
      }),
    ),
    minIntervalSeconds: settings.minIntervalSeconds,
    maxIntervalSeconds: settings.maxIntervalSeconds,
  },
  '来源变更 change of a source',
);
export type SourceChange = Static<typeof SourceChange>;

/** POST /api/v1/sources/{id}/approvals: what the bureau says of a new source. */
export const SourceApprovalRequest = shape(
  {
    decision: oneOf(['approve', 'decline'], 'approve 批准接入, decline 不予接入'),
    comment: optional(text('说明; required to decline', 1000)),
  },
  '来源审批 approval of a source',
);
export type SourceApprovalRequest = Static<typeof SourceApprovalRequest>;

const SourceApproval = shape({
  decision: oneOf(['approve', 'decline'], 'what was decided'),
  by: text('account that decided', 128),
  at: instant('when'),
  comment: optional(text('说明', 1000)),
});

export const SourceProblem = shape({
  at: instant('when'),
  code: text('error code', 100),
  message: text('what happened', 1000),
  url: optional(text('address concerned', 4000)),
});
export type SourceProblem = Static<typeof SourceProblem>;

/** Why the gateway itself stopped a source. A person resumes it with `state: active`, which also says: this is right. */
export const SourceStop = shape({
  reason: oneOf(['mass-vanish'], 'mass-vanish 大量内容同时消失 too many articles vanished at once'),
  at: instant('stopped'),
  vanished: count('articles found missing'),
  live: count('articles the source had'),
  examples: listOf(text('title of an article that vanished', 500), 'examples', 5),
});
export type SourceStop = Static<typeof SourceStop>;

/** 来源: a registered feed, site or API of an organization, and how collecting it goes. */
export const Source = shape(
  {
    id: identifier('short name'),
    ...settings,
    lane: Lane,
    state: SourceState,
    approval: optional(SourceApproval),
    stopped: optional(SourceStop),
    identity: optional(SourceIdentity),
    nextPollAt: instant('next poll'),
    currentIntervalSeconds: optional(count('interval that the next poll was set by, in seconds')),
    waiting: optional(SourceWaiting),
    health: optional(SourceHealth),
    alarms: optional(listOf(SourceAlarm, '告警 what is wrong with it; absent or empty when nothing is', 20)),
    certificateEndsAt: optional(instant('end of the TLS certificate last seen at its host')),
    createdAt: instant('registered'),
    lastSuccessAt: optional(instant('last collection that ended well')),
    lastProblem: optional(SourceProblem),
    websub: optional(Websub),
    consecutiveFailures: count('collections that failed in a row'),
    collections: count('collections so far'),
    unchanged: count('collections that found nothing changed'),
    items: count('items first collected here'),
    duplicates: count('entries seen again unchanged'),
    revisions: count('entries that came back changed'),
    skipped: count('entries that could not become items'),
  },
  '来源 source',
);
export type Source = Static<typeof Source>;
