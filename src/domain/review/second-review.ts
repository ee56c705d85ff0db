import { AppError } from '../../../schemas/errors.js';
import { toInstant } from '../../../schemas/instant.js';
import type { SecondReview } from '../../../schemas/review.js';
import type { ItemChange } from '../item-change.js';
import { mayTransition, nextState } from '../item-state.js';
import { toEntry, type DecisionContext } from './decision-context.js';
import type { OpenWork } from './open-work.js';

type PostReviewWork = Extract<OpenWork, { kind: 'post-review' }>;

/**
 * 补审 of what is published: confirmed; sent back to its unit while the portals go on showing it; or taken down. Another
 * revision may be in review at the same time and is not touched by the first two.
 */
export function decidePostReview(context: DecisionContext, { secondReview }: PostReviewWork): ItemChange {
  const { item, request } = context;
  switch (request.decision) {
    case 'approve':
      return {
        secondReview: close(secondReview, 'confirmed', context),
        history: toEntry(context, 'second-reviewed'),
      };
    case 'return':
      return {
        secondReview: close(secondReview, 'returned', context),
        ...(mayTransition(item.state, 'return') &&
          item.state !== 'in-review' && { state: nextState(item.state, 'return') }),
        history: toEntry(context, 'returned'),
      };
    case 'decline':
      return {
        state: nextState(item.state, 'withdraw'),
        secondReview: close(secondReview, 'withdrawn', context),
        ...(item.publication && {
          publication: {
            ...{ operation: 'withdraw' as const, revision: item.publication.revision },
            ...{ at: toInstant(context.now), reason: request.comment ?? '补审未通过' },
          },
        }),
        history: toEntry(context, 'withdrawn'),
      };
    case 'merge':
    case 'send':
    case 'expire':
      throw new AppError('wrong-state', 'a second review confirms, returns or declines', {
        details: { stage: context.work.name },
      });
  }
}

function close(
  secondReview: SecondReview,
  outcome: NonNullable<SecondReview['outcome']>,
  { account, now }: DecisionContext,
): SecondReview {
  return { ...secondReview, outcome, decidedBy: account.id, decidedAt: toInstant(now) };
}
