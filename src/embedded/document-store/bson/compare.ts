import { BsonType, Rank, rankOf } from './bson-type.js';
import { ElementReader, type RawValue } from './raw-value.js';
import { compareNumbers } from './compare-numbers.js';

/**
 * MongoDB's total order over values of all types: by rank of the type, then by value. A missing value takes part as
 * null where the caller says so; here both sides exist.
 */
export function compareValues(a: RawValue, b: RawValue): number {
  const rank = rankOf(a.type);
  const byRank = rank - rankOf(b.type);
  return byRank !== 0 ? byRank : compareSameRank(rank, a, b);
}

/** True when both values are equal in MongoDB's sense, e.g. int 1 and double 1.0. */
export function equalValues(a: RawValue, b: RawValue): boolean {
  return compareValues(a, b) === 0;
}

function compareSameRank(rank: number, a: RawValue, b: RawValue): number {
  switch (rank) {
    case Rank.number:
      return compareNumbers(a, b);
    case Rank.string:
    case Rank.code:
      return compareBytes(a, a.start + 4, a.end - 1, b, b.start + 4, b.end - 1);
    case Rank.object:
      return compareDocuments(a, b, true);
    case Rank.array:
      return compareDocuments(a, b, false);
    case Rank.binary:
      return compareBinary(a, b);
    case Rank.objectId:
    case Rank.bool:
    case Rank.regex:
    case Rank.dbPointer:
    case Rank.codeWithScope:
      return compareBytes(a, a.start, a.end, b, b.start, b.end);
    case Rank.date:
      return compareBigInts(a.bytes.readBigInt64LE(a.start), b.bytes.readBigInt64LE(b.start));
    case Rank.timestamp:
      return compareBigInts(a.bytes.readBigUInt64LE(a.start), b.bytes.readBigUInt64LE(b.start));
    default:
      return 0;
  }
}

function compareBigInts(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareBytes(
  a: RawValue,
  aStart: number,
  aEnd: number,
  b: RawValue,
  bStart: number,
  bEnd: number,
): number {
  return a.bytes.compare(b.bytes, bStart, bEnd, aStart, aEnd);
}

/** Binary data compares by length, then subtype, then bytes. */
function compareBinary(a: RawValue, b: RawValue): number {
  const byLength = a.bytes.readInt32LE(a.start) - b.bytes.readInt32LE(b.start);
  return byLength !== 0 ? byLength : compareBytes(a, a.start + 4, a.end, b, b.start + 4, b.end);
}

/** Element by element: rank of the type, then (in documents) the field name, then the value; the shorter one is less. */
function compareDocuments(a: RawValue, b: RawValue, withNames: boolean): number {
  const left = new ElementReader(a);
  const right = new ElementReader(b);
  for (;;) {
    const more = left.next();
    if (!right.next()) return more ? 1 : 0;
    if (!more) return -1;
    const rank = rankOf(left.type);
    const byRank = rank - rankOf(right.type);
    if (byRank !== 0) return byRank;
    if (withNames) {
      const byName = left.bytes.compare(
        right.bytes,
        right.nameStart,
        right.nameEnd,
        left.nameStart,
        left.nameEnd,
      );
      if (byName !== 0) return byName;
    }
    const byValue = compareSameRank(rank, left.value, right.value);
    if (byValue !== 0) return byValue;
  }
}

/** True when two values are the same type and bytes; used to tell a real change from a no-op. */
export function identicalValues(a: RawValue, b: RawValue): boolean {
  return a.type === b.type && a.bytes.compare(b.bytes, b.start, b.end, a.start, a.end) === 0;
}

export function isNullish(value: RawValue | undefined): boolean {
  return value === undefined || value.type === BsonType.null || value.type === BsonType.undefined;
}
