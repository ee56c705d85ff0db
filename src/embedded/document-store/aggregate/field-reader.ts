import { BsonType } from '../bson/bson-type.js';
import { encodeValue } from '../bson/encode.js';
import { ElementReader, getField, type RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';

/** Reads `a.b.c` as expressions do: through an array it gives the array of what its documents have there. */
export function fieldReader(path: string): (value: RawValue) => RawValue | undefined {
  const names = path.split('.');
  if (names.includes('')) throw new MongoError(15998, 'FieldPath field names may not be empty strings.');
  if (names.some((name) => name.startsWith('$'))) {
    throw new MongoError(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    );
  }
  const parts = names.map((name) => Buffer.from(name));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined)
    return (value) => (value.type === BsonType.object ? getField(value, only) : readFrom(value, parts, 0));
  return (value) => readFrom(value, parts, 0);
}

function readFrom(value: RawValue, parts: readonly Buffer[], index: number): RawValue | undefined {
  const part = parts[index];
  if (part === undefined) return value;
  if (value.type === BsonType.object) {
    const field = getField(value, part);
    return field === undefined ? undefined : readFrom(field, parts, index + 1);
  }
  if (value.type !== BsonType.array) return undefined;
  const found: RawValue[] = [];
  const reader = new ElementReader(value);
  while (reader.next()) {
    const item =
      reader.type === BsonType.object || reader.type === BsonType.array
        ? readFrom(reader.value, parts, index)
        : undefined;
    if (item !== undefined) found.push(item);
  }
  return encodeValue(found);
}
