import { BsonType } from './bson-type.js';

/**
 * A BSON value where it lies: a type byte and a range of a buffer. Documents are matched, sorted, indexed and copied in
 * this form; nothing is decoded that nobody asked for, so number types and field order survive untouched.
 * The bytes must have passed `checkDocument` once; readers here trust every length they meet.
 */
export class RawValue {
  constructor(
    readonly type: number,
    readonly bytes: Buffer,
    readonly start: number,
    readonly end: number,
  ) {}
}

/** The whole buffer as one document. */
export function documentValue(bytes: Buffer): RawValue {
  return new RawValue(BsonType.object, bytes, 0, bytes.length);
}

/** End of the value of the given type that starts at `at`. */
function valueEnd(type: number, bytes: Buffer, at: number): number {
  switch (type) {
    case BsonType.double:
    case BsonType.date:
    case BsonType.timestamp:
    case BsonType.int64:
      return at + 8;
    case BsonType.string:
    case BsonType.code:
    case BsonType.symbol:
      return at + 4 + bytes.readInt32LE(at);
    case BsonType.object:
    case BsonType.array:
    case BsonType.codeWithScope:
      return at + bytes.readInt32LE(at);
    case BsonType.binary:
      return at + 5 + bytes.readInt32LE(at);
    case BsonType.objectId:
      return at + 12;
    case BsonType.bool:
      return at + 1;
    case BsonType.int32:
      return at + 4;
    case BsonType.decimal128:
      return at + 16;
    case BsonType.regex:
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1;
    case BsonType.dbPointer:
      return at + 4 + bytes.readInt32LE(at) + 12;
    default: // undefined, null, minKey, maxKey
      return at;
  }
}

/** Walks the elements of one document or array without allocating per element. */
export class ElementReader {
  type = 0;
  nameStart = 0;
  nameEnd = 0;
  start = 0;
  end = 0;
  readonly bytes: Buffer;
  readonly #stop: number;

  constructor(container: RawValue) {
    this.bytes = container.bytes;
    this.end = container.start + 4;
    this.#stop = container.end - 1;
  }

  /** Moves to the next element; false after the last one. */
  next(): boolean {
    const at = this.end;
    if (at >= this.#stop) return false;
    const bytes = this.bytes;
    this.type = bytes[at] ?? 0;
    this.nameStart = at + 1;
    let nameEnd = at + 1;
    while (bytes[nameEnd] !== 0) nameEnd++;
    this.nameEnd = nameEnd;
    this.start = nameEnd + 1;
    this.end = valueEnd(this.type, bytes, this.start);
    return true;
  }

  get name(): string {
    return this.bytes.toString('utf8', this.nameStart, this.nameEnd);
  }

  get value(): RawValue {
    return new RawValue(this.type, this.bytes, this.start, this.end);
  }

  nameIs(name: Buffer): boolean {
    const length = name.length;
    if (this.nameEnd - this.nameStart !== length) return false;
    for (let i = 0; i < length; i++) if (this.bytes[this.nameStart + i] !== name[i]) return false;
    return true;
  }
}

/** The first field of that name; undefined when the document has none. */
export function getField(document: RawValue, name: Buffer): RawValue | undefined {
  const reader = new ElementReader(document);
  while (reader.next()) if (reader.nameIs(name)) return reader.value;
  return undefined;
}

/** The first element of a document or array. */
export function firstElement(container: RawValue): { name: string; value: RawValue } | undefined {
  const reader = new ElementReader(container);
  return reader.next() ? { name: reader.name, value: reader.value } : undefined;
}

/** All fields in stored order; a repeated name appears as often as it is stored. */
export function fieldsOf(document: RawValue): { name: string; value: RawValue }[] {
  const fields: { name: string; value: RawValue }[] = [];
  const reader = new ElementReader(document);
  while (reader.next()) fields.push({ name: reader.name, value: reader.value });
  return fields;
}

/** The elements of an array in order. */
export function itemsOf(array: RawValue): RawValue[] {
  const items: RawValue[] = [];
  const reader = new ElementReader(array);
  while (reader.next()) items.push(reader.value);
  return items;
}

export function isEmptyContainer(container: RawValue): boolean {
  return container.end - container.start === 5;
}
