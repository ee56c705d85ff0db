import type { XmlElement } from './xml-element.js';

const VOID = new Set([
  'area',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'wbr',
]);
const ADDRESSES = new Set(['href', 'src', 'cite', 'poster', 'data', 'background', 'longdesc']);

/**
 * The markup inside an element as HTML: prefixes dropped, text escaped again. Addresses below an `xml:base` of their own
 * are made absolute, since HTML has no way to say it; the others stay as written.
 */
export function innerMarkup(element: XmlElement): string {
  let markup = '';
  for (const child of element.children) {
    markup += typeof child === 'string' ? escapeText(child) : outerMarkup(child, element.base);
  }
  return markup;
}

function outerMarkup(element: XmlElement, base: string | undefined): string {
  const tag = element.local;
  let open = `<${tag}`;
  for (const [name, value] of element.attributes) {
    if (!name.startsWith('xmlns') && !name.startsWith('xml:')) {
      open += ` ${name}="${escapeAttribute(addressIn(element, name, value, base))}"`;
    }
  }
  if (VOID.has(tag) && element.children.length === 0) return `${open}>`;
  let inner = '';
  for (const child of element.children) {
    inner += typeof child === 'string' ? escapeText(child) : outerMarkup(child, base);
  }
  return `${open}>${inner}</${tag}>`;
}

function addressIn(element: XmlElement, name: string, value: string, base: string | undefined): string {
  if (element.base === undefined || element.base === base || !ADDRESSES.has(name)) return value;
  return resolveAddress(value, element.base) ?? value;
}

/** The address made absolute, or undefined where that cannot be done. */
export function resolveAddress(address: string, base: string | undefined): string | undefined {
  const trimmed = address.trim();
  return URL.canParse(trimmed, base) ? new URL(trimmed, base).href : undefined;
}

function escapeText(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') : text;
}

function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;');
}
