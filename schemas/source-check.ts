import { Type, type Static } from 'typebox';
import { ItemContent } from './item-content.js';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { address, count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';

/** POST /api/v1/sources/check */
export const SourceCheckRequest = shape(
  {
    url: address('网址 address of a feed, a list page, a home page or a list interface'),
    adapter: optional(identifier('source family to check with; recognised by itself when absent')),
    options: optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'options of that family, when it is given' }),
    ),
  },
  '接入检查请求 can this address be connected?',
);
export type SourceCheckRequest = Static<typeof SourceCheckRequest>;

export const SITE_FINDING_LEVELS = ['error', 'warning', 'advice'] as const;
export const SiteFindingLevel = oneOf(
  SITE_FINDING_LEVELS,
  'error 须整改 stops or falsifies collecting, warning 应整改 loses information, advice 建议 could be better',
);
export type SiteFindingLevel = Static<typeof SiteFindingLevel>;

/** One thing that the site's webmaster should know. */
export const SiteFinding = shape(
  {
    code: text('what was found, e.g. label-missing', 100),
    level: SiteFindingLevel,
    zh: text('for the webmaster, in Chinese', 1000),
    en: text('the same in English', 1000),
    urls: optional(listOf(address('address concerned'), 'where it was found, a few of them', 10)),
  },
  '检查发现 finding for the webmaster',
);
export type SiteFinding = Static<typeof SiteFinding>;

const Words = shape({ zh: text('in Chinese', 500), en: text('in English', 500) }, '说明 in words');

export const RecognisedSource = shape(
  {
    adapter: identifier('source family'),
    confidence: Type.Number({ minimum: 0, maximum: 1, description: '0 to 1' }),
    evidence: listOf(Words, 'the signs it was recognised by', 20),
  },
  '识别结果 a family that claims the address',
);
export type RecognisedSource = Static<typeof RecognisedSource>;

/** What a registration of the address should hold; the liaison adds a short name and the organization. */
export const RecommendedSource = shape(
  {
    name: text('名称', 200),
    adapter: identifier('source family'),
    options: Type.Record(Type.String(), Type.Unknown(), { description: 'options of the family' }),
    lane: Lane,
    kind: optional(ItemKind),
    column: optional(text('栏目', 200)),
  },
  '推荐设置 recommended settings',
);
export type RecommendedSource = Static<typeof RecommendedSource>;

export const VERDICTS = ['ready', 'usable', 'unusable'] as const;

export const SourceCheck = shape(
  {
    url: address('address as given'),
    finalUrl: optional(address('address after redirects; absent when nothing answered')),
    checkedAt: instant('when'),
    verdict: oneOf(
      VERDICTS,
      'ready 可直接接入, usable 可接入但须整改 items arrive but something is wrong, unusable 不能接入 nothing arrives',
    ),
    recognised: listOf(RecognisedSource, 'families that claim it, the surest first', 20),
    items: listOf(ItemContent, 'sample of items as they would be stored, five at most', 5),
    findings: listOf(SiteFinding, 'what the webmaster should mend, the gravest first', 200),
    requests: count('requests that the check made to the site'),
    recommended: optional(RecommendedSource),
  },
  '接入检查报告 report of a check',
);
export type SourceCheck = Static<typeof SourceCheck>;
