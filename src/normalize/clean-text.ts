// Controls, soft hyphens, zero-width and direction marks, byte order marks, noncharacters and lone surrogates: invisible
// in print, but they break XML, defeat comparison, or make a title read other than it is stored.
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Cs}/gu;

/** What a site prints for "nothing": an absent field, not a value. */
const NOTHING = /^(?:null|undefined|nan|none|-+|—+|\/)$/i;

/** Removes what no reader sees; keeps line breaks and tabs. */
export function stripInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** One line of plain text: invisible characters gone, white space (also 　 and &nbsp;) collapsed to one space. */
export function cleanText(text: string): string {
  return stripInvisible(text).replace(/\s+/g, ' ').trim();
}

/** A cleaned field, cut to its limit, or undefined where the source had nothing to say. */
export function cleanField(text: string | undefined, maxLength: number): string | undefined {
  if (text === undefined) return undefined;
  const cleaned = cutText(cleanText(cutText(text, maxLength * 4)), maxLength);
  return cleaned === '' || NOTHING.test(cleaned) ? undefined : cleaned;
}

/** At most `maxLength` UTF-16 units, never half a surrogate pair. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return text.slice(0, splitsPair(text, maxLength) ? maxLength - 1 : maxLength).trimEnd();
}

/** Whether the first `length` units end with the first half of a surrogate pair. */
export function splitsPair(text: string, length: number): boolean {
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
