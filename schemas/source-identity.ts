import { type Static } from 'typebox';
import { count, instant, listOf, oneOf, optional, shape, text } from './shape.js';

/** By what the entries of a source are told apart, the best first. */
export const IDENTITY_CRITERIA = ['external-id', 'address', 'content'] as const;
export const IdentityCriterion = oneOf(
  IDENTITY_CRITERIA,
  'external-id 来源编号 else address else content, address 规范网址 else content, content 标题和正文',
);
export type IdentityCriterion = Static<typeof IdentityCriterion>;

export const IDENTITY_REASONS = [
  'ids-reused',
  'ids-renewed',
  'addresses-reused',
  'addresses-renewed',
  'set-by-person',
] as const;
export type IdentityReason = (typeof IDENTITY_REASONS)[number];

/** 去重标准: present once it is not, or no longer, what a source begins with (`external-id`). */
export const SourceIdentity = shape(
  {
    criterion: IdentityCriterion,
    since: instant('in force'),
    reason: oneOf(
      IDENTITY_REASONS,
      'ids-reused 编号重复使用, ids-renewed 编号每次更换, addresses-reused 网址重复使用, ' +
        'addresses-renewed 网址每次更换, set-by-person 人工设定',
    ),
    evidence: shape(
      {
        recognized: count('entries that stood for a known article when this was decided'),
        conflicting: count('entries of those that contradicted the criterion in force before'),
        examples: listOf(text('entry that contradicted it', 500), 'examples', 5),
      },
      'what was found',
    ),
    by: optional(text('account that set it', 128)),
  },
  '去重标准 by what entries are told apart',
);
export type SourceIdentity = Static<typeof SourceIdentity>;
