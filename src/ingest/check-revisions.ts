import { setImmediate } from 'node:timers/promises';
import type { ContentItem } from '../../schemas/content-item.js';
import { isAppError } from '../../schemas/errors.js';
import type { Finding } from '../../schemas/item-content.js';
import { toCheckedRevision, type CheckedRevision } from '../domain/checked-revision.js';
import { CHECKS_INCOMPLETE, runChecks, toShown } from '../domain/checks/index.js';
import type { CheckRules } from '../domain/checks/rules.js';
import { withExemptions } from '../domain/exemptions.js';
import type { Reviewable, ReviewSettings } from '../domain/review/open-review.js';
import type { WithinTime } from '../within-time.js';

export type UncheckedItem = Reviewable & Pick<ContentItem, 'state' | 'exemptions'>;

/** What items are checked by, and how they are reviewed. */
export interface Judging {
  rules: CheckRules;
  settings: ReviewSettings;
}

export type CheckRevisions = (
  items: readonly UncheckedItem[],
  judging: Judging,
  now: Date,
) => Promise<CheckedRevision[]>;

/**
 * Checks collected revisions, one answer each, in order. They share one time limit, as entries do when they are
 * normalized; when it passes, the item under way is tried again with the whole limit to itself. Where that is too short
 * as well, what was found so far and `checks.incomplete` go to people: an item that was left due would be tried for ever.
 */
export function createCheckRevisions(withinTime: WithinTime): CheckRevisions {
  return async (items, { rules, settings }, now) => {
    const results: Finding[][] = [];
    while (results.length < items.length) {
      const first = results.length;
      const unfinished = checkFrom(items.slice(first), rules, { withinTime, results });
      if (unfinished === undefined) continue;
      if (results.length === first) results.push([CHECKS_INCOMPLETE, ...unfinished]);
      await setImmediate();
    }
    return items.map((item, index) => {
      const shown = toShown(results[index] ?? [CHECKS_INCOMPLETE]);
      return toCheckedRevision(item, withExemptions(shown, item.exemptions), { rules, settings, now });
    });
  };
}

/** Appends the findings of each item; answers what was found in the one that the time limit stopped, if it did. */
function checkFrom(
  items: readonly UncheckedItem[],
  rules: CheckRules,
  { withinTime, results }: { withinTime: WithinTime; results: Finding[][] },
): Finding[] | undefined {
  let found: Finding[] = [];
  try {
    withinTime(() => {
      for (const { content } of items) {
        found = [];
        runChecks(content, rules, found);
        results.push(found);
      }
    });
    return undefined;
  } catch (error) {
    if (!isAppError(error) || error.code !== 'parse-timeout') throw error;
    return found;
  }
}
