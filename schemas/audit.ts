import { Type, type Static } from 'typebox';
import { HISTORY_ACTIONS, ItemFacts, WordingPass } from './content-item.js';
import { AlarmLevel, CodedReason, Note, StageTiming } from './review.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/** Lower-case hex, 64 digits. */
const digest = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });

/** What the first entry names as its predecessor's hash. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

export const Who = shape(
  {
    account: text('account, or system', 128),
    organizationId: optional(identifier('organization of that account')),
  },
  '操作人 who did it',
);
export type Who = Static<typeof Who>;

/** What is done to things other than items: accounts, settings, the log itself. */
export const REGISTRY_ACTIONS = [
  'administrators-made',
  'organization-created',
  'crawl-consent-granted',
  'crawl-consent-withdrawn',
  'account-created',
  'key-issued',
  'key-revoked',
  'source-registered',
  'source-changed',
  'source-approved',
  'collection-requested',
  'opml-imported',
  'portal-registered',
  'portal-changed',
  'route-changed',
  'route-removed',
  'policy-changed',
  'rule-changed',
  'source-ranking-changed',
  'calendar-changed',
  'duty-roster-changed',
  'alert-acknowledged',
  'callback-saved',
  'callback-removed',
  'callback-secret-changed',
  'callback-tested',
  'sign-in-refused',
  'access-refused',
  'audit-exported',
  'audit-trimmed',
] as const;
export type RegistryAction = (typeof REGISTRY_ACTIONS)[number];

export const AUDIT_ACTIONS = [...HISTORY_ACTIONS, ...REGISTRY_ACTIONS] as const;
export const AuditAction = oneOf(AUDIT_ACTIONS, 'what was done');
export type AuditAction = Static<typeof AuditAction>;

const number = Type.Integer({ minimum: 1, description: '序号 consecutive, from 1, without gaps' });

const properties = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description });

export const ActedThing = shape(
  {
    kind: oneOf(
      [
        ...(['organization', 'account', 'api-key', 'source', 'portal', 'route', 'policy', 'rule'] as const),
        ...(['source-ranking', 'calendar', 'duty-roster', 'callback', 'alert', 'opml'] as const),
        ...(['operation', 'audit-log'] as const),
      ],
      'what kind of thing',
    ),
    id: text('its id', 300),
    before: optional(
      properties('what of it was different before; secrets never, long values by their SHA-256'),
    ),
    after: optional(properties('what of it is different after')),
  },
  '事项 thing other than an item that something was done to',
);
export type ActedThing = Static<typeof ActedThing>;

export const ACTION_OUTCOMES = ['done', 'refused', 'failed', 'unknown'] as const;
export const ActionOutcome = oneOf(
  ACTION_OUTCOMES,
  '结果 done, refused by a rule, failed, unknown: its process died before it could say',
);
export type ActionOutcome = Static<typeof ActionOutcome>;

/** What an entry says, before it has its place in the log. */
const facts = {
  at: instant('when it was done'),
  action: AuditAction,
  itemId: optional(text('受理编号 item whose history holds it', 64)),
  position: optional(count('place in the history of the item, from 0')),
  organizationId: optional(identifier('organization whose thing it is')),
  revision: optional(count('revision concerned')),
  stage: optional(text('review stage', 100)),
  timing: optional(StageTiming),
  alarm: optional(AlarmLevel),
  portalId: optional(identifier('portal')),
  who: Who,
  from: optional(text('address the request came from, or the machine that did it by itself', 100)),
  before: optional(ItemFacts),
  after: optional(ItemFacts),
  reasons: optional(listOf(CodedReason, '原因 coded reasons', 20)),
  notes: optional(listOf(Note, '批注 comments at places in the text', 100)),
  subject: optional(text('account, organization, item or rule that it is about', 300)),
  comment: optional(text('comment', 2000)),
  changed: optional(listOf(text('field', 100), 'fields that changed', 50)),
  wording: optional(WordingPass),
  actionId: optional(text('the action, where it is none of an item', 100)),
  thing: optional(ActedThing),
  outcome: optional(ActionOutcome),
  code: optional(text('error code of what was refused or failed', 100)),
};

export const AuditFacts = shape(facts);
export type AuditFacts = Static<typeof AuditFacts>;

/**
 * 审计记录: one action, sealed. `hash` is the SHA-256 of the entry without `hash` itself, written as JSON by RFC 8785 (names
 * in order, no spaces) in UTF-8; it covers `previousHash`, so that nothing before it can change unnoticed.
 */
export const AuditEntry = shape(
  {
    number,
    ...facts,
    sealedAt: instant('when it was sealed; never before that of its predecessor'),
    previousHash: digest('hash of the entry before; 64 zeros for the first'),
    hash: digest('SHA-256 of this entry without its hash, as JSON by RFC 8785'),
  },
  '审计记录 audit entry',
);
export type AuditEntry = Static<typeof AuditEntry>;
export const auditEntry = validator(AuditEntry);

/** Where the log ends: noted elsewhere, it proves later that nothing was cut off. */
export const AuditHead = shape(
  { number: count('number of the last entry; 0 for an empty log'), hash: digest('its hash') },
  '链尾 head of the log',
);
export type AuditHead = Static<typeof AuditHead>;
