import { isAppError } from '../../schemas/errors.js';
import type { Submission, SubmissionAnswer } from '../../schemas/requests.js';
import type { AppError } from '../../schemas/errors.js';
import type { Caller } from '../review/caller.js';
import type { EntrySubmission, SubmitEntries } from './submit-entries.js';
import { toRawEntry } from './submission-entry.js';

/** Takes one pushed item of the caller's own organization; durable before it answers. */
export function createSubmitItem(submitEntries: SubmitEntries) {
  return async (submission: Submission, caller: Caller): Promise<SubmissionAnswer> => {
    return onlyAnswer(await submitEntries([toEntrySubmission(submission)], caller));
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
