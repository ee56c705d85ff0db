import { isElement, isText, type HtmlElement, type HtmlNode } from './html-text.js';

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
  'source',
  'track',
  'wbr',
]);
const DROPPED = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'object',
  'svg',
  'math',
  'textarea',
]);
const NAME = /^[a-z][a-z0-9]*$/;
const ATTRIBUTE = /^(?!on)[a-z][a-z0-9-]*$/;
const MAX_VALUE = 4000;

/**
 * A tree as markup that every parser reads alike: well-formed XML, known signs escaped, scripts, comments and strange
 * names left out.
 */
export function toPlainMarkup(nodes: readonly HtmlNode[]): string {
  const parts: string[] = [];
  const pending: (HtmlNode | string)[] = [...nodes].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') parts.push(next);
    else if (isText(next)) parts.push(escape(next.data));
    else if (isElement(next) && !DROPPED.has(next.name)) openElement(next, parts, pending);
  }
  return parts.join('');
}

function openElement(element: HtmlElement, parts: string[], pending: (HtmlNode | string)[]): void {
  const { name, children } = element;
  const isKnown = NAME.test(name);
  if (isKnown && VOID.has(name)) parts.push(`<${name}${attributesOf(element)}/>`);
  else if (isKnown) {
    parts.push(`<${name}${attributesOf(element)}>`);
    pending.push(`</${name}>`);
  }
  for (let index = children.length - 1; index >= 0; index -= 1) {
    const child = children[index];
    if (child !== undefined) pending.push(child);
  }
}

function attributesOf({ attribs }: HtmlElement): string {
  return Object.entries(attribs)
    .filter(([name]) => ATTRIBUTE.test(name))
    .map(([name, value]) => ` ${name}="${escape(value.slice(0, MAX_VALUE))}"`)
    .join('');
}

function escape(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
