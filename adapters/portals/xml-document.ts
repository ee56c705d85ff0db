import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { AppError } from '../../schemas/errors.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  tagValueProcessor: (_name, value) => (typeof value === 'string' ? toXmlText(value) : value),
});

/** Writes a tree as XML without declaration or white space; text is escaped, never put into CDATA or comments. */
export function buildXmlPart(tree: object): string {
  return builder.build(tree);
}

export function buildXmlDocument(tree: object): string {
  return DECLARATION + buildXmlPart(tree);
}

/**
 * XML 1.0 has no way to write most control characters and lone surrogates: they are left out. Line ends are written as
 * LF, because a reader turns CR into LF anyway, and the digest must not depend on who did it.
 */
function toXmlText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\t\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

const REFERENCE = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads an XML message of our contracts into a tree: attributes as `@_name`, all values text, elements named in `lists`
 * always lists. Refuses, with `parse-malformed`, what is not well formed and what the contracts exclude: DTDs, CDATA,
 * comments, processing instructions, entities other than the five of XML.
 */
export function parseXmlDocument(text: string, lists: ReadonlySet<string>): unknown {
  const markup = text.replace(/^\uFEFF?\s*<\?xml\s[^?>]*\?>/, '');
  if (/<[!?]/.test(markup)) throw malformed('it holds a DTD, CDATA, a comment or a processing instruction');
  if (/&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/.test(markup)) {
    throw malformed('it holds an unknown entity');
  }
  const verdict = XMLValidator.validate(markup);
  if (verdict !== true) throw malformed(verdict.err.msg);
  return withoutIndentation(parseTree(markup, lists));
}

function parseTree(markup: string, lists: ReadonlySet<string>): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: { enabled: false },
    isArray: (name) => lists.has(name),
    maxNestedTags: 20,
    tagValueProcessor: (_name, value) => decodeReferences(value),
    attributeValueProcessor: (_name, value) => decodeReferences(value),
  });
  try {
    const tree: unknown = parser.parse(markup);
    return tree;
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'unreadable');
  }
}

function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  // Bodies are full of the named five and hold hardly any numbers; `&amp;` last, or its result would be read again.
  if (!text.includes('&#')) return decodeNamed(text);
  return text.replace(REFERENCE, (_whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name] ?? '';
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    if (code > 0x10ffff) throw malformed('it refers to a character that does not exist');
    return String.fromCodePoint(code);
  });
}

function decodeNamed(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

/** Pretty-printed XML has white space between its elements, which means nothing. */
function withoutIndentation(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutIndentation);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name, value]) => !(name === '#text' && typeof value === 'string' && value.trim() === ''))
      .map(([name, value]) => [name, withoutIndentation(value)]),
  );
}

function malformed(reason: string): AppError {
  return new AppError('parse-malformed', `the XML cannot be accepted: ${reason}`, { details: { reason } });
}
