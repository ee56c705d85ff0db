import { BsonType } from './bson-type.js';
import { BsonWriter } from './bson-writer.js';
import { documentValue, RawValue } from './raw-value.js';

/** What replies are made of. Numbers become int32 when whole and small, else double; bigint becomes int64. */
export type Encodable =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | RawValue
  | readonly Encodable[]
  | { readonly [name: string]: Encodable | undefined };

export type EncodableDocument = Readonly<Record<string, Encodable | undefined>>;

const writer = new BsonWriter();

/** Encodes a reply; fields that are undefined are left out. */
export function encodeDocument(document: EncodableDocument): Buffer {
  writer.reset();
  writeDocument(writer, document);
  return writer.finish();
}

/** One value on its own, for use inside documents that are built field by field. */
export function encodeValue(value: Encodable): RawValue {
  const wrapped = documentValue(encodeDocument({ v: value }));
  const type = wrapped.bytes[4] ?? 0;
  return new RawValue(type, wrapped.bytes, 7, wrapped.bytes.length - 1);
}

function writeDocument(target: BsonWriter, document: EncodableDocument): void {
  const mark = target.open();
  for (const name of Object.keys(document)) {
    const value = document[name];
    if (value !== undefined) writeElement(target, name, value);
  }
  target.close(mark);
}

function writeElement(target: BsonWriter, name: string, value: Encodable): void {
  if (typeof value === 'string') target.stringElement(name, value);
  else if (typeof value === 'number') writeNumber(target, name, value);
  else if (typeof value === 'bigint') {
    target.name(BsonType.int64, name);
    target.int64(value);
  } else if (typeof value === 'boolean') {
    target.name(BsonType.bool, name);
    target.byte(value ? 1 : 0);
  } else if (value === null) target.name(BsonType.null, name);
  else writeObject(target, name, value);
}

function writeNumber(target: BsonWriter, name: string, value: number): void {
  if ((value | 0) === value && !Object.is(value, -0)) {
    target.name(BsonType.int32, name);
    target.int32(value);
  } else {
    target.name(BsonType.double, name);
    target.double(value);
  }
}

function writeObject(
  target: BsonWriter,
  name: string,
  value: RawValue | Date | readonly Encodable[] | EncodableDocument,
): void {
  if (value instanceof RawValue) target.element(name, value);
  else if (value instanceof Date) {
    target.name(BsonType.date, name);
    target.int64(BigInt(value.getTime()));
  } else if (isArray(value)) {
    target.name(BsonType.array, name);
    const mark = target.open();
    value.forEach((item, index) => {
      writeElement(target, String(index), item);
    });
    target.close(mark);
  } else {
    target.name(BsonType.object, name);
    writeDocument(target, value);
  }
}

function isArray(value: readonly Encodable[] | EncodableDocument): value is readonly Encodable[] {
  return Array.isArray(value);
}
