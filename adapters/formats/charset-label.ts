import iconv from 'iconv-lite';

/** Labels under which one decoder serves several names: GB18030 reads all of GB2312 and GBK, 1252 all of Latin-1. */
const SAME_DECODER: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'],
  ['unicode-1-1-utf-8', 'utf-8'],
  ['us-ascii', 'windows-1252'],
  ['ascii', 'windows-1252'],
  ['ansi_x3.4-1968', 'windows-1252'],
  ['iso-8859-1', 'windows-1252'],
  ['iso8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['l1', 'windows-1252'],
  ['iso-8859-9', 'windows-1254'],
  ['iso-8859-11', 'windows-874'],
  ['tis-620', 'windows-874'],
  ['iso-8859-8-i', 'iso-8859-8'],
  ['big5-hkscs', 'big5'],
  ['csbig5', 'big5'],
  ['cn-big5', 'big5'],
  ['x-x-big5', 'big5'],
  ['sjis', 'shift_jis'],
  ['x-sjis', 'shift_jis'],
  ['shift-jis', 'shift_jis'],
  ['windows-31j', 'shift_jis'],
  ['ms_kanji', 'shift_jis'],
  ['cp932', 'shift_jis'],
  ['ks_c_5601-1987', 'euc-kr'],
  ['ks_c_5601-1989', 'euc-kr'],
  ['ksc5601', 'euc-kr'],
  ['cp949', 'euc-kr'],
  ['uhc', 'euc-kr'],
  ['x-euc-jp', 'euc-jp'],
  ['ujis', 'euc-jp'],
  ['big5-tw', 'big5'],
  ['hkscs', 'big5'],
  ['x-mac-roman', 'macintosh'],
]);

const GB_FAMILY =
  /^(?:x-)?(?:gb_?2312(?:-80)?|gb18030(?:-\d{4})?|gbk|cp936|ms936|windows-936|hz-gb-2312|euc-cn|chinese|csgb2312|iso-ir-58)$/;

const MULTI_BYTE = new Set(['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']);

/** Encodings that only the platform's decoder knows; iconv-lite has the rest. */
const PLATFORM_ONLY = new Set(['iso-2022-jp', 'x-mac-cyrillic']);

// Loads iconv-lite's encodings now: on first use they could be loaded under a time limit, and stay half loaded.
iconv.encodingExists('windows-1252');

/**
 * The decoder's name for a label as documents write it (`GB2312`, `"utf8"`, `x-sjis`), or undefined for a label that
 * nothing here decodes. The UTF-16 and UTF-32 families keep their names: the bytes decide about those.
 */
export function toCharset(label: string): string | undefined {
  const name = label
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .trim()
    .toLowerCase();
  if (name === '' || name.length > 40) return undefined;
  if (GB_FAMILY.test(name)) return 'gb18030';
  const same = SAME_DECODER.get(name);
  if (same !== undefined) return same;
  if (/^(?:cp|windows|x-cp|win)-?125\d$/.test(name)) return `windows-${name.slice(-4)}`;
  if (PLATFORM_ONLY.has(name) || isWide(name)) return name;
  // iconv-lite also answers to "hex", "base64" and the like, which are no charsets, and to what every object inherits.
  return /^(?:hex|base64|binary|internal|cesu-?8|utf-?7.*|ucs-?2|.*constructor.*)$/.test(name) ||
    !iconv.encodingExists(name)
    ? undefined
    : name;
}

/** UTF-16 and UTF-32: a declaration readable as ASCII cannot be telling the truth about being one of these. */
export function isWide(charset: string): boolean {
  return /^(?:utf-?(?:16|32)(?:le|be)?|ucs-?[24]|iso-10646-ucs-[24]|unicode)$/.test(charset);
}

/** ASCII and nothing else; where there are other bytes, the label is wrong. */
export function saysAscii(label: string): boolean {
  return /^["']?\s*(?:us-ascii|ascii|ansi_x3\.4-1968|iso646-us)\s*["']?$/i.test(label.trim());
}

export function isMultiByte(charset: string): boolean {
  return MULTI_BYTE.has(charset);
}

/** Decodes without ever throwing: what cannot be read becomes U+FFFD. */
export function decodeAs(body: Uint8Array, charset: string): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (charset === 'utf-8') return bytes.toString('utf8');
  // The platform's decoders are several times faster where characters have several bytes, and load no tables on first use;
  // its windows-1252 is wrong for 0x80–0x9F on some Node releases.
  if (isMultiByte(charset) || PLATFORM_ONLY.has(charset)) return new TextDecoder(charset).decode(bytes);
  return iconv.decode(bytes, charset);
}
