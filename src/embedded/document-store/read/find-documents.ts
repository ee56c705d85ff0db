import type { RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import type { Filter } from '../query/filter.js';
import { compareKeys, sortKey, type SortOrder } from '../query/sort-order.js';
import type { Collection, CollectionIndex } from '../storage/collection.js';
import type { LmdbStorage } from '../storage/lmdb-storage.js';
import type { BoundIndex } from './bound-index.js';
import { plan, type IndexPlan, type Plan } from './planner.js';
import {
  countEntries,
  PAUSE,
  planEntries,
  runPlan,
  type Examined,
  type Found,
  type Pause,
} from './run-plan.js';

export interface FindRequest {
  filter: Filter;
  sort: SortOrder;
  skip: number;
  /** 0 means no limit. */
  limit: number;
  hint: CollectionIndex | 'scan' | undefined;
}

/** Documents, or pauses in which the consumer may let others run. */
export type FoundStream = Generator<Found | Pause, undefined, undefined>;

/** MongoDB's bound on what a sort without an index may hold in memory. */
export const MAX_SORT_BYTES = 100 * 1024 * 1024;

export function planFind(storage: LmdbStorage, collection: Collection, request: FindRequest): Plan {
  return plan(request, {
    indexes: collection.indexes,
    estimate: (index, cap) => estimate(storage, index, cap),
  });
}

function estimate(storage: LmdbStorage, { ranges }: BoundIndex, cap: number): number {
  let entries = 0;
  for (const range of ranges) {
    entries += storage.keys(range, cap - entries, false).length;
    if (entries >= cap) return cap;
  }
  return entries;
}

/** Runs a query: plan, filter, order, skip, limit. */
export function* findDocuments(
  storage: LmdbStorage,
  collection: Collection,
  request: FindRequest,
  chosen: Plan,
  examined: Examined,
): FoundStream {
  const found = runPlan(storage, collection, chosen, request.filter, examined);
  const isSorted = request.sort.length === 0 || (chosen.kind === 'index' && chosen.sorted);
  yield* window(isSorted ? found : sorted(found, request), request);
}

function* window(source: FoundStream, { skip, limit }: FindRequest): FoundStream {
  let toSkip = skip;
  let taken = 0;
  for (const item of source) {
    if (item === PAUSE) yield item;
    else if (toSkip > 0) toSkip--;
    else {
      yield item;
      if (++taken === limit) return;
    }
  }
}

interface Keyed {
  keys: RawValue[];
  found: Found;
  order: number;
}

/** Sorts in memory; with a limit only the best so far are kept. */
function* sorted(source: FoundStream, { sort, skip, limit }: FindRequest): FoundStream {
  const wanted = limit === 0 ? Infinity : skip + limit;
  let kept: Keyed[] = [];
  let bytes = 0;
  let order = 0;
  for (const item of source) {
    if (item === PAUSE) {
      yield item;
      continue;
    }
    kept.push({ keys: sort.map((field) => sortKey(item.document, field)), found: item, order: order++ });
    bytes += item.document.bytes.length;
    if (kept.length > wanted * 2 + 1000) {
      kept = best(kept, sort, wanted);
      bytes = kept.reduce((sum, { found }) => sum + found.document.bytes.length, 0);
    }
    if (bytes > MAX_SORT_BYTES) throw sortTooLarge();
    if (order % 256 === 0) yield PAUSE;
  }
  for (const { found } of best(kept, sort, wanted)) yield found;
}

function best(kept: Keyed[], sort: SortOrder, wanted: number): Keyed[] {
  kept.sort((a, b) => compareKeys(sort, a.keys, b.keys) || a.order - b.order);
  return wanted === Infinity ? kept : kept.slice(0, wanted);
}

function sortTooLarge(): MongoError {
  return new MongoError(
    292,
    `Executor error during find command :: caused by :: Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes, but did not opt in to external sorting.`,
  );
}

/** Counts matching documents; from the index alone when its ranges say everything. */
export function* countDocuments(
  storage: LmdbStorage,
  collection: Collection,
  request: FindRequest,
  chosen: Plan,
  examined: Examined,
): Generator<Pause, number, undefined> {
  const { skip, limit } = request;
  let counted = 0;
  if (chosen.kind === 'scan' && matchesEverything(request.filter)) counted = collection.count;
  else if (chosen.kind === 'index' && chosen.exact) {
    counted = countEntries(storage, chosen, examined) ?? (yield* countOneByOne(storage, chosen, examined));
  } else {
    for (const item of runPlan(storage, collection, chosen, request.filter, examined)) {
      if (item === PAUSE) yield item;
      else if (++counted % 128 === 0) yield PAUSE;
    }
  }
  const afterSkip = Math.max(0, counted - skip);
  return limit === 0 ? afterSkip : Math.min(limit, afterSkip);
}

function* countOneByOne(
  storage: LmdbStorage,
  chosen: IndexPlan,
  examined: Examined,
): Generator<Pause, number, undefined> {
  const entries = planEntries(storage, chosen, examined);
  let counted = 0;
  while (entries.next().done !== true) if (++counted % 1024 === 0) yield PAUSE;
  return counted;
}

function matchesEverything(filter: Filter): boolean {
  return filter.kind === 'and' && filter.filters.every(matchesEverything);
}
