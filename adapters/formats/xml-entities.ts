import { Parser } from 'htmlparser2';

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What 0x80–0x9F mean in windows-1252, which is what authors of `&#147;` mean; holes stay control characters. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

// C0 controls are allowed in no version of XML and no HTML; some editors paste them.
const C0 = /[\0-\x08\x0b\x0c\x0e-\x1f]/g;
const C1 = /[\x80-\x9f]/;
const EITHER = /[\0-\x08\x0b\x0c\x0e-\x1f\x80-\x9f]/;

/** Text without control characters; C1 are windows-1252 that somebody took for Latin-1 on its way to Unicode. */
export function withoutControls(text: string): string {
  if (!EITHER.test(text)) return text;
  let rest = text.replace(C0, '');
  if (!C1.test(rest)) return rest;
  // One after the other: a callback for each match would cost gigabytes where there is nothing else.
  for (let code = 0x80; code <= 0x9f; code += 1) {
    const control = String.fromCharCode(code);
    const meant = WINDOWS_1252.charAt(code - 0x80);
    rest = rest.replaceAll(control, meant === control ? '' : meant);
  }
  return rest;
}

const REFERENCE = /&(?:#(\d{1,10}|[xX][\da-fA-F]{1,8})|([A-Za-z][A-Za-z0-9]{1,31}));/g;

const named = new Map<string, string | undefined>();

/**
 * Replaces numeric references and every name that HTML knows, whether or not a DTD declares it. Anything else, such as
 * the `&` of an address or an entity of a dropped DTD, stays as written. One level only: `&amp;lt;` becomes `&lt;`.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  if (text.length <= CHUNK) return decodeChunk(text);
  let decoded = '';
  for (let at = 0; at < text.length;) {
    const end = endOfChunk(text, at);
    decoded += decodeChunk(text.slice(at, end));
    at = end;
  }
  return decoded;
}

/** `replace` remembers every match before it replaces the first: megabytes of references would become gigabytes. */
const CHUNK = 65_536;
const LONGEST_REFERENCE = 40;

/** Never inside a reference. */
function endOfChunk(text: string, start: number): number {
  const limit = start + CHUNK;
  if (limit >= text.length) return text.length;
  const reference = text.lastIndexOf('&', limit);
  return reference > limit - LONGEST_REFERENCE ? reference : limit;
}

function decodeChunk(text: string): string {
  return text.replace(REFERENCE, (whole, number: string | undefined, name: string | undefined) => {
    if (number !== undefined) return characterOf(number);
    return (name === undefined ? undefined : characterNamed(name)) ?? whole;
  });
}

function characterOf(number: string): string {
  const code = /^x/i.test(number) ? parseInt(number.slice(1), 16) : parseInt(number, 10);
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252.charAt(code - 0x80);
  if (code === 9 || code === 10 || code === 13) return String.fromCharCode(code);
  if (code < 0x20) return '';
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
}

function characterNamed(name: string): string | undefined {
  const predefined = PREDEFINED[name];
  if (predefined !== undefined) return predefined;
  if (!named.has(name)) {
    // Names come from the outside: a document that invents them by the million must not grow this for ever.
    if (named.size > 4000) named.clear();
    named.set(name, lookUp(name));
  }
  return named.get(name);
}

/** The table of HTML's 2231 names is htmlparser2's own; asking it once per name spares a copy here. */
function lookUp(name: string): string | undefined {
  const reference = `&${name};`;
  let decoded = '';
  new Parser({ ontext: (text) => (decoded += text) }).end(reference);
  // A legacy prefix (`&notit;` starts with `&not`) leaves the rest behind: that is no such name.
  return decoded.endsWith(';') && decoded.length > 1 ? undefined : decoded;
}
