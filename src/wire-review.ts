import type { Parts } from './compose.js';
import type { CurrentReviewSettings } from './review/current-settings.js';
import { createDecideItem, type DecideDependencies } from './review/decide-item.js';
import { createDecideProposal } from './review/decide-proposal.js';
import { createPublishScheduled } from './review/publish-scheduled.js';
import { createTryPolicies } from './review/try-policies.js';
import { createWithdrawItem } from './review/withdraw-item.js';

/** What people decide about items. */
export function wireReview({
  stores: { items, accounts, organizations },
  ...deps
}: Pick<Parts, 'stores' | 'now'> & {
  reviewSettings: CurrentReviewSettings;
  routePublication: DecideDependencies['routePublication'];
}) {
  return {
    review: createDecideItem({ items, accounts, organizations, ...deps }),
    publishScheduled: createPublishScheduled({ items, now: deps.now }),
    tryPolicies: createTryPolicies({ items, ...deps }),
    withdrawItem: createWithdrawItem({ items, ...deps }),
    decideProposal: createDecideProposal({ items, ...deps }),
  };
}
