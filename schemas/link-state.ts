import { Type, type Static } from 'typebox';
import { address, count, instant, oneOf, optional, shape, text } from './shape.js';

export const LINK_VERDICTS = ['works', 'dead', 'unreachable', 'internal', 'unknown'] as const;
export const LinkVerdict = oneOf(
  LINK_VERDICTS,
  'works 有效, dead 失效 the page is gone, unreachable 无法访问 nobody answers, internal 内网地址 leads into a private network, ' +
    'unknown 未知 the site does not let robots look',
);
export type LinkVerdict = Static<typeof LinkVerdict>;

/** What an address answered when it was last asked, for every item that links to it. */
export const LinkState = shape(
  {
    url: address('the address, without its fragment'),
    verdict: LinkVerdict,
    status: optional(Type.Integer({ description: 'HTTP status, where one came' })),
    code: optional(text('error code, where no answer came', 100)),
    failures: count('times in a row that it did not work'),
    checkedAt: instant('last asked'),
    nextCheckAt: instant('until then the answer is believed'),
  },
  '链接状态 state of a link',
);
export type LinkState = Static<typeof LinkState>;
