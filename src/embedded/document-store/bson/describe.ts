import { ObjectId } from 'bson';
import { BsonType } from './bson-type.js';
import { decimalText } from './decimal128.js';
import { fieldsOf, itemsOf, type RawValue } from './raw-value.js';
import { readBool, readDateMs, readRegex, readString } from './scalars.js';

/** A value as MongoDB prints it in error texts, e.g. `"x"`, `5`, `ObjectId('…')`, `{ a: 1 }`. */
export function describeValue(value: RawValue): string {
  switch (value.type) {
    case BsonType.string:
    case BsonType.symbol:
    case BsonType.code:
      return JSON.stringify(readString(value));
    case BsonType.object:
      return describeDocument(value);
    case BsonType.array: {
      const items = itemsOf(value);
      return items.length === 0 ? '[]' : `[ ${items.map(describeValue).join(', ')} ]`;
    }
    default:
      return describeScalar(value);
  }
}

export function describeElement(name: string, value: RawValue): string {
  return `${name}: ${describeValue(value)}`;
}

function describeDocument(value: RawValue): string {
  const fields = fieldsOf(value);
  return fields.length === 0
    ? '{}'
    : `{ ${fields.map((field) => describeElement(field.name, field.value)).join(', ')} }`;
}

function describeScalar(value: RawValue): string {
  switch (value.type) {
    case BsonType.int32:
      return String(value.bytes.readInt32LE(value.start));
    case BsonType.int64:
      return value.bytes.readBigInt64LE(value.start).toString();
    case BsonType.double:
      return describeDouble(value.bytes.readDoubleLE(value.start));
    case BsonType.decimal128:
      return decimalText(value);
    case BsonType.bool:
      return String(readBool(value));
    case BsonType.date:
      return `new Date(${readDateMs(value)})`;
    case BsonType.objectId:
      return `ObjectId('${new ObjectId(value.bytes.subarray(value.start, value.end)).toHexString()}')`;
    default:
      return describeRare(value);
  }
}

function describeRare(value: RawValue): string {
  switch (value.type) {
    case BsonType.null:
      return 'null';
    case BsonType.undefined:
      return 'undefined';
    case BsonType.minKey:
      return 'MinKey';
    case BsonType.maxKey:
      return 'MaxKey';
    case BsonType.regex: {
      const { pattern, options } = readRegex(value);
      return `/${pattern}/${options}`;
    }
    case BsonType.timestamp: {
      const bits = value.bytes.readBigUInt64LE(value.start);
      return `Timestamp(${(bits >> 32n).toString()}, ${(bits & 0xffffffffn).toString()})`;
    }
    case BsonType.binary: {
      const subtype = value.bytes[value.start + 4] ?? 0;
      return `BinData(${subtype}, ${value.bytes.toString('hex', value.start + 5, value.end).toUpperCase()})`;
    }
    default:
      return '…';
  }
}

/** MongoDB marks doubles by a decimal point even when they are whole. */
function describeDouble(double: number): string {
  if (Number.isNaN(double)) return 'nan.0';
  return Number.isInteger(double) && Math.abs(double) < 1e15 ? `${double}.0` : String(double);
}
