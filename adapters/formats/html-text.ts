import type { CheerioAPI } from 'cheerio/slim';

/** A node of the tree, as cheerio's own types name it. */
export type HtmlNode = ReturnType<CheerioAPI['root']>[0]['children'][number];
export type HtmlElement = Extract<HtmlNode, { attribs: unknown }>;
export type HtmlParent = Pick<HtmlElement, 'children'>;

const TEXT_NODE = 3;
const INLINE = new Set(['a', 'b', 'em', 'font', 'i', 'small', 'span', 'strong', 'sub', 'sup', 'u']);
const SILENT = new Set(['script', 'style', 'noscript', 'template', 'select', 'textarea']);
/** Nodes looked at for one short text; what holds more is no line of a page. */
const MAX_NODES = 300;
/** Characters of one piece of text; indentation is some hundred. */
const MAX_PIECE = 10_000;

export function isElement(node: HtmlNode | HtmlParent | null | undefined): node is HtmlElement {
  return node !== null && node !== undefined && 'attribs' in node;
}

export function isText(node: HtmlNode): node is Extract<HtmlNode, { data: string }> {
  return node.nodeType === TEXT_NODE && 'data' in node;
}

/**
 * Elements below a node in reading order, without going into those that `skip` names (which are left out as well).
 * Own walk: selector lists sort their finds, which takes for ever on a page of 200 000 siblings.
 */
export function elementsWithin(
  root: HtmlParent,
  skip: (element: HtmlElement) => boolean = () => false,
): HtmlElement[] {
  const found: HtmlElement[] = [];
  const pending = reversed(root.children);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!isElement(node) || skip(node)) continue;
    found.push(node);
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child !== undefined) pending.push(child);
    }
  }
  return found;
}

/**
 * The text of an element as one line, or undefined where it is longer than `limit`: most elements are asked in vain, and
 * stopping early keeps that linear in the page.
 */
export function shortText(element: HtmlElement, limit: number): string | undefined {
  const collected = collectText(element, limit);
  if (!collected.isWhole) return undefined;
  const line = collected.text.replace(/[\s\u200b\ufeff]+/g, ' ').trim();
  return line.length <= limit ? line : undefined;
}

/** Whether an element shows anything: text, a picture, a film, a link. */
export function hasContent(element: HtmlElement): boolean {
  const pending: HtmlNode[] = [element];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isText(node) && /\S/.test(node.data)) return true;
    if (!isElement(node) || SILENT.has(node.name)) continue;
    if (node.name === 'img' || node.name === 'video' || node.name === 'audio') return true;
    for (const child of node.children) pending.push(child);
  }
  return false;
}

/** How much of the text stands in links, 0 to 1: menus and lists are nothing else. */
export function linkShare(roots: readonly HtmlNode[]): number {
  let [all, linked] = [0, 0];
  const pending: [node: HtmlNode, isLinked: boolean][] = roots.map((node) => [node, false]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, isLinked] = next;
    if (isText(node)) {
      const length = node.data.replace(/\s/g, '').length;
      all += length;
      if (isLinked) linked += length;
    }
    if (isElement(node))
      for (const child of node.children) pending.push([child, isLinked || node.name === 'a']);
  }
  return all === 0 ? 0 : linked / all;
}

/** Walks by the links between nodes, so that an element of 100 000 children costs no more than is read of it. */
function collectText(element: HtmlElement, limit: number): { text: string; isWhole: boolean } {
  let text = '';
  let node: HtmlNode | null = element.children[0] ?? null;
  for (let visited = 0; node !== null; visited += 1) {
    if (visited > MAX_NODES || text.length > limit * 4 + 200) return { text, isWhole: false };
    if (isText(node)) {
      if (node.data.length > MAX_PIECE) return { text, isWhole: false };
      text += node.data;
    } else if (breaksLine(node)) text += ' ';
    const child: HtmlNode | undefined =
      isElement(node) && !SILENT.has(node.name) ? node.children[0] : undefined;
    if (child !== undefined) {
      node = child;
      continue;
    }
    while (node !== null && node.next === null) {
      const parent: HtmlNode | null = parentWithin(node, element);
      if (parent !== null && breaksLine(parent)) text += ' ';
      node = parent;
    }
    node = node?.next ?? null;
  }
  return { text, isWhole: true };
}

function parentWithin(node: HtmlNode, root: HtmlElement): HtmlElement | null {
  const { parent } = node;
  return isElement(parent) && parent !== root ? parent : null;
}

function breaksLine(node: HtmlNode): boolean {
  return isElement(node) && !INLINE.has(node.name);
}

function reversed(nodes: readonly HtmlNode[]): HtmlNode[] {
  return [...nodes].reverse();
}
