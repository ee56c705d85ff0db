import { scanXml } from '../formats/xml-scanner.js';
import { documentError } from './document-error.js';
import { partText } from './office-part.js';
import type { Parts } from './zip-container.js';

/** Tables in tables in text boxes reach some sixty levels; libraries walk the tree by recursion. */
const MAX_DEPTH = 250;
/** Elements of one part: a report of a thousand pages has about two million. */
const MAX_ELEMENTS = 3_000_000;

/**
 * Judges the XML of a package before a library builds trees of it: no DTD (the format forbids it), no depth and no number
 * of elements that would exhaust us. Throws `parse-malformed`, `parse-too-deep` or `parse-too-large`.
 */
export function checkOfficeXml(parts: Parts): void {
  for (const name of parts.keys()) if (/\.(?:xml|rels)$/i.test(name)) checkPart(name, partText(parts, name));
}

function checkPart(name: string, xml: string): void {
  if (/<!DOCTYPE/i.test(xml))
    throw documentError(
      'parse-malformed',
      {
        zh: `“${name}”含有 DTD 声明，Office 文档不允许。`,
        en: `${name} declares a DTD, which office documents may not.`,
      },
      { details: { part: name } },
    );
  const budget = { depth: 0, elements: 0 };
  scanXml(xml, {
    open: (_name, _attributes, selfClosing) => {
      budget.elements += 1;
      if (!selfClosing) budget.depth += 1;
      if (budget.depth > MAX_DEPTH) throw tooDeep(name);
      if (budget.elements > MAX_ELEMENTS) throw tooMany(name);
    },
    close: () => {
      budget.depth -= 1;
    },
    text: () => undefined,
    done: () => false,
  });
}

function tooDeep(part: string) {
  return documentError(
    'parse-too-deep',
    { zh: `文档嵌套超过 ${MAX_DEPTH} 层。`, en: `The document nests more than ${MAX_DEPTH} levels.` },
    { details: { part, limit: MAX_DEPTH } },
  );
}

function tooMany(part: string) {
  return documentError(
    'parse-too-large',
    { zh: `文档的元素超过 ${MAX_ELEMENTS} 个。`, en: `The document has more than ${MAX_ELEMENTS} elements.` },
    { details: { part, limit: MAX_ELEMENTS } },
  );
}
