/** Bytes that no text holds, whatever its charset (WHATWG MIME Sniffing, "binary data byte"). */
const BINARY = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

const HTML_START =
  /^<(?:!doctype html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|meta|link|center|form|span|noscript|base|frameset)(?=[\s/>])/i;
const SVG_START = /^<(?:!doctype svg|(?:\w+:)?svg)(?=[\s/>])/i;
const XML_START = /^<\?xml\s/i;
/** A web page saved with its pictures in one file, which is what "save as" of office programs makes of a .doc. */
const ARCHIVE_HEADER = /^(?:mime-version|from|content-type|date|subject):/i;

/** Tells text from bytes, and markup, which a browser would run, from text. */
export function sniffText(bytes: Buffer): string {
  const text = decode(bytes);
  if (text === undefined || BINARY.test(text)) return 'application/octet-stream';
  if (ARCHIVE_HEADER.test(text) && /multipart\/related/i.test(text)) return 'multipart/related';
  const markup = afterPreamble(text);
  if (SVG_START.test(markup)) return 'image/svg+xml';
  if (HTML_START.test(markup)) return 'text/html';
  return XML_START.test(text.trimStart()) ? 'application/xml' : 'text/plain';
}

/** Latin-1 is enough to see markup in every charset built on ASCII; UTF-16 says itself what it is. */
function decode(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined;
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.subarray(2, bytes.length & ~1).toString('utf16le');
  if (first === 0xfe && second === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  }
  const isUtf8 = first === 0xef && second === 0xbb && third === 0xbf;
  return bytes.toString('latin1', isUtf8 ? 3 : 0);
}

/** What stands behind white space, declarations, comments and the DOCTYPE of XML. */
function afterPreamble(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const end = preambleEnd(rest);
    if (end === undefined) return rest;
    rest = rest.slice(end).trimStart();
  }
}

function preambleEnd(text: string): number | undefined {
  if (text.startsWith('<!--')) return after(text, '-->');
  if (text.startsWith('<?')) return after(text, '?>');
  // The DOCTYPEs of HTML and SVG are signs themselves; any other (of XHTML there is one that names html) is passed over.
  if (/^<!doctype (?!html|svg)/i.test(text)) return after(text, '>');
  return undefined;
}

function after(text: string, mark: string): number {
  const at = text.indexOf(mark);
  return at < 0 ? text.length : at + mark.length;
}
