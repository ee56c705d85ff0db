import { BsonType } from './bson-type.js';
import type { RawValue } from './raw-value.js';
import { compareDecimals, compareDecimalToDouble, decimalToDouble, readDecimal } from './decimal128.js';

/** Compares two numbers of any BSON number type by exact value; NaN equals NaN and is below everything else. */
export function compareNumbers(a: RawValue, b: RawValue): number {
  if (a.type === BsonType.decimal128 || b.type === BsonType.decimal128) return compareWithDecimal(a, b);
  if (a.type === BsonType.int64 || b.type === BsonType.int64) return compareWithLong(a, b);
  return compareDoubles(smallNumber(a), smallNumber(b));
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

function smallNumber(value: RawValue): number {
  return value.type === BsonType.int32
    ? value.bytes.readInt32LE(value.start)
    : value.bytes.readDoubleLE(value.start);
}

function compareWithLong(a: RawValue, b: RawValue): number {
  if (a.type === BsonType.double)
    return -compareLongToDouble(b.bytes.readBigInt64LE(b.start), smallNumber(a));
  if (b.type === BsonType.double) return compareLongToDouble(a.bytes.readBigInt64LE(a.start), smallNumber(b));
  const left = wholeNumber(a);
  const right = wholeNumber(b);
  return left === right ? 0 : left < right ? -1 : 1;
}

function wholeNumber(value: RawValue): bigint {
  return value.type === BsonType.int32
    ? BigInt(value.bytes.readInt32LE(value.start))
    : value.bytes.readBigInt64LE(value.start);
}

/** JavaScript compares a bigint with a double exactly; only NaN needs a place. */
function compareLongToDouble(long: bigint, double: number): number {
  if (Number.isNaN(double)) return 1;
  return long < double ? -1 : long > double ? 1 : 0;
}

function compareWithDecimal(a: RawValue, b: RawValue): number {
  const [left, right] = [nearestDouble(a), nearestDouble(b)];
  if (left !== right || !Number.isFinite(left)) return compareDoubles(left, right) || compareHuge(a, b, left);
  return compareFinite(a, b);
}

/** Decimals beyond the range of a double round to infinity; among themselves they still differ. */
function compareHuge(a: RawValue, b: RawValue, nearest: number): number {
  if (Number.isNaN(nearest)) return 0;
  const [left, right] = [sizeOf(a), sizeOf(b)];
  const sign = nearest < 0 ? -1 : 1;
  if (left === undefined || right === undefined) {
    return sign * (Number(left === undefined) - Number(right === undefined));
  }
  return compareDecimals(left, right);
}

function sizeOf(value: RawValue): { coefficient: bigint; exponent: number } | undefined {
  if (value.type !== BsonType.decimal128) return undefined;
  const decimal = readDecimal(value);
  return decimal.kind === 'finite' ? decimal : undefined;
}

function nearestDouble(value: RawValue): number {
  if (value.type === BsonType.decimal128) return decimalToDouble(value);
  if (value.type === BsonType.int64) return Number(value.bytes.readBigInt64LE(value.start));
  return smallNumber(value);
}

function compareFinite(a: RawValue, b: RawValue): number {
  const [left, right] = [exact(a), exact(b)];
  if (typeof left === 'number')
    return typeof right === 'number' ? left - right : -compareDecimalToDouble(right, left);
  return typeof right === 'number' ? compareDecimalToDouble(left, right) : compareDecimals(left, right);
}

function exact(value: RawValue): number | { coefficient: bigint; exponent: number } {
  if (value.type === BsonType.int64)
    return { coefficient: value.bytes.readBigInt64LE(value.start), exponent: 0 };
  return sizeOf(value) ?? smallNumber(value);
}
