/** One element of a document, namespaces resolved, with what it inherits from its ancestors. */
export interface XmlElement {
  /** `family:local`, e.g. `dc:creator`; only the local name for elements without a namespace of their own. */
  key: string;
  /** Local name, lower-cased. */
  local: string;
  /** Names lower-cased, with their prefix as written. */
  attributes: ReadonlyMap<string, string>;
  /** Text is decoded. */
  children: (XmlElement | string)[];
  /** xml:base in force, absolute where the document's address is known. */
  base: string | undefined;
  /** xml:lang in force. */
  lang: string | undefined;
}

/** All text below an element, in order, trimmed. */
export function textOf(element: XmlElement): string {
  return rawTextOf(element).trim();
}

function rawTextOf(element: XmlElement): string {
  let text = '';
  for (const child of element.children) text += typeof child === 'string' ? child : rawTextOf(child);
  return text;
}

export function hasElements(element: XmlElement): boolean {
  return element.children.some((child) => typeof child !== 'string');
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

export function childrenBy(element: XmlElement, key: string): XmlElement[] {
  return elementsOf(element).filter((child) => child.key === key);
}

/** Trimmed; an empty attribute counts as absent. The prefix is ignored: `rdf:about` answers to `about`. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  const exact = element.attributes.get(local);
  if (exact !== undefined) return exact.trim() || undefined;
  for (const [name, value] of element.attributes) {
    if (name.endsWith(`:${local}`)) return value.trim() || undefined;
  }
  return undefined;
}
