import { Type, type Static } from 'typebox';
import { count, instant, listOf, oneOf, shape, text } from './shape.js';
import { validator } from './validator.js';

/** Rules a law may set aside: publishing personal data, as with penalties. What is secret is exempted by nobody. */
export const EXEMPTIBLE_RULES = [
  'personal-data.identity-number',
  'personal-data.mobile-number',
  'personal-data.bank-card',
  'personal-data.address',
] as const;
export const ExemptibleRule = oneOf(EXEMPTIBLE_RULES, '可豁免的规则 rule that may be set aside by law');
export type ExemptibleRule = Static<typeof ExemptibleRule>;

/** 依法公开豁免: findings of a rule that may stay as they are, because a law wants them published. */
export const Exemption = shape(
  {
    rule: ExemptibleRule,
    basis: text('法定依据 the law and its article', 500),
    reason: text('理由', 2000),
    by: text('account', 128),
    at: instant('decided'),
    revision: count('revision it was decided on'),
    excerpts: listOf(
      text('masked excerpt of a finding', 300),
      'what it covers: in later revisions only findings with these excerpts, anything new is asked about again',
      500,
    ),
  },
  '依法公开豁免 statutory exemption',
);
export type Exemption = Static<typeof Exemption>;

const needed = (description: string, maxLength: number) =>
  Type.String({ minLength: 1, maxLength, description });

/** POST /api/v1/items/{id}/exemptions */
export const ExemptionRequest = shape(
  {
    version: Type.Integer({ minimum: 1, description: 'version of the item the decider saw' }),
    rule: ExemptibleRule,
    basis: needed('法定依据 the law and its article', 500),
    reason: needed('理由', 2000),
  },
  '依法公开豁免 exemption request',
);
export type ExemptionRequest = Static<typeof ExemptionRequest>;
export const exemptionRequest = validator(ExemptionRequest);
