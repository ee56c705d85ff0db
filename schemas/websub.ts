import type { Static } from 'typebox';
import { address, instant, oneOf, optional, shape, text } from './shape.js';

export const WEBSUB_STATES = [
  'announced',
  'requested',
  'active',
  'denied',
  'unreachable',
  'ending',
  'ended',
] as const;

/** WebSub 订阅: how a source that announces a hub stands with it (W3C WebSub). */
export const Websub = shape(
  {
    hub: address('hub that the feed announces'),
    topic: address('address the feed goes by at the hub'),
    state: oneOf(
      WEBSUB_STATES,
      'announced 待订阅, requested 已请求待验证, active 订阅有效, denied 被拒绝, unreachable 中心无法回访本网关, ' +
        'ending 退订中, ended 已退订',
    ),
    expiresAt: optional(instant('end of the lease; it is renewed before')),
    problem: optional(text('why it does not go on', 500)),
  },
  'WebSub 订阅 subscription at a hub',
);
export type Websub = Static<typeof Websub>;
