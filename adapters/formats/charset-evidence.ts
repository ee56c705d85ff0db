import { isUtf8 } from 'node:buffer';

/** Enough bytes to know a charset by; a 50 MB feed must not be counted to its end. */
const SAMPLE_BYTES = 1 << 20;

/** U+FEFF or the first `<` / `{` / `[` in its UTF-16 or UTF-32 form. */
export function findWideCharset(body: Uint8Array): string | undefined {
  const [a = 1, b = 1, c = 1, d = 1] = body;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  if (a !== 0 && b === 0) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0 && b !== 0) return 'utf-16be';
  return a === 0 && b === 0 && c === 0 && d !== 0 && d !== 1 ? 'utf-32be' : undefined;
}

export interface Utf8Evidence {
  valid: boolean;
  /** Well-formed sequences of three or four bytes: what Chinese text is made of, and other charsets hardly ever are. */
  long: number;
  /** Well-formed sequences of two bytes: one GBK character may look like one. */
  short: number;
  /** Bytes that fit nowhere. */
  bad: number;
}

/** How far the bytes are UTF-8. Systems that cut text by bytes leave UTF-8 with a few broken characters. */
export function countUtf8(body: Uint8Array): Utf8Evidence {
  const evidence: Utf8Evidence = { valid: isUtf8(body), long: 0, short: 0, bad: 0 };
  const end = Math.min(body.length, SAMPLE_BYTES);
  for (let at = 0; at < end;) {
    const lead = body[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const size = sequenceSize(body, at, lead);
    if (size === 0) evidence.bad += 1;
    else if (size === 2) evidence.short += 1;
    else evidence.long += 1;
    at += size === 0 ? 1 : size;
  }
  return evidence;
}

function sequenceSize(body: Uint8Array, at: number, lead: number): number {
  const size =
    lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  for (let next = 1; next < size; next += 1) {
    if (((body[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return size;
}

export interface ChineseEvidence {
  /** Double-byte characters read. */
  pairs: number;
  /** Share of them in GB2312's symbols and first level: nearly all of real Chinese text in the GB family. */
  gb: number;
  /** Share of them in Big5's symbols and first level. */
  big5: number;
  /** Lead bytes without a possible second byte. */
  broken: number;
}

/** How far the bytes are Chinese text of two bytes a character, and of which family. */
export function countChinese(body: Uint8Array): ChineseEvidence {
  const counts = { pairs: 0, gb: 0, big5: 0, broken: 0 };
  const end = Math.min(body.length, SAMPLE_BYTES);
  for (let at = 0; at < end; at += 1) {
    const lead = body[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = body[at + 1] ?? 0;
    // Four-byte GB18030 has a digit second; its pairs count as neither family's common characters.
    const possible =
      lead > 0x80 && lead < 0xff && (trail >= 0x40 || (trail >= 0x30 && trail <= 0x39)) && trail < 0xff;
    if (!possible) {
      counts.broken += 1;
      continue;
    }
    counts.pairs += 1;
    if (isCommonGb(lead, trail)) counts.gb += 1;
    if (isCommonBig5(lead, trail)) counts.big5 += 1;
    at += 1;
  }
  const of = Math.max(counts.pairs, 1);
  return { pairs: counts.pairs, gb: counts.gb / of, big5: counts.big5 / of, broken: counts.broken };
}

function isCommonGb(lead: number, trail: number): boolean {
  return trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3));
}

function isCommonBig5(lead: number, trail: number): boolean {
  return lead >= 0xa1 && lead <= 0xc6 && (trail < 0x7f || trail >= 0xa1);
}
