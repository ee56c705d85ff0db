import { deflateRawSync } from 'node:zlib';

/** The smallest files of their kinds: enough for whoever tells a type by its bytes. */
export const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f0005000180a1d1fb2b0000000049454e44ae426082',
  'hex',
);
export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
export const PAGE = Buffer.from(
  '<!DOCTYPE html><html><head><title>404</title></head><body>页面不存在</body></html>',
);

/** A zip archive of files with these names, each with a short content; deflated like those that people make. */
export function zipOf(...names: string[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const content = Buffer.from(`content of ${name}`);
    const fields = zipFields(Buffer.from(name), content);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields.common, fields.name, fields.data]);
    const at = Buffer.alloc(14);
    at.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields.common, at, fields.name]));
    locals.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, each) => sum + each.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

function zipFields(name: Buffer, content: Buffer) {
  const data = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  return { common, name, data };
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A compound file whose directory names these streams: header, one allocation sector, directory sectors in a chain. */
export function oleOf(...streams: string[]): Buffer {
  const names = ['Root Entry', ...streams];
  const sectors = Math.ceil(names.length / 4);
  const header = Buffer.alloc(512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 48);
  header.fill(0xff, 76);
  header.writeUInt32LE(0, 76);
  const table = Buffer.alloc(512, 0xff);
  for (let each = 0; each < sectors; each += 1)
    table.writeUInt32LE(each === sectors - 1 ? 0xfffffffe : each + 2, (each + 1) * 4);
  const directory = Buffer.alloc(sectors * 512);
  for (const [position, name] of names.entries()) {
    directory.write(name, position * 128, 'utf16le');
    directory.writeUInt16LE((name.length + 1) * 2, position * 128 + 64);
  }
  return Buffer.concat([header, table, directory]);
}
