import { expect } from '@jest/globals';
import { load } from 'cheerio';
import { ALLOWED_ATTRIBUTES } from '../../src/normalize/html-policy.js';

const ADDRESSES = new Set(['href', 'src', 'poster']);
const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * Reads HTML as a browser does (parse5, which shares no code with the sanitizer), in the places that pages put it, and finds
 * nothing there but what the policy allows.
 */
export function expectSafeHtml(html: string): void {
  for (const page of [html, `<table><tr><td>${html}</td></tr></table>`]) {
    for (const node of nodesOf(page)) expectAllowed(node);
  }
}

interface FoundNode {
  type: string;
  name: string;
  attributes: [string, string][];
  inHtml: boolean;
}

function nodesOf(html: string): FoundNode[] {
  const $ = load(html, null, false);
  return $.root()
    .find('*')
    .addBack()
    .contents()
    .toArray()
    .map((node) => ({
      type: node.type,
      name: 'name' in node ? node.name : '',
      attributes: 'attribs' in node ? Object.entries(node.attribs) : [],
      inHtml: !('namespace' in node) || node.namespace === 'http://www.w3.org/1999/xhtml',
    }));
}

function expectAllowed({ type, name, attributes, inHtml }: FoundNode): void {
  if (type === 'text') return;
  const allowed = ALLOWED_ATTRIBUTES.get(name);
  expect([type, name, inHtml]).toEqual(['tag', allowed === undefined ? 'an allowed element' : name, true]);
  for (const [attribute, value] of attributes) {
    expect(allowed).toContain(attribute);
    if (ADDRESSES.has(attribute)) expect(SCHEMES).toContain(new URL(value).protocol);
  }
}
