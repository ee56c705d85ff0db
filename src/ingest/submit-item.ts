import { isAppError } from '../../schemas/errors.js';
import type { Submission, SubmissionAnswer } from '../../schemas/requests.js';
import type { AppError } from '../../schemas/errors.js';
import { gather } from '../gather.js';
import { toCheckWakeUps } from '../queue/wake-ups.js';
import type { Caller } from '../review/caller.js';
import type { PushedEntry, StorePushed } from './store-entries.js';
import {
  lacksReason,
  noReason,
  originOf,
  statesOf,
  storeSkipped,
  toAnswer,
  type EntrySubmission,
  type StoredEntry,
  type SubmitEntries,
  type SubmitEntriesDependencies,
} from './submit-entries.js';
import { toRawEntry } from './submission-entry.js';

/** As many as normalize in some milliseconds: other work of the process waits no longer for its turn. */
const MOST_AT_ONCE = 64;

export interface SubmitItemDependencies extends SubmitEntriesDependencies {
  storePushed: StorePushed;
}

/**
 * Takes one pushed item of the caller's own organization; durable before it answers. Those that come in the same moment,
 * whoever sends them, are stored together: one commit for many is what makes a push cheap.
 */
export function createSubmitItem(deps: SubmitItemDependencies) {
  const store = gather((pushed: readonly PushedEntry[]) => deps.storePushed(pushed), { most: MOST_AT_ONCE });
  const wake = gather(
    async (stored: readonly StoredEntry[]) => {
      await deps.wake(toCheckWakeUps(stored));
      return stored.map(() => undefined);
    },
    { most: MOST_AT_ONCE },
  );

  async function storeOne({ entry, ...lane }: EntrySubmission, caller: Caller): Promise<StoredEntry> {
    if (lacksReason(lane)) throw noReason();
    const origin = originOf(lane, caller);
    const outcome = await store({ entry, origin });
    if (outcome.outcome === 'failed') throw outcome.error;
    const stored = outcome.outcome === 'skipped' ? await storeSkipped(deps, entry, origin) : outcome;
    if (isAppError(stored)) throw stored;
    return stored;
  }

  return async (submission: Submission, caller: Caller): Promise<SubmissionAnswer> => {
    const stored = await storeOne(toEntrySubmission(submission), caller);
    // Nobody waits for it: the item is stored, and a call that Redis does not take is made again by the reconciler.
    if (stored.checkDue) void wake(stored);
    return toAnswer(stored, await statesOf(deps, [stored]), deps.publicUrl);
  };
}

/** Takes many, each on its own: an answer or an error for each, in order. */
export function createSubmitItems(submitEntries: SubmitEntries) {
  return (submissions: readonly Submission[], caller: Caller): Promise<(SubmissionAnswer | AppError)[]> =>
    submitEntries(submissions.map(toEntrySubmission), caller);
}

function toEntrySubmission({ lane, laneReason, ...content }: Submission): EntrySubmission {
  return { entry: toRawEntry(content), lane, laneReason };
}

/** The answer of a call that sent one entry; throws where that one was not taken. */
export function onlyAnswer([answer]: readonly (SubmissionAnswer | AppError)[]): SubmissionAnswer {
  if (answer === undefined) throw new Error('an entry was submitted and nothing was answered');
  if (isAppError(answer)) throw answer;
  return answer;
}
