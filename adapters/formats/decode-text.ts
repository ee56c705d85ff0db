import { isAscii, isUtf8 } from 'node:buffer';
import { findDeclaredLabels, type DocumentKind } from './charset-declared.js';
import {
  countChinese,
  countUtf8,
  findWideCharset,
  type ChineseEvidence,
  type Utf8Evidence,
} from './charset-evidence.js';
import { decodeAs, isMultiByte, isWide, saysAscii, toCharset } from './charset-label.js';

export interface DecodedText {
  /** Without a byte order mark. */
  text: string;
  /** The charset that the bytes were read in; the GB family is always `gb18030`. */
  charset: string;
  /** The label that the bytes contradict: worth telling the webmaster. */
  mismatch?: { declared: string; actual: string };
}

export interface DecodeHint {
  /** `Content-Type` as the server sent it. */
  contentType?: string;
  kind: DocumentKind;
}

/**
 * Bytes to text, never throwing. Labels (byte order mark, header, XML declaration, meta) are hints: government sites
 * mislabel GBK as UTF-8 and the reverse, so where the bytes contradict a label the bytes win, and the answer says so.
 */
export function decodeText(body: Uint8Array, hint: DecodeHint): DecodedText {
  const wide = findWideCharset(body);
  if (wide !== undefined)
    return withMismatch(withoutMark(decodeAs(body, wide)), wide, findDeclaredLabels(body, hint));
  const labels = findDeclaredLabels(body, hint);
  const bytes = withoutUtf8Mark(body);
  const isMarked = bytes.length < body.length;
  const charset = isAscii(bytes) ? charsetOfAscii(bytes, labels) : charsetOfBytes(bytes, labels, isMarked);
  const text = withoutMark(decodeAs(bytes, charset));
  // Pure ASCII reads the same under every label, so none of them is contradicted.
  return isAscii(bytes) ? { text, charset } : withMismatch(text, charset, labels);
}

/** Only charsets that switch by escape sequences hide other text in ASCII bytes. */
function charsetOfAscii(bytes: Uint8Array, labels: string[]): string {
  return bytes.includes(0x1b) && toCharsets(labels).includes('iso-2022-jp') ? 'iso-2022-jp' : 'utf-8';
}

function charsetOfBytes(bytes: Uint8Array, labels: string[], isMarked: boolean): string {
  // These bytes are no ASCII: a label that says so says nothing.
  const declared = toCharsets(labels.filter((label) => !saysAscii(label))).filter(
    (charset) => !isWide(charset),
  );
  const pairCharset = declared.find(isMultiByte);
  // Nearly every document ends here, without a count.
  if (isUtf8(bytes) && (isMarked || pairCharset === undefined || declared.includes('utf-8'))) return 'utf-8';
  const utf8 = countUtf8(bytes);
  if (utf8.valid) return isByChance(utf8) && pairCharset !== undefined ? pairCharset : 'utf-8';
  const wellFormed = utf8.long + utf8.short;
  if (wellFormed > 0 && utf8.bad <= Math.max(wellFormed / 5, wellFormed >= 3 ? 3 : 0)) return 'utf-8';
  return legacyCharset(bytes, declared);
}

/**
 * One GBK character in seven is a well-formed pair of UTF-8; several in a row, and nothing else, hardly ever are, and
 * neither are three bytes.
 */
function isByChance({ long, short }: Utf8Evidence): boolean {
  return long === 0 && short < 4;
}

function legacyCharset(bytes: Uint8Array, declared: string[]): string {
  const chinese = countChinese(bytes);
  const labelled = declared.find(isMultiByte);
  const singleByte = declared.find((charset) => charset !== 'utf-8' && !isMultiByte(charset));
  if (labelled !== undefined && chinese.broken <= chinese.pairs) {
    // The stronger of two labels holds, unless the bytes speak for the other.
    const isWeaker = singleByte !== undefined && declared.indexOf(singleByte) < declared.indexOf(labelled);
    if (!isWeaker || singleByte === 'windows-1252' || isChinese(chinese)) return chineseBy(chinese, labelled);
  }
  // An unspecific label is often a server's default on top of Chinese bytes; a specific one was somebody's choice.
  if (singleByte !== undefined && singleByte !== 'windows-1252') return singleByte;
  if (isChinese(chinese)) return chineseBy(chinese, 'gb18030');
  return singleByte ?? 'windows-1252';
}

function isChinese(chinese: ChineseEvidence): boolean {
  // One broken pair is a text cut by bytes.
  const tolerated = chinese.pairs / 50 + (chinese.pairs >= 5 ? 1 : 0);
  // Letters with accents before others look like Big5: a few of them are no Chinese.
  const share = chinese.pairs < 20 ? chinese.gb : Math.max(chinese.gb, chinese.big5);
  return chinese.pairs > 0 && chinese.broken <= tolerated && share >= 0.7;
}

/** The families share most pairs, so only a clear lead over many characters overrules what was declared. */
function chineseBy(chinese: ChineseEvidence, declared: string): string {
  if (chinese.pairs < 20) return declared;
  if (declared === 'gb18030' && chinese.big5 > 0.9 && chinese.gb < 0.6) return 'big5';
  if (declared === 'big5' && chinese.gb > 0.9 && chinese.big5 < 0.8) return 'gb18030';
  return declared;
}

function toCharsets(labels: string[]): string[] {
  return labels.map(toCharset).filter((charset) => charset !== undefined);
}

function withMismatch(text: string, charset: string, labels: string[]): DecodedText {
  const wrong = labels.find((label) => !agrees(label, charset));
  return wrong === undefined
    ? { text, charset }
    : { text, charset, mismatch: { declared: wrong, actual: charset } };
}

function agrees(label: string, charset: string): boolean {
  const declared = toCharset(label);
  if (declared === undefined || !isWide(charset)) return declared === charset;
  return isWide(declared) && charset.replace('-', '').startsWith(declared.replace('-', ''));
}

function withoutUtf8Mark(body: Uint8Array): Uint8Array {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

/** Files put together from files that had one each begin with several. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.replace(/^\ufeff+/, '') : text;
}
