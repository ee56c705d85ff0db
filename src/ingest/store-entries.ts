import type { ContentItem } from '../../schemas/content-item.js';
import type { Lane } from '../../schemas/lane.js';
import type { Clock } from '../../schemas/instant.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { areTwoArticles } from '../domain/same-article.js';
import { fingerprintsOf } from '../normalize/fingerprint.js';
import type { ItemOutcome } from '../normalize/to-item-content.js';
import type { KnownItem } from '../store/item-record.js';
import type { ItemStore } from '../store/item-store.js';
import type { CheckRevisions } from './check-revisions.js';
import type { CurrentRules } from './current-rules.js';
import type { CurrentReviewSettings } from '../review/current-settings.js';
import { isDistinctive, toOriginKey, type Candidate } from './entry-candidate.js';
import type { EntryOrigin } from './entry-origin.js';
import type { EntryRecognition } from './entry-recognition.js';
import { entrySigns, type EntrySigns } from './entry-signs.js';
import { toCheckedRecord, toNewRecord, type NewRecord } from './new-record.js';
import type { NormalizeEntries } from './normalize-entries.js';
import { recognizeEntries, type Recognized } from './recognize-entries.js';
import { reviseItem } from './revise-item.js';

export type EntryOutcome =
  | {
      outcome: 'created' | 'revised' | 'unchanged' | 'merged';
      id: string;
      lane: Lane;
      revision: number;
      /** The checks are still to come. */
      checkDue: boolean;
      signs?: EntrySigns;
    }
  | {
      outcome: 'skipped';
      reason: string;
      /** Which article it is cannot be told before the whole listing is known: to be handed in again for closing. */
      held?: true;
    };

export type StoreEntries = (entries: readonly RawEntry[], origin: EntryOrigin) => Promise<EntryOutcome[]>;

/** An entry and who pushed it. */
export interface PushedEntry {
  entry: RawEntry;
  origin: EntryOrigin;
}

/** What one entry met with; the others of its batch are stored all the same. */
export type SettledOutcome = EntryOutcome | { outcome: 'failed'; error: unknown };

export type StorePushed = (pushed: readonly PushedEntry[]) => Promise<SettledOutcome[]>;

export interface StoreDependencies {
  items: ItemStore;
  normalize: NormalizeEntries;
  checkRevisions: CheckRevisions;
  rules: CurrentRules;
  reviewSettings: CurrentReviewSettings;
  now: Clock;
}

/**
 * The one way into the store for everything collected or pushed: normalize, tell new from known from changed, write in
 * bulk. Answers one outcome an entry, in order; durable when it resolves. Items that need checks are marked due.
 */
export function createStoreEntries(deps: StoreDependencies): StoreEntries {
  return async (entries, origin) => {
    const normalized = await deps.normalize(entries, { defaults: origin.defaults, now: deps.now() });
    const settled = await storeNormalized(
      deps,
      normalized.map((one) => ({ normalized: one, origin })),
      origin.recognition,
    );
    return settled.map((outcome) => {
      if (outcome.outcome === 'failed') throw outcome.error;
      return outcome;
    });
  };
}

/** The same for what different units push in the same moment. */
export function createStorePushed(deps: StoreDependencies): StorePushed {
  return async (pushed) => {
    const context = { defaults: {}, now: deps.now() };
    const entries = pushed.map(({ entry }) => entry);
    const normalized = await deps.normalize(entries, context);
    return storeNormalized(
      deps,
      pushed.flatMap(({ origin }, at) => {
        const one = normalized[at];
        return one ? [{ normalized: one, origin }] : [];
      }),
    );
  };
}

interface NormalizedEntry {
  normalized: ItemOutcome;
  origin: EntryOrigin;
}

async function storeNormalized(
  deps: StoreDependencies,
  entries: readonly NormalizedEntry[],
  recognition?: EntryRecognition,
): Promise<SettledOutcome[]> {
  const outcomes: SettledOutcome[] = [];
  const candidates = toCandidates(entries, recognition, outcomes);
  const { known, fresh, held, repeated, sameContent } = await recognize(deps, candidates, recognition);
  for (const { position } of held) outcomes[position] = HELD;
  for (const { position } of repeated) outcomes[position] = REPEATED;
  const raced = await storeNew(deps, fresh, { outcomes, sameContent });
  // Another process stored these a moment ago: they are known now, and perhaps different.
  known.push(...(await findRaced(deps, raced)));
  for (const { candidate, item } of known) {
    try {
      outcomes[candidate.position] = await storeKnown(deps, candidate, item);
    } catch (error) {
      outcomes[candidate.position] = { outcome: 'failed', error };
    }
  }
  claim(recognition, fresh, outcomes);
  return outcomes;
}

/** What is pushed is told apart by its unit: a known key is the same article. */
async function recognize(
  { items }: { items: ItemStore },
  candidates: Candidate[],
  recognition: EntryRecognition | undefined,
): Promise<Omit<Recognized, 'sameContent'> & Partial<Recognized>> {
  if (recognition) return recognizeEntries(items, candidates, recognition);
  const found = await items.findKnown(candidates.map(({ originKey }) => originKey));
  const known = candidates.flatMap((candidate) => {
    const item = found.get(candidate.originKey);
    return item ? [{ candidate, item }] : [];
  });
  const fresh = candidates.filter(({ originKey }) => !found.has(originKey));
  return { known, fresh, held: [], repeated: [] };
}

/** What has just become an item is known to the rest of its collection. */
function claim(
  recognition: EntryRecognition | undefined,
  fresh: readonly Candidate[],
  outcomes: readonly SettledOutcome[],
): void {
  for (const candidate of fresh) {
    const outcome = outcomes[candidate.position];
    if (outcome && 'id' in outcome) recognition?.claim(outcome.id, candidate, 'by-key');
  }
}

const HELD: EntryOutcome = { outcome: 'skipped', reason: 'not to be told apart yet', held: true };
const REPEATED: EntryOutcome = { outcome: 'skipped', reason: 'repeated in the same listing' };

/** Normalizes; an entry that cannot become an item, or that stands in the batch twice, gets its outcome at once. */
function toCandidates(
  entries: readonly NormalizedEntry[],
  recognition: EntryRecognition | undefined,
  outcomes: SettledOutcome[],
): Candidate[] {
  const seen = new Map<string, Candidate>();
  return entries.flatMap(({ normalized, origin }, position) => {
    if (!normalized.ok) {
      outcomes[position] = { outcome: 'skipped', reason: normalized.code };
      return [];
    }
    const { content } = normalized;
    const fingerprints = fingerprintsOf(content);
    const space = origin.sourceId ?? `push.${origin.organizationId}`;
    const key = toOriginKey(space, content, fingerprints.content, recognition?.criterion ?? 'external-id');
    const candidate = { position, origin, ...key, content, fingerprints };
    const first = seen.get(candidate.originKey);
    seen.set(candidate.originKey, first ?? candidate);
    if (!first || recognition?.closing) return [candidate];
    const another = recognition !== undefined && areTwoArticles(first.content, content);
    outcomes[position] = another ? HELD : REPEATED;
    if (another) recognition.list(candidate);
    return [];
  });
}

async function findRaced({ items }: { items: ItemStore }, raced: readonly Candidate[]) {
  if (raced.length === 0) return [];
  const known = await items.findKnown(raced.map((candidate) => candidate.originKey));
  return raced.flatMap((candidate) => {
    const item = known.get(candidate.originKey);
    return item ? [{ candidate, item }] : [];
  });
}

/** Answers the candidates that were not stored, because another process had stored them first. */
async function storeNew(
  deps: StoreDependencies,
  fresh: readonly Candidate[],
  { outcomes, sameContent }: { outcomes: SettledOutcome[]; sameContent: KnownItem[] | undefined },
): Promise<Candidate[]> {
  if (fresh.length === 0) return [];
  const same =
    sameContent ?? (await deps.items.findWithContent(fresh.map(({ fingerprints }) => fingerprints.content)));
  const originals = toOriginals(same);
  const unchecked = fresh.map((candidate) => {
    const original = originals.get(candidate.fingerprints.content);
    const record = toNewRecord(candidate, { original, now: deps.now() });
    if (isDistinctive(candidate.content) && !originals.has(candidate.fingerprints.content))
      originals.set(candidate.fingerprints.content, record.id);
    return record;
  });
  const isChecked = fresh.some(({ origin }) => origin.checkNow === true);
  const records = isChecked ? await checkNew(deps, unchecked) : unchecked;
  const inserted = await deps.items.insertMany(records);
  return fresh.filter((candidate, index) => {
    const record = records[index];
    if (!record || !inserted.has(record.id)) return true;
    outcomes[candidate.position] = insertOutcome(record);
    return false;
  });
}

/** What is merged into another needs no checks. */
async function checkNew(deps: StoreDependencies, records: readonly NewRecord[]): Promise<NewRecord[]> {
  const due = records.filter(({ state }) => state === 'collected');
  const [rules, settings] = await Promise.all([deps.rules(), deps.reviewSettings()]);
  const results = await deps.checkRevisions(due, { rules, settings }, deps.now());
  const checked = new Map(due.map(({ id }, index) => [id, results[index]]));
  return records.map((record) => {
    const result = checked.get(record.id);
    return result ? toCheckedRecord(record, result) : record;
  });
}

/** The first item with each content, in any source: later ones are its duplicates. */
function toOriginals(items: readonly KnownItem[]): Map<string, string> {
  const originals = items.filter((item) => item.state !== 'merged').sort((a, b) => (a.id < b.id ? 1 : -1));
  return new Map(originals.map((item) => [item.fingerprints.content, item.id]));
}

function insertOutcome({ id, lane, revision, ...record }: ContentItem): EntryOutcome {
  const outcome = record.state === 'merged' ? 'merged' : 'created';
  return {
    ...{ outcome, id, lane, revision, checkDue: record.state === 'collected' },
    signs: entrySigns(record.content),
  };
}

/** Seen before: unchanged, or a new revision of the same item. */
async function storeKnown(
  deps: { items: ItemStore; now: Clock },
  { content, fingerprints, origin }: Candidate,
  known: KnownItem,
): Promise<EntryOutcome> {
  const revised =
    known.fingerprints.revision === fingerprints.revision
      ? undefined
      : await reviseItem(deps, known.id, {
          content,
          fingerprints,
          by: origin.submittedBy ?? 'system',
          ...(origin.submittedBy !== undefined && { byOrganization: origin.organizationId }),
          ...(origin.from !== undefined && { from: origin.from }),
        });
  const { id, lane } = known;
  return revised
    ? { outcome: 'revised', id, lane, revision: revised.revision, checkDue: true }
    : { outcome: 'unchanged', id, lane, revision: known.revision, checkDue: false };
}
