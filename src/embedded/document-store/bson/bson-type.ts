/** BSON type bytes (bsonspec.org 1.1). */
export const BsonType = {
  double: 0x01,
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  bool: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal128: 0x13,
  maxKey: 0x7f,
  minKey: 0xff,
} as const;

/** What `$type` and MongoDB's error texts call each type. */
const TYPE_NAMES: readonly (readonly [number, string])[] = [
  [BsonType.double, 'double'],
  [BsonType.string, 'string'],
  [BsonType.object, 'object'],
  [BsonType.array, 'array'],
  [BsonType.binary, 'binData'],
  [BsonType.undefined, 'undefined'],
  [BsonType.objectId, 'objectId'],
  [BsonType.bool, 'bool'],
  [BsonType.date, 'date'],
  [BsonType.null, 'null'],
  [BsonType.regex, 'regex'],
  [BsonType.dbPointer, 'dbPointer'],
  [BsonType.code, 'javascript'],
  [BsonType.symbol, 'symbol'],
  [BsonType.codeWithScope, 'javascriptWithScope'],
  [BsonType.int32, 'int'],
  [BsonType.timestamp, 'timestamp'],
  [BsonType.int64, 'long'],
  [BsonType.decimal128, 'decimal'],
  [BsonType.maxKey, 'maxKey'],
  [BsonType.minKey, 'minKey'],
];

const nameByType = new Map<number, string>(TYPE_NAMES);
const typeByName = new Map<string, number>(TYPE_NAMES.map(([type, name]) => [name, type]));

export function typeName(type: number): string {
  return nameByType.get(type) ?? 'missing';
}

export function typeFromName(name: string): number | undefined {
  return typeByName.get(name);
}

export function isKnownType(type: number): boolean {
  return nameByType.has(type);
}

/**
 * Rank of a type in MongoDB's comparison order; types of equal rank compare by value. The ranks are also the first byte
 * of an index key, so they must stay below 0xf0 and never change for existing data.
 */
export const Rank = {
  minKey: 0x01,
  emptyArray: 0x04,
  null: 0x08,
  number: 0x10,
  string: 0x18,
  object: 0x20,
  array: 0x28,
  binary: 0x30,
  objectId: 0x38,
  bool: 0x40,
  date: 0x48,
  timestamp: 0x50,
  regex: 0x58,
  dbPointer: 0x60,
  code: 0x68,
  codeWithScope: 0x70,
  maxKey: 0xe0,
} as const;

/** Not a BSON type: what an empty array is indexed and sorted as, before null. */
export const EMPTY_ARRAY_TYPE = 0x80;

const rankByType = new Uint8Array(256);
for (const [type, rank] of [
  [BsonType.minKey, Rank.minKey],
  [EMPTY_ARRAY_TYPE, Rank.emptyArray],
  [BsonType.undefined, Rank.null],
  [BsonType.null, Rank.null],
  [BsonType.double, Rank.number],
  [BsonType.int32, Rank.number],
  [BsonType.int64, Rank.number],
  [BsonType.decimal128, Rank.number],
  [BsonType.string, Rank.string],
  [BsonType.symbol, Rank.string],
  [BsonType.object, Rank.object],
  [BsonType.array, Rank.array],
  [BsonType.binary, Rank.binary],
  [BsonType.objectId, Rank.objectId],
  [BsonType.bool, Rank.bool],
  [BsonType.date, Rank.date],
  [BsonType.timestamp, Rank.timestamp],
  [BsonType.regex, Rank.regex],
  [BsonType.dbPointer, Rank.dbPointer],
  [BsonType.code, Rank.code],
  [BsonType.codeWithScope, Rank.codeWithScope],
  [BsonType.maxKey, Rank.maxKey],
] as const) {
  rankByType[type] = rank;
}

export function rankOf(type: number): number {
  return rankByType[type] ?? 0;
}

export function isNumberType(type: number): boolean {
  return rankOf(type) === Rank.number;
}
