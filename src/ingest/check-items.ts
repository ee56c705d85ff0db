import type { ContentItem } from '../../schemas/content-item.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { CheckedRevision } from '../domain/checked-revision.js';
import type { ItemChange } from '../domain/item-change.js';
import { marksAfterChecks } from '../domain/marks-after-checks.js';
import { isStoreUnreachable } from '../store/connection.js';
import type { ItemStore, PlannedChange } from '../store/item-store.js';
import type { NotPassed } from '../domain/review/pass-wording.js';
import type { WakeUp } from '../queue/queues.js';
import { toRouteWakeUp } from '../queue/wake-ups.js';
import type { CheckRevisions, Judging } from './check-revisions.js';
import type { CurrentReviewSettings } from '../review/current-settings.js';
import type { CurrentRules } from './current-rules.js';
import type { PassWording } from './pass-wording.js';

interface CheckDependencies {
  items: ItemStore;
  checkRevisions: CheckRevisions;
  passWording: PassWording;
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  rules: CurrentRules;
  reviewSettings: CurrentReviewSettings;
  now: Clock;
}

/**
 * Runs the checks on items whose checked revision lags, and opens their review, or publishes what its source changed in a
 * few words; answers how many changed.
 */
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
  const planned = await planAll(deps, { due, checked }, { rules, settings }, now);
  const changed = await deps.items.applyChanges(planned, { at });
  const passed = due.filter(({ id }) =>
    planned.some(({ item, change }) => item.id === id && change.publication),
  );
  // If the process dies before that, the reconciler finds them.
  if (passed.length > 0) await deps.wake(passed.map(toRouteWakeUp));
  return { checked: changed, notDue: ids.length - due.length };
}

async function planAll(
  { passWording }: Pick<CheckDependencies, 'passWording'>,
  { due, checked }: { due: readonly ContentItem[]; checked: readonly CheckedRevision[] },
  judging: Judging,
  now: Date,
): Promise<PlannedChange[]> {
  const planned: PlannedChange[] = [];
  for (const [index, item] of due.entries()) {
    const result = checked[index];
    if (!result) continue;
    const wording = await passWording(item, judging, now);
    const marks = marksAfterChecks(item.content, toInstant(now));
    const change = wording && !('because' in wording) ? wording : toChecked(item, result, wording);
    planned.push({ item, change, marks });
  }
  return planned;
}

function toChecked(
  item: ContentItem,
  checked: CheckedRevision,
  notPassed: NotPassed | undefined,
): ItemChange {
  const comment = notPassed && `改动不止个别字词，重新审核 more than a change of words: ${notPassed.because}`;
  const history = { action: 'checked' as const, by: 'system', revision: item.revision };
  return { ...checked, history: { ...history, ...(comment !== undefined && { comment }) } };
}
