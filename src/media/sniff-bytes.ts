import { sniffText } from './sniff-text.js';
import { SIGNATURES, type Signature } from './signatures.js';

/** As much as any signature needs; PDF is looked for in the first KiB. */
const LOOKED_AT = 4096;
const PDF_WITHIN = 1024;

/**
 * Tells the type of a file by its first bytes, never by its name. Containers stay what they are here
 * (`application/zip`, `application/x-ole-storage`): `identifyFile` looks into them. Unknown is
 * `application/octet-stream`.
 */
export function sniffBytes(head: Uint8Array): string {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, LOOKED_AT));
  const text = bytes.toString('latin1');
  const signature = SIGNATURES.find((each) => fits(each, text));
  if (signature) return signature.type;
  const shape = SHAPES.find(({ pattern }) => pattern.test(text));
  return shape?.type ?? sniffBitmap(bytes) ?? sniffAudioFrame(bytes) ?? sniffDocument(bytes, text);
}

/** Readers of PDF accept what stands before its header; a page that has one somewhere is a page all the same. */
function sniffDocument(bytes: Buffer, text: string): string {
  const type = sniffText(bytes);
  const isMarkup = type === 'text/html' || type === 'image/svg+xml';
  return !isMarkup && text.slice(0, PDF_WITHIN).includes('%PDF-') ? 'application/pdf' : type;
}

function fits({ bytes, at = 0, and }: Signature, text: string): boolean {
  return text.startsWith(bytes, at) && (and === undefined || text.startsWith(and.bytes, and.at));
}

/** Signatures that are words: what follows must be bytes, or a text that begins with the word would pass for the file. */
const SHAPES: readonly { type: string; pattern: RegExp }[] = [
  { type: 'application/x-msdownload', pattern: /^MZ[^]{0,62}\0/ },
  { type: 'application/x-shockwave-flash', pattern: /^[FCZ]WS[\x01-\x40]/ },
  { type: 'image/vnd.dwg', pattern: /^AC10\d\d[\0-\x08]/ },
];

/** Sizes of the headers that follow a bitmap's own; two letters alone would take many texts for pictures. */
const BITMAP_HEADERS = new Set([12, 40, 52, 56, 64, 108, 124]);

function sniffBitmap(bytes: Buffer): string | undefined {
  const isBitmap =
    bytes.length >= 18 &&
    bytes.toString('latin1', 0, 2) === 'BM' &&
    BITMAP_HEADERS.has(bytes.readUInt32LE(14));
  return isBitmap ? 'image/bmp' : undefined;
}

/** A frame of MPEG audio without a tag before it: sync, layer, and neither a reserved rate nor a reserved frequency. */
function sniffAudioFrame(bytes: Buffer): string | undefined {
  const [sync = 0, kind = 0, rates = 0] = bytes;
  if (sync !== 0xff || (kind & 0xe0) !== 0xe0) return undefined;
  const layer = (kind >> 1) & 3;
  if (layer === 0) return (kind & 0xf6) === 0xf0 ? 'audio/aac' : undefined;
  const version = (kind >> 3) & 3;
  const sound = layer !== 3 && version !== 1 && rates >> 4 !== 0xf && ((rates >> 2) & 3) !== 3;
  return sound ? 'audio/mpeg' : undefined;
}
