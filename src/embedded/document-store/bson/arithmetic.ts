import { BsonType } from './bson-type.js';
import { BsonWriter } from './bson-writer.js';
import { RawValue } from './raw-value.js';

export const doubleValue = (double: number): RawValue => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleLE(double);
  return new RawValue(BsonType.double, bytes, 0, 8);
};

export const int32Value = (int: number): RawValue => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32LE(int);
  return new RawValue(BsonType.int32, bytes, 0, 4);
};

export const int64Value = (long: bigint): RawValue => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64LE(long);
  return new RawValue(BsonType.int64, bytes, 0, 8);
};

export const boolValue = (bool: boolean): RawValue =>
  new RawValue(BsonType.bool, Buffer.from([bool ? 1 : 0]), 0, 1);

export const dateValue = (ms: number): RawValue => {
  const long = int64Value(BigInt(ms));
  return new RawValue(BsonType.date, long.bytes, 0, 8);
};

export const NULL_VALUE = new RawValue(BsonType.null, Buffer.alloc(0), 0, 0);

export const stringValue = (text: string): RawValue => {
  const writer = new BsonWriter();
  writer.string(text);
  const bytes = writer.finish();
  return new RawValue(BsonType.string, bytes, 0, bytes.length);
};

export type Arithmetic = 'add' | 'subtract' | 'multiply';

/**
 * Adds, subtracts or multiplies as MongoDB does: int32 grows to int64 when it must, int64 that overflows gives undefined, any double makes
 * a double. Decimal128 is not supported and gives `'decimal'`.
 */
export function calculate(
  operation: Arithmetic,
  a: RawValue,
  b: RawValue,
): RawValue | 'decimal' | 'overflow' {
  if (a.type === BsonType.decimal128 || b.type === BsonType.decimal128) return 'decimal';
  if (a.type === BsonType.double || b.type === BsonType.double) {
    return doubleValue(applyDoubles(operation, toDouble(a), toDouble(b)));
  }
  const result = applyLongs(operation, toLong(a), toLong(b));
  if (BigInt.asIntN(64, result) !== result) return 'overflow';
  const isSmall =
    a.type === BsonType.int32 && b.type === BsonType.int32 && BigInt.asIntN(32, result) === result;
  return isSmall ? int32Value(Number(result)) : int64Value(result);
}

function applyDoubles(operation: Arithmetic, a: number, b: number): number {
  if (operation === 'add') return a + b;
  return operation === 'subtract' ? a - b : a * b;
}

function applyLongs(operation: Arithmetic, a: bigint, b: bigint): bigint {
  if (operation === 'add') return a + b;
  return operation === 'subtract' ? a - b : a * b;
}

function toDouble(value: RawValue): number {
  if (value.type === BsonType.double) return value.bytes.readDoubleLE(value.start);
  return Number(toLong(value));
}

function toLong(value: RawValue): bigint {
  return value.type === BsonType.int32
    ? BigInt(value.bytes.readInt32LE(value.start))
    : value.bytes.readBigInt64LE(value.start);
}
