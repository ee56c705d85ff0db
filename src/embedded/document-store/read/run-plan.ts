import type { RawValue } from '../bson/raw-value.js';
import { documentValue } from '../bson/raw-value.js';
import { matches } from '../query/matches.js';
import type { Filter } from '../query/filter.js';
import type { Collection } from '../storage/collection.js';
import { PREFIX_BYTES } from '../index/key-writer.js';
import { readRecord, spaceRange } from '../storage/key-space.js';
import type { LmdbStorage } from '../storage/lmdb-storage.js';
import type { IndexPlan, Plan } from './planner.js';
import { RangeReader, type Entry } from './range-reader.js';

/** What a running query has looked at, for explain. */
export interface Examined {
  keys: number;
  documents: number;
}

/** A stored document and its record number. */
export interface Found {
  record: number;
  document: RawValue;
}

/** Yielded instead of a result after a stretch of fruitless work, so that the consumer can let others run. */
export const PAUSE = Symbol('pause');
export type Pause = typeof PAUSE;

const PAUSE_EVERY = 128;
const SCAN_CHUNK = 64;

/** Finds the documents of a plan that match the filter, in the plan's order. */
export function* runPlan(
  storage: LmdbStorage,
  collection: Collection,
  plan: Plan,
  filter: Filter,
  examined: Examined,
): Generator<Found | Pause, undefined, undefined> {
  let fruitless = 0;
  for (const candidate of candidates(storage, collection, plan, examined)) {
    if (candidate !== undefined && matches(filter, candidate.document)) {
      yield candidate;
      fruitless = 0;
    } else if (++fruitless % PAUSE_EVERY === 0) yield PAUSE;
  }
}

/** Documents the plan leads to; undefined where an entry's document is gone. */
function* candidates(
  storage: LmdbStorage,
  collection: Collection,
  plan: Plan,
  examined: Examined,
): Generator<Found | undefined, undefined, undefined> {
  if (plan.kind === 'nothing') return;
  if (plan.kind === 'scan') {
    yield* scan(storage, collection, examined);
    return;
  }
  for (const { record } of planEntries(storage, plan, examined)) {
    examined.documents++;
    const document = collection.read(record);
    yield document === undefined ? undefined : { record, document };
  }
}

function* scan(
  storage: LmdbStorage,
  collection: Collection,
  examined: Examined,
): Generator<Found, undefined, undefined> {
  let range = spaceRange(collection.id);
  for (;;) {
    const entries = storage.entries(range, SCAN_CHUNK, false);
    for (const { key, value } of entries) {
      examined.documents++;
      yield { record: readRecord(key), document: documentValue(value) };
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < SCAN_CHUNK) return;
    range = { from: Buffer.concat([last.key, Buffer.from([0])]), to: range.to };
  }
}

/** Index entries of a plan in its order, each record once. */
export function* planEntries(
  storage: LmdbStorage,
  plan: IndexPlan | { kind: 'union'; plans: IndexPlan[] },
  examined: Examined,
): Generator<Entry, undefined, undefined> {
  const seen = needsDeduplication(plan) ? new Set<number>() : undefined;
  const source =
    plan.kind === 'union'
      ? concat(plan.plans.map((part) => indexEntriesOf(storage, part)))
      : indexEntriesOf(storage, plan);
  for (const entry of source) {
    examined.keys++;
    if (seen?.has(entry.record) === true) continue;
    seen?.add(entry.record);
    yield entry;
  }
}

/**
 * How many documents a plan leads to, where its entries say so by themselves: the storage counts them without handing them
 * out, a hundred thousand in some milliseconds. Undefined where one of them may stand for the same document as another.
 */
export function countEntries(storage: LmdbStorage, plan: IndexPlan, examined: Examined): number | undefined {
  if (needsDeduplication(plan) || plan.index.definition.unique) return undefined;
  const entries = plan.ranges.reduce((sum, range) => sum + storage.count(range), 0);
  examined.keys += entries;
  return entries;
}

/** A document with several entries in one index can turn up more than once, unless each array field is fixed to one value. */
function needsDeduplication(plan: IndexPlan | { kind: 'union'; plans: IndexPlan[] }): boolean {
  if (plan.kind === 'union') return true;
  let several = plan.index.multikey;
  for (const at of plan.singles) several &= ~(1 << at);
  return several !== 0;
}

function* concat<T>(sources: Iterable<T>[]): Generator<T, undefined, undefined> {
  for (const source of sources) yield* source;
}

function indexEntriesOf(storage: LmdbStorage, plan: IndexPlan): Iterable<Entry> {
  const only = uniqueKey(plan);
  if (only !== undefined) {
    const value = storage.get(only);
    return value === undefined ? [] : [{ key: only, record: readRecord(value) }];
  }
  const ranges = plan.reverse ? [...plan.ranges].reverse() : plan.ranges;
  const { unique } = plan.index.definition;
  const readers = ranges.map((range) => ({
    reader: new RangeReader(storage, range, plan.reverse, unique),
    prefixLength: range.prefixLength,
  }));
  return plan.merge ? merged(readers, plan.reverse) : chained(readers.map(({ reader }) => reader));
}

/** The one key that can match when every field of a unique index is fixed: a lookup instead of a range. */
function uniqueKey({ index, ranges, pointFields, singles }: IndexPlan): Buffer | undefined {
  const { unique, fields } = index.definition;
  const [range] = ranges;
  if (!unique || range === undefined || pointFields !== fields.length || singles.size !== fields.length)
    return undefined;
  return range.from.length < PREFIX_BYTES ? range.from : undefined;
}

function* chained(readers: readonly RangeReader[]): Generator<Entry, undefined, undefined> {
  for (const reader of readers)
    for (let entry = reader.next(); entry !== undefined; entry = reader.next()) yield entry;
}

interface Head {
  reader: RangeReader;
  prefixLength: number;
  entry: Entry;
}

/** Takes the least (or, backwards, greatest) entry of all ranges each time, compared by what follows their prefixes. */
function* merged(
  readers: readonly { reader: RangeReader; prefixLength: number }[],
  reverse: boolean,
): Generator<Entry, undefined, undefined> {
  const heads: Head[] = [];
  for (const { reader, prefixLength } of readers) {
    const entry = reader.next();
    if (entry !== undefined) heads.push({ reader, prefixLength, entry });
  }
  while (heads.length > 0) {
    const at = nextHead(heads, reverse);
    const head = heads[at];
    if (head === undefined) return;
    yield head.entry;
    const entry = head.reader.next();
    if (entry === undefined) heads.splice(at, 1);
    else head.entry = entry;
  }
}

function nextHead(heads: readonly Head[], reverse: boolean): number {
  let best = 0;
  for (let at = 1; at < heads.length; at++) {
    const [left, right] = [heads[at], heads[best]];
    if (left === undefined || right === undefined) continue;
    const order = left.entry.key.compare(
      right.entry.key,
      right.prefixLength,
      right.entry.key.length,
      left.prefixLength,
      left.entry.key.length,
    );
    if (reverse ? order > 0 : order < 0) best = at;
  }
  return best;
}
