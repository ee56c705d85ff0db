import type { FileHandle } from 'node:fs/promises';

/** Streams by which a compound file shows what wrote it. Source: [MS-CFB] and the binary office formats. */
const STREAMS: readonly { type: string; stream: string }[] = [
  { type: 'application/msword', stream: 'WordDocument' },
  { type: 'application/vnd.ms-excel', stream: 'Workbook' },
  { type: 'application/vnd.ms-excel', stream: 'Book' },
  { type: 'application/vnd.ms-powerpoint', stream: 'PowerPoint Document' },
  { type: 'application/vnd.visio', stream: 'VisioDocument' },
  { type: 'application/vnd.ms-outlook', stream: '__properties_version1.0' },
  { type: 'application/x-msi', stream: '\u4840\u3f7f\u4164\u422f\u4836' },
];

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
/** Sectors of the directory that are followed: streams of the top stand in its beginning. */
const MOST_SECTORS = 16;
/** Sector numbers from here on are marks, such as the end of a chain. */
const NO_SECTOR = 0xfffffffa;

/** What a compound file holds, by the names in its directory; undefined where that tells nothing, or is damaged. */
export async function identifyOle(file: FileHandle): Promise<string | undefined> {
  const header = await readAt(file, 0, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  const names = await readDirectory(file, header);
  return STREAMS.find(({ stream }) => names.has(stream))?.type;
}

async function readDirectory(file: FileHandle, header: Buffer): Promise<Set<string>> {
  const names = new Set<string>();
  const shift = header.readUInt16LE(30);
  // 512 bytes in version 3, 4096 in version 4; nothing else is a compound file.
  if (shift !== 9 && shift !== 12) return names;
  const sectorBytes = 1 << shift;
  let sector = header.readUInt32LE(48);
  for (let count = 0; count < MOST_SECTORS && sector < NO_SECTOR; count += 1) {
    const bytes = await readAt(file, (sector + 1) * sectorBytes, sectorBytes);
    for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) names.add(nameOf(bytes, at));
    sector = await nextSector(file, header, sector, sectorBytes);
  }
  return names;
}

function nameOf(bytes: Buffer, at: number): string {
  // Two bytes a character, the closing zero counted; at most 32 characters.
  const length = Math.min(bytes.readUInt16LE(at + 64), 64);
  return bytes.toString('utf16le', at, at + Math.max(0, (length & ~1) - 2));
}

/** One step along the chain; the sectors of the allocation table are listed in the header, the first 109 of them. */
async function nextSector(
  file: FileHandle,
  header: Buffer,
  sector: number,
  sectorBytes: number,
): Promise<number> {
  const perSector = sectorBytes / 4;
  const position = 76 + Math.floor(sector / perSector) * 4;
  if (position + 4 > HEADER_BYTES) return NO_SECTOR;
  const table = header.readUInt32LE(position);
  if (table >= NO_SECTOR) return NO_SECTOR;
  const bytes = await readAt(file, (table + 1) * sectorBytes + (sector % perSector) * 4, 4);
  return bytes.length < 4 ? NO_SECTOR : bytes.readUInt32LE(0);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
