import { Type, type Static } from 'typebox';
import { address, count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { UNIT_EVENT_TYPES, UnitEventType } from './unit-event.js';

/** PUT /api/v1/organizations/{id}/callback */
export const CallbackRequest = shape(
  {
    url: address('https address that takes the events; http only inside a network that FETCH_ALLOW names'),
    events: optional(
      Type.Array(UnitEventType, {
        description: 'events wanted; all of them where absent',
        minItems: 1,
        maxItems: UNIT_EVENT_TYPES.length,
        uniqueItems: true,
      }),
    ),
  },
  '登记回调 where an organization wants to hear of its items',
);
export type CallbackRequest = Static<typeof CallbackRequest>;

export const CALLBACK_STATES = ['active', 'paused'] as const;

/** A secret as people see it: never the secret itself. */
const CallbackSecret = shape({
  id: text('name of the secret', 40),
  createdAt: instant('made'),
  endsAt: optional(instant('signs until then; absent for the one in force')),
});

/** Why the last attempt failed, or why it is paused. */
const CallbackProblem = shape({
  at: instant('when'),
  code: text('error code', 100),
  message: text('what the address or the way to it answered', 1000),
});

export const Callback = shape(
  {
    organizationId: identifier('organization'),
    url: address('address that takes the events'),
    events: listOf(UnitEventType, 'events wanted', UNIT_EVENT_TYPES.length),
    state: oneOf(
      CALLBACK_STATES,
      'active 启用, paused 已暂停: nothing is sent until a test succeeds or it is saved anew',
    ),
    secrets: listOf(CallbackSecret, 'secrets that sign, the newest first', 2),
    pending: Type.Boolean({ description: 'events wait to be sent, or to be looked through' }),
    sent: count('events sent so far'),
    lastSentAt: optional(instant('when the last one was acknowledged')),
    failures: count('attempts that failed since the last one that did not'),
    failingSince: optional(instant('first of these')),
    nextAttemptAt: optional(instant('not before')),
    problem: optional(CallbackProblem),
    version: Type.Integer({ minimum: 1, description: 'grows with every change by a person' }),
    createdAt: instant('registered'),
    changedAt: instant('last changed by a person'),
    changedBy: text('by whom', 128),
  },
  '回调 where an organization hears of its items, and how that stands',
);
export type Callback = Static<typeof Callback>;

/** The only answer that ever holds a secret. */
export const CallbackWithSecret = shape(
  {
    callback: Callback,
    secret: text('whsec_…, shown this once: HMAC-SHA-256 key as Standard Webhooks writes it', 200),
  },
  '回调及其密钥 a callback with its new secret',
);
export type CallbackWithSecret = Static<typeof CallbackWithSecret>;

/** POST /api/v1/organizations/{id}/callback/secrets */
export const SecretRotation = shape(
  {
    overlapHours: optional(
      Type.Integer({
        minimum: 0,
        maximum: 168,
        description: 'how long the old secret signs beside the new one, in hours; default 24',
      }),
    ),
  },
  '更换密钥 a new secret, the old one beside it for a while',
);
export type SecretRotation = Static<typeof SecretRotation>;

export const CallbackTest = shape(
  {
    delivered: Type.Boolean({ description: 'the address took the test event' }),
    eventId: text('webhook-id of the test event', 100),
    milliseconds: count('until it answered'),
    problem: optional(CallbackProblem),
  },
  '测试结果 what came of a test event',
);
export type CallbackTest = Static<typeof CallbackTest>;
