import { BsonType, typeName } from '../bson/bson-type.js';
import { describeValue } from '../bson/describe.js';
import { FieldPath } from '../bson/field-path.js';
import { fieldsOf, type RawValue } from '../bson/raw-value.js';
import { readFlag, readNumber, readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { MATCH_ALL, type Filter } from '../query/filter.js';
import { parseFilter } from '../query/parse-filter.js';
import { encodeDocument, encodeValue, type Encodable } from '../bson/encode.js';
import { documentValue } from '../bson/raw-value.js';

interface IndexField {
  path: FieldPath;
  descending: boolean;
}

/** What an index is, as given to createIndexes and shown by listIndexes. */
export interface IndexDefinition {
  name: string;
  /** The key document as given, for answers. */
  keyPattern: RawValue;
  fields: readonly IndexField[];
  unique: boolean;
  sparse: boolean;
  partial: RawValue | undefined;
  partialFilter: Filter;
  expireAfterSeconds: number | undefined;
  /** Top-level fields whose change can change the index's entries. */
  heads: ReadonlySet<string>;
}

const OPTIONS = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'ns',
]);
/** Options of MongoDB that this store does not have. */
const REFUSED_TYPES = new Set(['text', 'hashed', '2d', '2dsphere', 'geoHaystack', 'wildcard']);
const MAX_NAME = 127;

/** Parses one index specification of createIndexes (or of the catalog). */
export function parseIndexDefinition(spec: RawValue): IndexDefinition {
  const options = new Map(fieldsOf(spec).map(({ name, value }) => [name, value]));
  for (const [name, value] of options) {
    if (OPTIONS.has(name)) continue;
    if (name === 'hidden' && readFlag(value) === false) continue;
    throw new MongoError(
      197,
      `The field '${name}' is not valid for an index specification. Specification: ${describeValue(spec)}`,
    );
  }
  const keyPattern = options.get('key');
  if (keyPattern?.type !== BsonType.object)
    throw new MongoError(9, `The 'key' field is a required property of an index specification`);
  const fields = parseFields(keyPattern);
  const partial = options.get('partialFilterExpression');
  if (partial !== undefined && partial.type !== BsonType.object) {
    throw new MongoError(
      14,
      `The field 'partialFilterExpression' must be an object, but got ${typeName(partial.type)}`,
    );
  }
  const sparse = flagOption(options, 'sparse');
  if (sparse && partial !== undefined)
    throw new MongoError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  return {
    name: nameOption(options, fields),
    keyPattern,
    fields,
    unique: flagOption(options, 'unique'),
    sparse,
    partial,
    partialFilter: partial === undefined ? MATCH_ALL : parsePartial(partial),
    expireAfterSeconds: ttlOption(options, fields),
    heads: new Set([
      ...fields.map(({ path }) => path.head),
      ...(partial === undefined ? [] : partialHeads(partial)),
    ]),
  };
}

function parseFields(keyPattern: RawValue): IndexField[] {
  const fields = fieldsOf(keyPattern).map(({ name, value }) => parseKeyField(name, value));
  if (fields.length === 0) throw new MongoError(67, 'Index keys cannot be an empty object');
  if (fields.length > 31) throw new MongoError(67, 'an index may have at most 31 fields');
  if (new Set(fields.map(({ path }) => path.text)).size !== fields.length)
    throw new MongoError(67, 'Index keys cannot name a field twice');
  return fields;
}

function parseKeyField(name: string, value: RawValue): IndexField {
  if (value.type === BsonType.string) {
    const type = readString(value);
    const known = REFUSED_TYPES.has(type);
    throw new MongoError(
      67,
      known ? `Index type '${type}' is not supported by this store` : `Unknown index plugin '${type}'`,
    );
  }
  const direction = readNumber(value);
  if (direction === undefined || direction === 0 || Number.isNaN(direction)) {
    throw new MongoError(
      67,
      `Values in v:2 index key pattern must be numbers other than 0. Index key: ${name}`,
    );
  }
  if (name === '' || name.split('.').includes(''))
    throw new MongoError(67, 'Index keys cannot be an empty field.');
  if (name.split('.').some((part) => part.startsWith('$'))) {
    throw new MongoError(
      67,
      name.includes('$**')
        ? 'Wildcard indexes are not supported by this store'
        : `Index key contains an illegal field name: field name starts with '$'.`,
    );
  }
  return { path: new FieldPath(name), descending: direction < 0 };
}

function nameOption(options: Map<string, RawValue>, fields: readonly IndexField[]): string {
  const value = options.get('name');
  if (value === undefined)
    return fields.map(({ path, descending }) => `${path.text}_${descending ? -1 : 1}`).join('_');
  if (value.type !== BsonType.string)
    throw new MongoError(14, `The field 'name' must be a string, but got ${typeName(value.type)}`);
  const name = readString(value);
  if (name === '' || name === '*' || name.length > MAX_NAME)
    throw new MongoError(67, `The index name '${name}' is not valid`);
  return name;
}

function flagOption(options: Map<string, RawValue>, name: string): boolean {
  const value = options.get(name);
  if (value === undefined) return false;
  const flag = readFlag(value);
  if (flag === undefined) {
    throw new MongoError(
      14,
      `The field '${name}' has value ${name}: ${describeValue(value)}, which is not convertible to bool`,
    );
  }
  return flag;
}

function ttlOption(options: Map<string, RawValue>, fields: readonly IndexField[]): number | undefined {
  const value = options.get('expireAfterSeconds');
  if (value === undefined) return undefined;
  const seconds = readNumber(value);
  if (seconds === undefined)
    throw new MongoError(
      67,
      `TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeName(value.type)}'`,
    );
  if (!(seconds >= 0 && seconds <= 0x7fffffff))
    throw new MongoError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than ${seconds}`,
    );
  if (fields.length !== 1)
    throw new MongoError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  if (fields[0]?.path.text === '_id')
    throw new MongoError(197, `The field 'expireAfterSeconds' is not valid for an _id index specification`);
  return Math.floor(seconds);
}

/** Only what MongoDB allows in a partial filter: comparisons, `$exists: true`, `$type`, `$in`, `$and`, `$or`. */
function parsePartial(partial: RawValue): Filter {
  const filter = parseFilter(partial);
  checkPartial(filter, partial);
  return filter;
}

function checkPartial(filter: Filter, partial: RawValue): void {
  if (filter.kind === 'and' || filter.kind === 'or') {
    for (const child of filter.filters) checkPartial(child, partial);
    return;
  }
  if (filter.kind === 'path' && ['compare', 'exists', 'type', 'in'].includes(filter.test.kind)) return;
  throw new MongoError(67, `Expression not supported in partial index: ${describeValue(partial)}`);
}

function partialHeads(partial: RawValue): string[] {
  return fieldsOf(partial).flatMap(({ name, value }) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? ''];
    return value.type === BsonType.array
      ? fieldsOf(value).flatMap((branch) => partialHeads(branch.value))
      : [];
  });
}

/** The index that every collection has. */
export function idIndexDefinition(): IndexDefinition {
  return {
    ...parseIndexDefinition(documentValue(encodeDocument({ key: { _id: 1 }, name: '_id_' }))),
    unique: true,
  };
}

/** The specification as listIndexes shows it. */
export function indexSpecification(index: IndexDefinition): Record<string, Encodable> {
  return {
    v: 2,
    key: index.keyPattern,
    name: index.name,
    ...(index.unique && index.name !== '_id_' ? { unique: true } : {}),
    ...(index.sparse ? { sparse: true } : {}),
    ...(index.partial === undefined ? {} : { partialFilterExpression: index.partial }),
    ...(index.expireAfterSeconds === undefined
      ? {}
      : { expireAfterSeconds: encodeValue(index.expireAfterSeconds) }),
  };
}
