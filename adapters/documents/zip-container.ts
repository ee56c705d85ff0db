import { crc32 } from 'node:zlib';
import { fromBufferPromise, getFileNameLowLevel, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { isAppError, type AppError } from '../../schemas/errors.js';
import { documentError } from './document-error.js';

/**
 * What a container of an office document may be, before and while it is inflated. Real ones have some dozen parts; a
 * brochure full of photographs stays below a thousand, and text inflates to twenty times its size, hardly ever to forty.
 */
export const ZIP_LIMITS = {
  entries: 4000,
  entryBytes: 64 * 1024 * 1024,
  totalBytes: 128 * 1024 * 1024,
  /** Inflated to packed, of the whole; judged only where the inflated whole is larger than `ratioFloorBytes`. */
  ratio: 100,
  ratioFloorBytes: 8 * 1024 * 1024,
} as const;

/** Parts of a container by name, inflated. */
export type Parts = ReadonlyMap<string, Uint8Array>;

const STORED = 0;
const DEFLATED = 8;
/** UTF-16 units; the format allows 65 535 bytes, no office program writes a tenth of this. */
const MAX_NAME = 1000;

/**
 * Opens a zip container that nobody has looked at yet: the directory is judged first (number, sizes, ratio, names, overlap,
 * encryption), then each part is inflated no further than the directory says. Throws `parse-malformed`, `parse-too-large`
 * or `parse-encrypted`.
 */
export async function openContainer(bytes: Uint8Array): Promise<Parts> {
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      // Names are read below, so that a bad one is told apart from a damaged file.
      decodeStrings: false,
    });
    const entries = await readDirectory(zip);
    await checkOverlap(zip, entries);
    return await inflateAll(zip, entries);
  } catch (error) {
    throw isAppError(error) ? error : damaged(error);
  }
}

interface NamedEntry {
  name: string;
  entry: Entry;
}

async function readDirectory(zip: ZipFile): Promise<NamedEntry[]> {
  if (zip.entryCount > ZIP_LIMITS.entries) throw tooMany(zip.entryCount);
  const entries = new Map<string, NamedEntry>();
  let packed = 0;
  let inflated = 0;
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    checkEntry(name, entry);
    packed += entry.compressedSize;
    inflated += entry.uncompressedSize;
    checkTotal(packed, inflated);
    // Part names differ in more than letter case (ECMA-376 part 2): readers disagree on which of two they would take.
    const key = name.toLowerCase();
    if (entries.has(key)) throw badName(name, { zh: '重复出现', en: 'occurs twice' });
    entries.set(key, { name, entry });
  }
  return [...entries.values()];
}

function nameOf(entry: Entry): string {
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  if (name.length > MAX_NAME) throw badName(name, { zh: '过长', en: 'is too long' });
  if (validateFileName(name) !== null || name.includes('\0'))
    throw badName(name, { zh: '指向包外', en: 'points outside the package' });
  return name;
}

function checkEntry(name: string, entry: Entry): void {
  if (entry.isEncrypted()) throw encrypted(name);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw documentError(
      'parse-malformed',
      {
        zh: `文件包中的“${shown(name)}”使用了不支持的压缩方式。`,
        en: `${shown(name)} is compressed in a way office programs do not use.`,
      },
      { details: { part: shown(name), method: entry.compressionMethod } },
    );
  if (entry.uncompressedSize > ZIP_LIMITS.entryBytes) throw tooLarge(ZIP_LIMITS.entryBytes, shown(name));
}

function checkTotal(packed: number, inflated: number): void {
  if (inflated > ZIP_LIMITS.totalBytes) throw tooLarge(ZIP_LIMITS.totalBytes);
  const isBomb = inflated > ZIP_LIMITS.ratioFloorBytes && inflated > packed * ZIP_LIMITS.ratio;
  if (isBomb)
    throw documentError(
      'parse-too-large',
      {
        zh: '文件包的压缩比异常，疑为压缩炸弹。',
        en: 'The package inflates beyond all proportion: a zip bomb.',
      },
      { details: { packed, inflated, limit: ZIP_LIMITS.ratio } },
    );
}

/** Entries that share bytes are how a small file inflates without end; no program writes them. */
async function checkOverlap(zip: ZipFile, entries: readonly NamedEntry[]): Promise<void> {
  const spans: { start: number; end: number; name: string }[] = [];
  for (const { name, entry } of entries) {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    spans.push({
      start: entry.relativeOffsetOfLocalHeader,
      end: fileDataStart + entry.compressedSize,
      name,
    });
  }
  spans.sort((a, b) => a.start - b.start);
  for (const [index, span] of spans.entries()) {
    const next = spans[index + 1];
    if (next !== undefined && next.start < span.end)
      throw badName(next.name, { zh: '与其他部分重叠', en: 'shares bytes with another part' });
  }
}

async function inflateAll(zip: ZipFile, entries: readonly NamedEntry[]): Promise<Parts> {
  const parts = new Map<string, Uint8Array>();
  for (const { name, entry } of entries) {
    if (!name.endsWith('/')) parts.set(name, await inflate(zip, name, entry));
  }
  return parts;
}

/** No further than the directory says, and then it must be the very bytes that were packed. */
async function inflate(zip: ZipFile, name: string, entry: Entry): Promise<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry);
  const bytes = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (at + chunk.byteLength > bytes.byteLength) throw tooLarge(bytes.byteLength, shown(name));
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  if (at !== bytes.byteLength || crc32(bytes) !== entry.crc32) throw damaged(undefined);
  return bytes;
}

function damaged(cause: unknown): AppError {
  return documentError(
    'parse-malformed',
    { zh: '文件已损坏或不完整，无法打开。', en: 'The file is damaged or incomplete and cannot be opened.' },
    cause === undefined ? {} : { cause },
  );
}

function encrypted(name: string): AppError {
  return documentError(
    'parse-encrypted',
    {
      zh: `文件包中的“${shown(name)}”已加密，请取消密码保护。`,
      en: `${shown(name)} in the package is encrypted; take the password off.`,
    },
    { details: { part: shown(name) } },
  );
}

function badName(name: string, why: { zh: string; en: string }): AppError {
  return documentError(
    'parse-malformed',
    { zh: `文件包中的“${shown(name)}”${why.zh}。`, en: `${shown(name)} in the package ${why.en}.` },
    { details: { part: shown(name) } },
  );
}

function tooMany(entries: number): AppError {
  const limit = ZIP_LIMITS.entries;
  return documentError(
    'parse-too-large',
    {
      zh: `文件包有 ${entries} 个部分，超过 ${limit} 个。`,
      en: `The package has ${entries} parts, more than ${limit}.`,
    },
    { details: { entries, limit } },
  );
}

function tooLarge(limit: number, part?: string): AppError {
  return documentError(
    'parse-too-large',
    { zh: `文件解压后超过 ${limit} 字节。`, en: `The file inflates to more than ${limit} bytes.` },
    { details: { limit, ...(part !== undefined && { part }) } },
  );
}

function shown(name: string): string {
  return name.slice(0, 100);
}
