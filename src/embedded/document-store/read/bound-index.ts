import { boundKey, boundsOf, intersect, inverted, type Interval } from '../index/bounds.js';
import type { Predicates } from '../index/predicates.js';
import { PREFIX_BYTES } from '../index/key-writer.js';
import type { ValueTest } from '../query/filter.js';
import type { CollectionIndex } from '../storage/collection.js';
import { spaceKey } from '../storage/key-space.js';
import type { KeyRange } from '../storage/lmdb-storage.js';

/** A range of one index's keys; the first `prefixLength` bytes are the same in all of them. */
export interface IndexRange extends KeyRange {
  prefixLength: number;
}

/** An index confined by a filter. */
export interface BoundIndex {
  index: CollectionIndex;
  /** In key order, disjoint. */
  ranges: IndexRange[];
  /** Leading fields that are confined to single values. */
  pointFields: number;
  /** How many of these have exactly one value. */
  singles: ReadonlySet<number>;
  /** Leading fields that are confined at all. */
  boundFields: number;
  /** Fields whose tests the ranges express completely. */
  exactFields: number;
}

/** Combinations of `$in` values that become ranges of their own; beyond that the later field is left unconfined. */
const MAX_RANGES = 1000;

interface FieldIntervals {
  intervals: Interval[];
  exact: boolean;
}

export function boundIndex(index: CollectionIndex, predicates: Predicates): BoundIndex {
  let prefixes: Buffer[] = [spaceKey(index.id)];
  let last: Interval[] | undefined;
  const singles = new Set<number>();
  let [pointFields, boundFields, exactFields] = [0, 0, 0];
  for (const [at, field] of index.definition.fields.entries()) {
    const isMultikey = (index.multikey & (1 << at)) !== 0;
    const found = fieldIntervals(predicates.byPath.get(field.path.text) ?? [], isMultikey);
    if (found === undefined || field.path.positions.some((position) => position >= 0)) break;
    if (prefixes.length * found.intervals.length > MAX_RANGES) break;
    const intervals = field.descending ? found.intervals.map(inverted).reverse() : found.intervals;
    boundFields++;
    if (found.exact) exactFields++;
    if (!intervals.every(({ isPoint }) => isPoint)) {
      last = intervals;
      break;
    }
    pointFields++;
    if (intervals.length === 1) singles.add(at);
    prefixes = prefixes.flatMap((prefix) => intervals.map(({ low }) => Buffer.concat([prefix, low.prefix])));
  }
  const ranges = withinPrefixes(prefixes, last);
  const isLossless =
    ranges.every(({ from, to }) => from.length <= PREFIX_BYTES && to.length <= PREFIX_BYTES) && !index.lossy;
  return { index, ranges, pointFields, singles, boundFields, exactFields: isLossless ? exactFields : -1 };
}

function withinPrefixes(prefixes: readonly Buffer[], last: readonly Interval[] | undefined): IndexRange[] {
  if (last === undefined) return prefixes.map(prefixRange);
  return prefixes.flatMap((prefix) => last.map((interval) => rangeWithin(prefix, interval)));
}

/** All tests of one field together. With arrays each test may be met by another element, so only one can confine. */
function fieldIntervals(tests: readonly ValueTest[], isMultikey: boolean): FieldIntervals | undefined {
  const bounds = tests.map(boundsOf);
  const known = bounds.filter((item) => item !== undefined);
  const [first, ...rest] = known;
  if (first === undefined) return undefined;
  if (!isMultikey) {
    return {
      intervals: rest.reduce((intervals, item) => intersect(intervals, item.intervals), first.intervals),
      exact: known.length === tests.length && known.every(({ exact }) => exact),
    };
  }
  const narrowest = known.find(({ intervals }) => intervals.every(({ isPoint }) => isPoint)) ?? first;
  // one equality on an array field finds every document once; anything more may also find null or the same one twice
  const exact =
    tests.length === 1 && tests[0]?.kind === 'compare' && tests[0].operator === 'eq' && !isNullTest(tests[0]);
  return { intervals: narrowest.intervals, exact };
}

function isNullTest(test: ValueTest & { kind: 'compare' }): boolean {
  return test.value.start === test.value.end;
}

function prefixRange(prefix: Buffer): IndexRange {
  return toRange({ prefix, after: false }, { prefix, after: true }, prefix.length);
}

function rangeWithin(prefix: Buffer, { low, high }: Interval): IndexRange {
  return toRange(
    { prefix: Buffer.concat([prefix, low.prefix]), after: low.after },
    { prefix: Buffer.concat([prefix, high.prefix]), after: high.after },
    prefix.length,
  );
}

/** Keys are cut off at a length; a longer bound is widened to the part that keys still have. */
function toRange(low: Interval['low'], high: Interval['high'], prefixLength: number): IndexRange {
  const from = low.prefix.length > PREFIX_BYTES ? low.prefix.subarray(0, PREFIX_BYTES) : boundKey(low);
  const to =
    high.prefix.length > PREFIX_BYTES
      ? boundKey({ prefix: high.prefix.subarray(0, PREFIX_BYTES), after: true })
      : boundKey(high);
  // a key starts with the index number, which is far from the last one: both ends exist
  return {
    from: from ?? low.prefix,
    to: to ?? high.prefix,
    prefixLength: Math.min(prefixLength, PREFIX_BYTES),
  };
}
