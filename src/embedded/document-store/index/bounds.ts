import { BsonType, Rank, rankOf } from '../bson/bson-type.js';
import type { RawValue } from '../bson/raw-value.js';
import { isNullish } from '../bson/compare.js';
import type { ValueTest } from '../query/filter.js';
import { KeyWriter } from './key-writer.js';

/** A place between encoded values: right before or right after everything that starts with `prefix`. */
export interface Bound {
  prefix: Buffer;
  after: boolean;
}

/** The encoded values from `low` up to `high`. */
export interface Interval {
  low: Bound;
  high: Bound;
  /** It holds one whole value; an interval of strings with a common beginning looks alike but is none. */
  isPoint: boolean;
}

export interface FieldBounds {
  /** Ascending and disjoint; none means that nothing can match. */
  intervals: Interval[];
  /** True when a value lies in the intervals exactly if it passes the test (single values; arrays are another matter). */
  exact: boolean;
}

const writer = new KeyWriter();

function encoded(value: RawValue): Buffer {
  return writer.reset().field(value, false).finish();
}

function point(value: RawValue): Interval {
  const prefix = encoded(value);
  return { low: { prefix, after: false }, high: { prefix, after: true }, isPoint: true };
}

const rankBound = (rank: number, after: boolean): Bound => ({ prefix: Buffer.from([rank]), after });

/** Where the values that pass a test can stand in an ascending index field; undefined when that is anywhere. */
export function boundsOf(test: ValueTest): FieldBounds | undefined {
  if (test.kind === 'compare') return compareBounds(test);
  if (test.kind === 'in') return membershipBounds(test);
  return test.kind === 'regex' ? regexBounds(test) : undefined;
}

function compareBounds({ operator, value }: ValueTest & { kind: 'compare' }): FieldBounds | undefined {
  if (value.type === BsonType.array) return undefined; // elements are indexed, not arrays as a whole
  if (isNullish(value)) {
    return { intervals: operator === 'gt' || operator === 'lt' ? [] : [point(value)], exact: true };
  }
  if (operator === 'eq') return { intervals: [point(value)], exact: true };
  const rank = rankOf(value.type);
  if (rank === Rank.minKey || rank === Rank.maxKey || isNaNNumber(value)) return undefined;
  const prefix = encoded(value);
  if (operator === 'gt' || operator === 'gte') {
    return range({ prefix, after: operator === 'gt' }, rankBound(rank, true));
  }
  return range(lowestOf(rank), { prefix, after: operator === 'lte' });
}

function range(low: Bound, high: Bound): FieldBounds {
  return { intervals: [{ low, high, isPoint: false }], exact: true };
}

/** Start of a type; NaN stands below all other numbers but takes no part in ranges. */
function lowestOf(rank: number): Bound {
  return rank === Rank.number
    ? { prefix: Buffer.from([rank, 0, 0, 0, 0, 0, 0, 0, 0]), after: true }
    : rankBound(rank, false);
}

function isNaNNumber(value: RawValue): boolean {
  return (
    rankOf(value.type) === Rank.number &&
    encoded(value)
      .subarray(1, 9)
      .every((byte) => byte === 0)
  );
}

function membershipBounds({ values, patterns }: ValueTest & { kind: 'in' }): FieldBounds | undefined {
  if (patterns.length > 0 || values.some(({ type }) => type === BsonType.array)) return undefined;
  const points = values.map(point).sort((a, b) => a.low.prefix.compare(b.low.prefix));
  return {
    intervals: points.filter((item, at) => points[at - 1]?.low.prefix.equals(item.low.prefix) !== true),
    exact: true,
  };
}

/** An anchored pattern without options confines strings to those with its literal beginning. */
function regexBounds({ pattern, source }: ValueTest & { kind: 'regex' }): FieldBounds | undefined {
  const literal = literalPrefix(pattern);
  if (literal === '') return undefined;
  const prefix = Buffer.concat([Buffer.from([Rank.string]), Buffer.from(literal)]);
  const strings: Interval = { low: { prefix, after: false }, high: { prefix, after: true }, isPoint: false };
  // a pattern also matches a stored pattern equal to it
  const patterns = source === undefined ? [] : [point(source)];
  return { intervals: [strings, ...patterns], exact: false };
}

function literalPrefix(pattern: RegExp): string {
  if (pattern.flags.includes('i') || pattern.flags.includes('m') || pattern.source.includes('|')) return '';
  const match = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[./\-:])+)/.exec(pattern.source);
  if (match === null) return '';
  const literal = (match[1] ?? '').replace(/\\(.)/g, '$1');
  // a quantifier applies to the last character, which then may be missing
  const quantified = /^[*?{]/.test(pattern.source.slice(match[0].length));
  return quantified ? Array.from(literal).slice(0, -1).join('') : literal;
}

/** Key at which a bound lies; undefined is the end of everything. */
export function boundKey({ prefix, after }: Bound): Buffer | undefined {
  return after ? successor(prefix) : prefix;
}

/** The least byte string greater than everything that starts with `prefix`. */
function successor(prefix: Buffer): Buffer | undefined {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const byte = prefix[at] ?? 0;
    if (byte === 0xff) continue;
    const key = Buffer.from(prefix.subarray(0, at + 1));
    key[at] = byte + 1;
    return key;
  }
  return undefined;
}

function orderOfBounds(a: Bound, b: Bound): number {
  const [left, right] = [boundKey(a), boundKey(b)];
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return left.compare(right);
}

/** What lies in both lists of intervals. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const left of a) {
    for (const right of b) {
      const low = orderOfBounds(left.low, right.low) >= 0 ? left.low : right.low;
      const high = orderOfBounds(left.high, right.high) <= 0 ? left.high : right.high;
      if (orderOfBounds(low, high) < 0) result.push({ low, high, isPoint: left.isPoint || right.isPoint });
    }
  }
  return result;
}

/** The same interval in a field that is stored inverted. */
export function inverted({ low, high, isPoint }: Interval): Interval {
  return { low: invertedBound(high), high: invertedBound(low), isPoint };
}

function invertedBound({ prefix, after }: Bound): Bound {
  return { prefix: Buffer.from(prefix.map((byte) => ~byte & 0xff)), after: !after };
}
