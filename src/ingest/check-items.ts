import type { ContentItem } from '../../schemas/content-item.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { CheckedRevision } from '../domain/checked-revision.js';
import { marksAfterChecks } from '../domain/marks-after-checks.js';
import { isStoreUnreachable } from '../store/connection.js';
import type { ItemStore, PlannedChange } from '../store/item-store.js';
import type { CheckRevisions } from './check-revisions.js';
import type { CurrentReviewSettings } from '../review/current-settings.js';
import type { CurrentRules } from './current-rules.js';

interface CheckDependencies {
  items: ItemStore;
  checkRevisions: CheckRevisions;
  rules: CurrentRules;
  reviewSettings: CurrentReviewSettings;
  now: Clock;
}

/** Runs the checks on items whose checked revision lags, and opens their review; answers how many changed. */
export function createCheckItems(deps: CheckDependencies) {
  return async (ids: readonly string[]): Promise<{ checked: number; notDue: number }> => {
    try {
      return await checkTogether(deps, ids);
    } catch (error) {
      if (ids.length < 2 || isStoreUnreachable(error)) throw error;
      return checkOneByOne(deps, ids, error);
    }
  };
}

/** One item nobody can read must not keep the others of its batch from being checked: they go first, then it is reported. */
async function checkOneByOne(
  deps: CheckDependencies,
  ids: readonly string[],
  failure: unknown,
): Promise<never> {
  for (const id of ids) await checkTogether(deps, [id]).catch(() => undefined);
  throw failure;
}

async function checkTogether(deps: CheckDependencies, ids: readonly string[]) {
  const items = await deps.items.findMany(ids);
  const due = items.filter((item) => item.checkedRevision < item.revision && item.state === 'collected');
  const [rules, settings] = await Promise.all([deps.rules(), deps.reviewSettings()]);
  const now = deps.now();
  const checked = await deps.checkRevisions(due, { rules, settings }, now);
  const at = toInstant(now);
  const changes = due.map((item, index) => toChecked(item, checked[index], at));
  const changed = await deps.items.applyChanges(changes.flat(), { at });
  return { checked: changed, notDue: ids.length - due.length };
}

function toChecked(item: ContentItem, checked: CheckedRevision | undefined, at: string): PlannedChange[] {
  const history = { action: 'checked' as const, by: 'system', revision: item.revision };
  const marks = marksAfterChecks(item.content, at);
  return checked ? [{ item, change: { ...checked, history }, marks }] : [];
}
