import { AppError, isAppError } from '../../schemas/errors.js';
import type { Lane } from '../../schemas/lane.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import type { SubmissionAnswer } from '../../schemas/requests.js';
import type { Clock } from '../../schemas/instant.js';
import type { WakeUp } from '../queue/queues.js';
import { toCheckWakeUps } from '../queue/wake-ups.js';
import type { Caller } from '../review/caller.js';
import type { ItemStore } from '../store/item-store.js';
import type { NormalizeEntries } from './normalize-entries.js';
import type { EntryOrigin } from './entry-origin.js';
import type { EntryOutcome, StoreEntries } from './store-entries.js';

export interface SubmitEntriesDependencies {
  items: Pick<ItemStore, 'findMany'>;
  normalize: NormalizeEntries;
  storeEntries: StoreEntries;
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  publicUrl: string;
  now: Clock;
}

/** One pushed entry, and the lane it asks for. */
export interface EntrySubmission {
  entry: RawEntry;
  lane?: Lane | undefined;
  laneReason?: string | undefined;
}

/** What became of each, in order: its answer, or the error that is its own; durable when it resolves. */
export type SubmitEntries = (
  submissions: readonly EntrySubmission[],
  caller: Caller,
) => Promise<(SubmissionAnswer | AppError)[]>;

export type StoredEntry = Exclude<EntryOutcome, { outcome: 'skipped' }>;
type Stored = StoredEntry | AppError;

/**
 * Takes pushed entries of the caller's own organization, in bulk: those that follow each other in one lane are stored
 * together. An entry that is no item fails alone; a store that is away fails the call.
 */
export function createSubmitEntries(deps: SubmitEntriesDependencies): SubmitEntries {
  return async (submissions, caller) => {
    const stored: Stored[] = [];
    for (const run of inRuns(submissions)) stored.push(...(await storeRun(deps, run, caller)));
    const known = stored.flatMap((one) => (isAppError(one) ? [] : [one]));
    await deps.wake(toCheckWakeUps(known.filter(({ checkDue }) => checkDue)));
    const states = await statesOf(deps, known);
    return stored.map((one) => (isAppError(one) ? one : toAnswer(one, states, deps.publicUrl)));
  };
}

/** The states that the unchanged ones among these are in. */
export async function statesOf(
  { items }: Pick<SubmitEntriesDependencies, 'items'>,
  stored: readonly StoredEntry[],
): Promise<Map<string, SubmissionAnswer['state']>> {
  const unchanged = stored.filter(({ outcome }) => outcome === 'unchanged').map(({ id }) => id);
  const found = unchanged.length > 0 ? await items.findMany(unchanged) : [];
  return new Map(found.map(({ id, state }) => [id, state]));
}

export function toAnswer(
  { id, outcome, revision }: StoredEntry,
  states: ReadonlyMap<string, SubmissionAnswer['state']>,
  publicUrl: string,
): SubmissionAnswer {
  const state = outcome === 'merged' ? 'merged' : (states.get(id) ?? 'collected');
  return { id, outcome, revision, state, href: `${publicUrl}/api/v1/items/${id}` };
}

/** Lanes are asked for by call, and an item sent twice must be stored in the order it was sent: so runs, not groups. */
function inRuns(submissions: readonly EntrySubmission[]): EntrySubmission[][] {
  const runs: EntrySubmission[][] = [];
  for (const submission of submissions) {
    const last = runs.at(-1);
    const [first] = last ?? [];
    const isSame = first?.lane === submission.lane && first?.laneReason === submission.laneReason;
    if (last && isSame) last.push(submission);
    else runs.push([submission]);
  }
  return runs;
}

async function storeRun(
  deps: SubmitEntriesDependencies,
  run: readonly EntrySubmission[],
  caller: Caller,
): Promise<Stored[]> {
  const [first] = run;
  if (first && lacksReason(first)) return run.map(() => noReason());
  const entries = run.map(({ entry }) => entry);
  const origin = originOf(first, caller);
  try {
    const outcomes = await deps.storeEntries(entries, origin);
    const stored: Stored[] = [];
    for (const [index, entry] of entries.entries()) {
      const outcome = outcomes[index];
      stored.push(
        outcome && outcome.outcome !== 'skipped' ? outcome : await storeSkipped(deps, entry, origin),
      );
    }
    return stored;
  } catch (error) {
    if (!isAppError(error)) throw error;
    // One item that others keep changing must not fail its neighbours.
    if (run.length === 1) return [error];
    const alone: Stored[] = [];
    for (const submission of run) alone.push(...(await storeRun(deps, [submission], caller)));
    return alone;
  }
}

/** Skipped for what it is, or because the same item stood before it in this call: then it is the newer version. */
export async function storeSkipped(
  deps: Pick<SubmitEntriesDependencies, 'normalize' | 'storeEntries' | 'now'>,
  entry: RawEntry,
  origin: EntryOrigin,
): Promise<Stored> {
  const [normalized] = await deps.normalize([entry], { defaults: origin.defaults, now: deps.now() });
  if (normalized && !normalized.ok)
    return new AppError(normalized.code, normalized.message, { fields: normalized.fields });
  const [outcome] = await deps.storeEntries([entry], origin);
  if (outcome && outcome.outcome !== 'skipped') return outcome;
  return new AppError('validation-failed', 'the entry does not make an item');
}

export function originOf(
  first: Pick<EntrySubmission, 'lane' | 'laneReason'> | undefined,
  { account, from }: Caller,
): EntryOrigin {
  const { lane, laneReason } = first ?? {};
  return {
    organizationId: account.organizationId,
    submittedBy: account.id,
    from,
    ...(lane && { requestedLane: { lane, ...(laneReason !== undefined && { reason: laneReason }) } }),
    defaults: {},
  };
}

/** The flash lane takes people from other work: it is asked for with a reason. */
export function lacksReason({ lane, laneReason }: Pick<EntrySubmission, 'lane' | 'laneReason'>): boolean {
  return lane === 'flash' && !laneReason?.trim();
}

export function noReason(): AppError {
  return new AppError('validation-failed', 'a flash item says why it cannot wait', {
    fields: [{ pointer: '/laneReason', zh: '特急报送须说明理由', en: 'required for the flash lane' }],
  });
}
