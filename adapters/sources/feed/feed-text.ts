import { decodeText } from '../../formats/decode-text.js';
import { attributeOf, elementsOf, hasElements, textOf, type XmlElement } from '../../formats/xml-element.js';
import { innerMarkup } from '../../formats/xml-markup.js';

/** A title, summary or content with the way to read it. */
export interface FeedText {
  value: string;
  format: 'text' | 'html';
  base: string | undefined;
  lang: string | undefined;
}

const TAG_OR_REFERENCE =
  /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>|<!--|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z0-9]{1,31});/i;

/** RSS never says whether its text is HTML: it is where it holds a tag or a reference. */
export function looksLikeHtml(text: string): boolean {
  return (text.includes('<') || text.includes('&')) && TAG_OR_REFERENCE.test(text);
}

/** Text of RSS and of every module: one level of escaping is gone already, what remains may be HTML. */
export function readRssText(element: XmlElement): FeedText {
  if (hasElements(element)) return toText(element, innerMarkup(element), 'html');
  const value = textOf(element);
  return toText(element, value, looksLikeHtml(value) ? 'html' : 'text');
}

/** Markup of XHTML elements placed directly in an entry (`xhtml:body`, `xhtml:div`). */
export function readMarkup(element: XmlElement): FeedText {
  return toText(element, innerMarkup(element), 'html');
}

/** Atom 1.0 text and content constructs (RFC 4287, 3.1 and 4.1.3), and Atom 0.3 with its `mode`. */
export function readAtomText(element: XmlElement): FeedText {
  const mode = attributeOf(element, 'mode')?.toLowerCase();
  const type = mediaTypeOf(attributeOf(element, 'type') ?? 'text');
  if (type.startsWith('multipart/')) return readAlternatives(element);
  if (mode === 'base64' || (mode === undefined && isBase64Type(type))) return readBase64(element, type);
  if (hasElements(element)) return readInline(element, type);
  const value = textOf(element);
  if (type === 'xhtml' || type === 'application/xhtml+xml') {
    // Markup that should have been inline but was escaped, or plain text.
    return toText(element, value, looksLikeHtml(value) ? 'html' : 'text');
  }
  return toText(element, value, type === 'html' || type === 'text/html' ? 'html' : 'text');
}

/** Inline elements are markup whatever the type says; the `div` that XHTML requires is a wrapper, not content. */
function readInline(element: XmlElement, type: string): FeedText {
  const [only, ...others] = elementsOf(element);
  const bare = element.children.every((child) => typeof child !== 'string' || child.trim() === '');
  if (only?.local === 'div' && others.length === 0 && bare && type.includes('xhtml')) {
    return toText(only, innerMarkup(only), 'html');
  }
  return toText(element, innerMarkup(element), 'html');
}

/** Without parameters. */
function mediaTypeOf(written: string): string {
  return (written.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** RFC 4287, 4.1.3.3: a media type that is neither text nor XML is base64. */
function isBase64Type(type: string): boolean {
  return type.includes('/') && !type.startsWith('text/') && !/[+/]xml$/.test(type);
}

function readBase64(element: XmlElement, type: string): FeedText {
  const written = textOf(element);
  // Publishers name a type without encoding what is in it.
  const isEncoded = /^[A-Za-z0-9+/\s]*={0,2}$/.test(written);
  const { text } = isEncoded
    ? decodeText(Buffer.from(written, 'base64'), { kind: 'html' })
    : { text: written };
  // Pictures and the like have no place in a text field.
  const readable = !/[\0-\x08\x0e-\x1f]/.test(text);
  const isHtml = /html/.test(type) || (!type.startsWith('text/') && looksLikeHtml(text));
  return toText(element, readable ? text.trim() : '', isHtml ? 'html' : 'text');
}

function readAlternatives(element: XmlElement): FeedText {
  return richest(elementsOf(element).map(readAtomText)) ?? toText(element, '', 'text');
}

/** HTML before plain text, then the longest. */
export function richest(texts: FeedText[]): FeedText | undefined {
  const rank = (text: FeedText): number => (text.format === 'html' ? 1e9 : 0) + text.value.length;
  const filled = texts.filter((text) => text.value !== '');
  return filled.reduce<FeedText | undefined>(
    (best, text) => (best === undefined || rank(text) > rank(best) ? text : best),
    undefined,
  );
}

function toText(element: XmlElement, value: string, format: FeedText['format']): FeedText {
  return { value: value.trim(), format, base: element.base, lang: element.lang || undefined };
}
