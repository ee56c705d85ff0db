import { Type, type Static } from 'typebox';
import { address, count, instant, oneOf, optional, shape } from './shape.js';
import { validator } from './validator.js';

export const PROPOSAL_KINDS = ['withdraw'] as const;
export const ProposalKind = oneOf(PROPOSAL_KINDS, 'withdraw 建议撤稿');
export type ProposalKind = Static<typeof ProposalKind>;

export const VANISHED_REASONS = ['gone', 'deleted', 'unlisted'] as const;
export const VanishedReason = oneOf(
  VANISHED_REASONS,
  'gone 网址已失效 its address answers 404 or 410, deleted 来源声明已删除 the source says that it was deleted, ' +
    'unlisted 完整目录中已没有 a complete list no longer names it',
);
export type VanishedReason = Static<typeof VanishedReason>;

/** 撤稿建议: the article has vanished at its source. Nothing is withdrawn until a person accepts it. */
export const WithdrawalProposal = shape(
  {
    kind: ProposalKind,
    reason: VanishedReason,
    evidence: shape(
      {
        url: optional(address('address concerned')),
        status: optional(Type.Integer({ description: 'HTTP status the address answered' })),
        firstSeenAt: instant('found missing for the first time'),
        lastSeenAt: instant('found missing again'),
        times: count('collections that found it missing'),
      },
      'what was found',
    ),
    at: instant('proposed'),
  },
  '撤稿建议 proposal to withdraw',
);
export type WithdrawalProposal = Static<typeof WithdrawalProposal>;

/** POST /api/v1/items/{id}/proposals */
export const ProposalDecision = shape(
  {
    decision: oneOf(
      ['accept', 'dismiss'],
      'accept 采纳 withdraws the item, dismiss 不采纳 keeps it; not proposed again until it reappears and vanishes anew',
    ),
    reason: Type.String({ minLength: 1, maxLength: 2000, description: '理由' }),
  },
  '撤稿建议处理 decision on a proposal',
);
export type ProposalDecision = Static<typeof ProposalDecision>;
export const proposalDecision = validator(ProposalDecision);
