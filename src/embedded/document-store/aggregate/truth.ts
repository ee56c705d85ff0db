import { BsonType } from '../bson/bson-type.js';
import { isNullish } from '../bson/compare.js';
import type { RawValue } from '../bson/raw-value.js';
import { decimalToDouble } from '../bson/decimal128.js';
import { readFlag } from '../bson/scalars.js';

/** Null, missing, undefined, false and zero are false; everything else is true. */
export function isTrue(value: RawValue | undefined): boolean {
  if (value === undefined || isNullish(value)) return false;
  if (value.type === BsonType.decimal128) return decimalToDouble(value) !== 0;
  return readFlag(value) ?? true;
}
