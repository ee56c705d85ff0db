import { BsonType, isNumberType, typeName } from '../bson/bson-type.js';
import { describeValue } from '../bson/describe.js';
import { documentValue, fieldsOf, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readFlag, readNumber, readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import type { Request } from '../wire/op-msg.js';

/** Arguments that every command takes; those that need checking are checked in `checkGenericArguments`. */
const GENERIC = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'maxTimeMS',
  'comment',
  'writeConcern',
  'readConcern',
]);

/** The fields of one command, read with MongoDB's type rules and error texts. */
export class CommandArguments {
  constructor(
    readonly command: string,
    private readonly fields: ReadonlyMap<string, RawValue>,
    private readonly sequences: ReadonlyMap<string, RawValue[]> = new Map(),
  ) {}

  static of(request: Request): CommandArguments {
    const fields = fieldsOf(request.body);
    const name = fields[0]?.name ?? '';
    return new CommandArguments(
      name,
      new Map(fields.map((field) => [field.name, field.value])),
      request.sequences,
    );
  }

  /** A nested argument object, e.g. one entry of `updates`. */
  static nested(command: string, value: RawValue): CommandArguments {
    if (value.type !== BsonType.object) throw wrongType(command, value, 'object');
    return new CommandArguments(command, new Map(fieldsOf(value).map((field) => [field.name, field.value])));
  }

  get(name: string): RawValue | undefined {
    return this.fields.get(name);
  }

  /** Refuses fields that the command does not have. */
  allow(known: ReadonlySet<string>, withGeneric = true): void {
    for (const name of [...this.fields.keys(), ...this.sequences.keys()]) {
      if (known.has(name) || (withGeneric && GENERIC.has(name))) continue;
      throw new MongoError(40415, `BSON field '${this.command}.${name}' is an unknown field.`);
    }
  }

  string(name: string): string {
    const value = this.fields.get(name);
    if (value === undefined) throw this.missing(name);
    if (value.type !== BsonType.string) throw wrongType(`${this.command}.${name}`, value, 'string');
    return readString(value);
  }

  optionalDocument(name: string): RawValue | undefined {
    const value = this.fields.get(name);
    if (value === undefined || value.type === BsonType.null) return undefined;
    if (value.type !== BsonType.object) throw wrongType(`${this.command}.${name}`, value, 'object');
    return value;
  }

  document(name: string): RawValue {
    const value = this.optionalDocument(name);
    if (value === undefined) throw this.missing(name);
    return value;
  }

  required(name: string): RawValue {
    const value = this.fields.get(name);
    if (value === undefined) throw this.missing(name);
    return value;
  }

  optionalArray(name: string): RawValue | undefined {
    const value = this.fields.get(name);
    if (value !== undefined && value.type !== BsonType.array)
      throw wrongType(`${this.command}.${name}`, value, 'array');
    return value;
  }

  /** Documents given as an array in the body or as a document sequence. */
  documents(name: string): RawValue[] {
    const sequence = this.sequences.get(name);
    if (sequence !== undefined) return sequence;
    const array = this.optionalArray(name);
    if (array === undefined) throw this.missing(name);
    return itemsOf(array).map((item) => {
      if (item.type !== BsonType.object) throw wrongType(`${this.command}.${name}`, item, 'object');
      return documentValue(item.bytes.subarray(item.start, item.end));
    });
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.fields.get(name);
    if (value === undefined) return otherwise;
    const flag = readFlag(value);
    if (flag === undefined) throw wrongType(`${this.command}.${name}`, value, 'bool');
    return flag;
  }

  /** A whole number that must not be negative. */
  count(name: string, otherwise: number): number {
    const number = this.whole(name, otherwise);
    if (number < 0)
      throw new MongoError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
    return number;
  }

  whole(name: string, otherwise: number): number {
    const value = this.fields.get(name);
    if (value === undefined || value.type === BsonType.null) return otherwise;
    const number = isNumberType(value.type) ? readNumber(value) : undefined;
    if (number === undefined) {
      throw new MongoError(
        14,
        `BSON field '${this.command}.${name}' is the wrong type '${typeName(value.type)}', expected types '[long, int, decimal, double]'`,
      );
    }
    if (!Number.isFinite(number))
      throw new MongoError(9, `Failed to parse: ${name}: ${describeValue(value)}`);
    return Math.trunc(number);
  }

  private missing(name: string): MongoError {
    return new MongoError(40414, `BSON field '${this.command}.${name}' is missing but a required field`);
  }
}

function wrongType(field: string, value: RawValue, expected: string): MongoError {
  return new MongoError(
    14,
    `BSON field '${field}' is the wrong type '${typeName(value.type)}', expected type '${expected}'`,
  );
}

const READ_LEVELS = new Set(['local', 'available', 'majority']);

/** Transactions and sessions need a replica set; concerns must be ones that a single server can keep. */
export function checkGenericArguments(args: CommandArguments): void {
  if (
    args.get('txnNumber') !== undefined ||
    args.get('startTransaction') !== undefined ||
    args.get('autocommit') !== undefined
  ) {
    throw new MongoError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  const level = nestedField(args, 'readConcern', 'level');
  if (level !== undefined && !(level.type === BsonType.string && READ_LEVELS.has(readString(level)))) {
    throw new MongoError(
      123,
      `node needs to be a replica set member to use read concern ${describeValue(level)}`,
    );
  }
  const acknowledgers = nestedField(args, 'writeConcern', 'w');
  if (acknowledgers === undefined) return;
  if (acknowledgers.type === BsonType.string) {
    if (readString(acknowledgers) !== 'majority')
      throw new MongoError(79, `No write concern mode named '${readString(acknowledgers)}' found`);
  } else if ((readNumber(acknowledgers) ?? 0) > 1)
    throw new MongoError(2, "cannot use 'w' > 1 when a host is not replicated");
}

function nestedField(args: CommandArguments, name: string, inner: string): RawValue | undefined {
  const value = args.optionalDocument(name);
  return value === undefined ? undefined : fieldsOf(value).find((field) => field.name === inner)?.value;
}

/** Collation changes what is equal and how strings sort; only the simple one is what this store does. */
export function refuseCollation(args: CommandArguments): void {
  const collation = args.optionalDocument('collation');
  if (collation === undefined) return;
  const locale = fieldsOf(collation).find(({ name }) => name === 'locale')?.value;
  if (locale?.type === BsonType.string && readString(locale) === 'simple') return;
  throw new MongoError(238, 'Collation is not supported by this store');
}
