import { BsonType, isKnownType } from './bson-type.js';
import { MongoError } from '../mongo-error.js';

/** MongoDB's own limit on nesting. */
const MAX_DEPTH = 200;

/**
 * Walks a document once and throws InvalidBSON unless every length, terminator and type in it is sound. Everything that
 * comes from outside passes here before any other code reads it.
 */
export function checkDocument(bytes: Buffer, start: number, limit: number): number {
  return checkContainer(bytes, start, limit, 1);
}

function checkContainer(bytes: Buffer, start: number, limit: number, depth: number): number {
  if (depth > MAX_DEPTH)
    throw new MongoError(15, `BSONObj exceeds maximum nested object depth: ${MAX_DEPTH}`);
  if (start + 5 > limit) throw invalid('document is cut off');
  const end = start + bytes.readInt32LE(start);
  if (end < start + 5 || end > limit || bytes[end - 1] !== 0) throw invalid('document length is wrong');
  let at = start + 4;
  while (at < end - 1) {
    const type = bytes[at] ?? 0;
    const nameEnd = bytes.indexOf(0, at + 1);
    if (nameEnd === -1 || nameEnd >= end - 1) throw invalid('field name is not terminated');
    at = checkValue(type, bytes, nameEnd + 1, end - 1, depth);
  }
  return end;
}

function checkValue(type: number, bytes: Buffer, at: number, limit: number, depth: number): number {
  switch (type) {
    case BsonType.object:
    case BsonType.array:
      return checkContainer(bytes, at, limit, depth + 1);
    case BsonType.string:
    case BsonType.code:
    case BsonType.symbol:
      return checkString(bytes, at, limit);
    case BsonType.binary:
      return checkBinary(bytes, at, limit);
    case BsonType.regex:
      return checkCString(bytes, checkCString(bytes, at, limit), limit);
    case BsonType.dbPointer:
      return checkFixed(checkString(bytes, at, limit), 12, limit);
    case BsonType.codeWithScope:
      return checkCodeWithScope(bytes, at, limit, depth);
    default:
      if (!isKnownType(type)) throw invalid(`unknown type ${type}`);
      return checkFixed(at, FIXED_SIZES[type] ?? 0, limit);
  }
}

const FIXED_SIZES: Record<number, number> = {
  [BsonType.double]: 8,
  [BsonType.date]: 8,
  [BsonType.timestamp]: 8,
  [BsonType.int64]: 8,
  [BsonType.objectId]: 12,
  [BsonType.bool]: 1,
  [BsonType.int32]: 4,
  [BsonType.decimal128]: 16,
};

function checkFixed(at: number, size: number, limit: number): number {
  if (at + size > limit) throw invalid('value is cut off');
  return at + size;
}

function checkString(bytes: Buffer, at: number, limit: number): number {
  if (at + 5 > limit) throw invalid('string is cut off');
  const length = bytes.readInt32LE(at);
  const end = at + 4 + length;
  if (length < 1 || end > limit || bytes[end - 1] !== 0) throw invalid('string length is wrong');
  return end;
}

function checkBinary(bytes: Buffer, at: number, limit: number): number {
  if (at + 5 > limit) throw invalid('binary is cut off');
  const length = bytes.readInt32LE(at);
  if (length < 0 || at + 5 + length > limit) throw invalid('binary length is wrong');
  return at + 5 + length;
}

function checkCString(bytes: Buffer, at: number, limit: number): number {
  const end = bytes.indexOf(0, at);
  if (end === -1 || end >= limit) throw invalid('regular expression is not terminated');
  return end + 1;
}

function checkCodeWithScope(bytes: Buffer, at: number, limit: number, depth: number): number {
  if (at + 4 > limit) throw invalid('code is cut off');
  const end = at + bytes.readInt32LE(at);
  if (end > limit || end < at + 14) throw invalid('code length is wrong');
  if (checkContainer(bytes, checkString(bytes, at + 4, end), end, depth + 1) !== end)
    throw invalid('code length is wrong');
  return end;
}

function invalid(what: string): MongoError {
  return new MongoError(22, `not valid BSON: ${what}`);
}
