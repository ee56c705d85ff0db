import type { KeyRange } from './lmdb-storage.js';

/** Numbers that start every key: below `FIRST_FREE` the store's own records, above it data and indexes, never reused. */
export const CATALOG = 1;
export const DROPPED = 2;
export const FIRST_FREE = 16;

const RECORD_BYTES = 8;

export function spaceKey(space: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(space);
  return key;
}

/** All keys of one space. */
export function spaceRange(space: number): KeyRange {
  return { from: spaceKey(space), to: spaceKey(space + 1) };
}

/** Key of a record within a space: a document of a collection, or an entry of the store's own lists. */
export function recordKey(space: number, record: number): Buffer {
  const key = Buffer.allocUnsafe(4 + RECORD_BYTES);
  key.writeUInt32BE(space);
  writeRecord(key, record, 4);
  return key;
}

export function recordValue(record: number): Buffer {
  const value = Buffer.allocUnsafe(RECORD_BYTES);
  writeRecord(value, record, 0);
  return value;
}

/** A non-unique index entry: the fields, then the record, so that equal values stand side by side. */
export function withRecord(fields: Buffer, record: number): Buffer {
  const key = Buffer.allocUnsafe(fields.length + RECORD_BYTES);
  fields.copy(key);
  writeRecord(key, record, fields.length);
  return key;
}

/** The record number in the last eight bytes of a key or value. */
export function readRecord(bytes: Buffer): number {
  const at = bytes.length - RECORD_BYTES;
  return bytes.readUInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}

function writeRecord(target: Buffer, record: number, at: number): void {
  target.writeUInt32BE(Math.floor(record / 0x1_0000_0000), at);
  target.writeUInt32BE(record >>> 0, at + 4);
}
