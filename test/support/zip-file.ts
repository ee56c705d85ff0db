import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  bytes: Uint8Array | string;
  /** 8 deflates (default), 0 stores; any other number is written as it is, over stored bytes. */
  method?: number;
  /** General purpose flags; bit 0 says encrypted. */
  flags?: number;
  /** What the directory says of the inflated size, where that is not the truth. */
  declaredSize?: number;
  declaredCrc?: number;
  /** Points the directory at the local header of the entry with this index. */
  sameAs?: number;
}

/** A zip written field by field (PKWARE APPNOTE), so that any of them can be wrong. */
export function zipFile(entries: readonly ZipEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, method = 8, flags = 0 } = entry;
    const plain = Buffer.from(entry.bytes);
    const packed = method === 8 ? deflateRawSync(plain) : plain;
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(flags | 0x0800, 2);
    header.writeUInt16LE(method, 4);
    header.writeUInt32LE(entry.declaredCrc ?? crc32(plain), 10);
    header.writeUInt32LE(packed.byteLength, 14);
    header.writeUInt32LE(entry.declaredSize ?? plain.byteLength, 18);
    header.writeUInt16LE(Buffer.byteLength(name), 22);
    const at = entry.sameAs === undefined ? offset : (offsets[entry.sameAs] ?? 0);
    offsets.push(at);
    directory.push(Buffer.from('504b01021400', 'hex'), header, tail(at), Buffer.from(name));
    if (entry.sameAs !== undefined) continue;
    const file = Buffer.concat([Buffer.from('504b0304', 'hex'), header, Buffer.from(name), packed]);
    files.push(file);
    offset += file.byteLength;
  }
  const list = Buffer.concat(directory);
  return Buffer.concat([...files, list, end(entries.length, list.byteLength, offset)]);
}

function tail(offset: number): Buffer {
  const bytes = Buffer.alloc(14);
  bytes.writeUInt32LE(offset, 10);
  return bytes;
}

function end(count: number, length: number, offset: number): Buffer {
  const bytes = Buffer.alloc(22);
  bytes.writeUInt32LE(0x06054b50, 0);
  bytes.writeUInt16LE(count & 0xffff, 8);
  bytes.writeUInt16LE(count & 0xffff, 10);
  bytes.writeUInt32LE(length, 12);
  bytes.writeUInt32LE(offset, 16);
  return bytes;
}
