import { crc32 } from 'node:zlib';
import type { Parts } from './zip-container.js';

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const VERSION = 20;
/** Names are UTF-8 (APPNOTE 4.4.4, bit 11). */
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the first date the format knows: the same parts give the same bytes. */
const DOS_DATE = 0x0021;

/**
 * Parts as a zip without compression. A library that opens containers itself is handed this instead of what came in, so
 * that nothing but the parts we have inflated and judged can reach it.
 */
export function toStoredZip(parts: Parts): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of parts) {
    const encodedName = Buffer.from(name, 'utf8');
    const shared = sharedFields(bytes, encodedName.byteLength);
    const file = [
      localHeader(shared),
      encodedName,
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    ];
    files.push(...file);
    directory.push(directoryEntry(shared, offset), encodedName);
    offset += lengthOf(file);
  }
  return Buffer.concat([...files, ...directory, directoryEnd(parts.size, lengthOf(directory), offset)]);
}

/** The 26 bytes that the header of a file and its entry in the directory have in common. */
function sharedFields(bytes: Uint8Array, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.byteLength, 14);
  fields.writeUInt32LE(bytes.byteLength, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function localHeader(shared: Buffer): Buffer {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(LOCAL_HEADER);
  return Buffer.concat([signature, shared]);
}

function directoryEntry(shared: Buffer, offset: number): Buffer {
  const start = Buffer.alloc(6);
  start.writeUInt32LE(DIRECTORY_ENTRY, 0);
  start.writeUInt16LE(VERSION, 4);
  const end = Buffer.alloc(14);
  end.writeUInt32LE(offset, 10);
  return Buffer.concat([start, shared, end]);
}

function directoryEnd(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(DIRECTORY_END, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

function lengthOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
}
