import { Type, type Static } from 'typebox';
import { FindingSeverity } from './item-content.js';
import { validator } from './validator.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';

/** Largest word list: the bureau's lists of names, phrases and typos together have some ten thousand. */
export const MAX_TERMS = 50_000;

/** A wrong or forbidden wording: 错误表述, 错别字, 禁用词. */
export const Term = shape(
  {
    term: Type.String({
      minLength: 2,
      maxLength: 60,
      description: '词语; letter case, width and white space do not matter',
    }),
    severity: FindingSeverity,
    replacement: optional(text('规范用法 what to write instead', 100)),
    advice: optional(text('说明 why, for the reviewer', 300)),
    except: optional(
      listOf(text('longer wording that contains the term and is right', 60), '例外 right wordings', 20),
    ),
  },
  '词条 term of a word list',
);
export type Term = Static<typeof Term>;

/** What may be public. Source: public-precision rules of surveying results; every number is a setting. */
export const Thresholds = shape(
  {
    coordinateMeters: Type.Number({
      exclusiveMinimum: 0,
      maximum: 100_000,
      description: '坐标精度 coordinates that tell a place more finely than this are not public; metres',
    }),
    imageryMeters: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1000,
      description: '影像分辨率 imagery finer than this is not public; metres',
    }),
    contourMeters: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1000,
      description: '等高距 contour intervals up to this are not public on 1:5 000 to 1:100 000 maps; metres',
    }),
    facilities: listOf(
      text('word that names a kind of facility', 30),
      '敏感设施 facilities whose position or elevation is not public',
      500,
    ),
  },
  '公开精度 thresholds of the secrecy checks',
);
export type Thresholds = Static<typeof Thresholds>;

const content = {
  thresholds: optional(Thresholds),
  terms: optional(listOf(Term, '词条, for a word list', MAX_TERMS)),
};

export const RULE_KINDS = ['thresholds', 'words'] as const;

/** PUT /api/v1/rules/{id} */
export const RuleChange = shape(
  {
    version: count('current version that this replaces; 0 for a new word list'),
    comment: text('修改说明 why', 500),
    ...content,
  },
  '规则修改 new version of a rule: its thresholds, or its terms',
);
export type RuleChange = Static<typeof RuleChange>;

/** One version of the thresholds or of a word list; versions are kept, so that old findings can be explained. */
export const Rule = shape(
  {
    id: identifier('thresholds, or the name of a word list'),
    kind: oneOf(RULE_KINDS, 'thresholds 公开精度, words 词表'),
    version: Type.Integer({ minimum: 1, description: 'grows with every change' }),
    changedAt: instant('when'),
    changedBy: text('account, or system for what comes with the gateway', 128),
    comment: text('修改说明', 500),
    ...content,
  },
  '检查规则 version of a rule of the checks',
);
export type Rule = Static<typeof Rule>;
export const rule = validator(Rule);

/** A rule in a listing: without its terms, which may be many. */
export const RuleSummary = shape(
  {
    id: Rule.properties.id,
    kind: Rule.properties.kind,
    version: Rule.properties.version,
    changedAt: Rule.properties.changedAt,
    changedBy: Rule.properties.changedBy,
    comment: Rule.properties.comment,
    terms: count('词条数 terms; 0 for thresholds'),
  },
  '规则概要 rule without its terms',
);
export type RuleSummary = Static<typeof RuleSummary>;
