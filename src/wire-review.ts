import type { Parts } from './compose.js';
import type { CurrentReviewSettings } from './review/current-settings.js';
import { createCountDays } from './review/count-days.js';
import { createDecideItem, type DecideDependencies } from './review/decide-item.js';
import { createDecideProposal } from './review/decide-proposal.js';
import { createPublishScheduled } from './review/publish-scheduled.js';
import { createRaiseAlarm } from './review/raise-alarm.js';
import { createReadNotices } from './review/read-notices.js';
import { createShowFigures } from './review/show-figures.js';
import { createTryPolicies } from './review/try-policies.js';
import { createWithdrawItem } from './review/withdraw-item.js';

/** What people decide about items. */
export function wireReview({
  stores: { items, accounts, organizations, notices, auditLog, reviewDays },
  config,
  ...deps
}: Pick<Parts, 'config' | 'stores' | 'now'> & {
  reviewSettings: CurrentReviewSettings;
  routePublication: DecideDependencies['routePublication'];
}) {
  return {
    review: createDecideItem({ items, accounts, organizations, ...deps }),
    publishScheduled: createPublishScheduled({ items, now: deps.now }),
    tryPolicies: createTryPolicies({ items, ...deps }),
    withdrawItem: createWithdrawItem({ items, ...deps }),
    decideProposal: createDecideProposal({ items, ...deps }),
    raiseAlarm: createRaiseAlarm({ items, accounts, notices, ...deps }),
    showFigures: createShowFigures({
      items,
      countDays: createCountDays({ auditLog, reviewDays, now: deps.now }),
      now: deps.now,
    }),
    notices: createReadNotices({ notices, keepDays: config.NOTICE_KEEP_DAYS, now: deps.now }),
  };
}
