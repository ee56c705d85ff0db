import { BsonType } from './bson-type.js';
import type { RawValue } from './raw-value.js';

/** Text of a string, symbol or code value. */
export function readString(value: RawValue): string {
  return value.bytes.toString('utf8', value.start + 4, value.end - 1);
}

export function readBool(value: RawValue): boolean {
  return value.bytes[value.start] !== 0;
}

/** Milliseconds since 1970 of a date value. */
export function readDateMs(value: RawValue): number {
  return Number(value.bytes.readBigInt64LE(value.start));
}

export function readRegex(value: RawValue): { pattern: string; options: string } {
  const middle = value.bytes.indexOf(0, value.start);
  return {
    pattern: value.bytes.toString('utf8', value.start, middle),
    options: value.bytes.toString('utf8', middle + 1, value.end - 1),
  };
}

/** A number as a double: exact for int32 and double, nearest for int64; undefined when it is none of these. */
export function readNumber(value: RawValue): number | undefined {
  switch (value.type) {
    case BsonType.int32:
      return value.bytes.readInt32LE(value.start);
    case BsonType.double:
      return value.bytes.readDoubleLE(value.start);
    case BsonType.int64:
      return Number(value.bytes.readBigInt64LE(value.start));
    default:
      return undefined;
  }
}

/** A whole number that a double holds exactly, whatever its number type; undefined otherwise. */
export function readWholeNumber(value: RawValue): number | undefined {
  const number = readNumber(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** Truth as MongoDB reads flags: booleans, and numbers other than zero; undefined for anything else. */
export function readFlag(value: RawValue): boolean | undefined {
  if (value.type === BsonType.bool) return readBool(value);
  const number = readNumber(value);
  return number === undefined ? undefined : number !== 0;
}
