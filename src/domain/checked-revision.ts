import type { ContentItem } from '../../schemas/content-item.js';
import type { Finding } from '../../schemas/item-content.js';
import type { CheckRules } from './checks/rules.js';
import { nextState } from './item-state.js';
import { openReview, type Reviewable, type ReviewSettings } from './review/open-review.js';

/** What the checks leave of a collected revision: findings, and a review that people can start on. */
export type CheckedRevision = Required<
  Pick<ContentItem, 'state' | 'findings' | 'checkedRevision' | 'checkedWith' | 'review'>
> &
  Pick<ContentItem, 'claim'>;

/**
 * Puts the findings on a collected revision and opens its review. Checked and waiting for people is one step: an item in
 * between would be nobody's.
 */
export function toCheckedRevision(
  item: Reviewable & Pick<ContentItem, 'state'>,
  findings: Finding[],
  { rules, settings, now }: { rules: Pick<CheckRules, 'label'>; settings: ReviewSettings; now: Date },
): CheckedRevision {
  const { review, claim } = openReview(item, settings, now);
  return {
    state: nextState(nextState(item.state, 'check'), 'openReview'),
    findings,
    checkedWith: rules.label,
    checkedRevision: item.revision,
    review,
    ...(claim && { claim }),
  };
}
