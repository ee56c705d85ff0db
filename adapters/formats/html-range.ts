import { isElement, type HtmlElement, type HtmlNode, type HtmlParent } from './html-text.js';

const COMMENT_NODE = 8;

/**
 * The nodes between two comments that a CMS writes around the body, whole ones where they lie inside wholly, in reading
 * order; undefined without both. Templates open an element before the first comment and close it after the second, or
 * the other way round, so the comments need not be siblings.
 */
export function nodesBetween(root: HtmlParent, begin: RegExp, end: RegExp): HtmlNode[] | undefined {
  const range = findRange(root, begin, end);
  if (range === undefined) return undefined;
  const aroundEnd = ancestorsOf(range.last);
  const found: HtmlNode[] = [];
  let node = nextOutside(range.first);
  while (node !== null && node !== range.last) {
    if (isElement(node) && aroundEnd.has(node)) node = node.children[0] ?? nextOutside(node);
    else {
      found.push(node);
      node = nextOutside(node);
    }
  }
  return found;
}

function findRange(root: HtmlParent, begin: RegExp, end: RegExp) {
  let first: HtmlNode | undefined;
  const pending = [...root.children].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isComment(node, first === undefined ? begin : end)) {
      if (first !== undefined) return { first, last: node };
      first = node;
    }
    if (!isElement(node)) continue;
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child !== undefined) pending.push(child);
    }
  }
  return undefined;
}

function isComment(node: HtmlNode, pattern: RegExp): boolean {
  return node.nodeType === COMMENT_NODE && 'data' in node && pattern.test(node.data);
}

function ancestorsOf(node: HtmlNode): ReadonlySet<HtmlElement> {
  const ancestors = new Set<HtmlElement>();
  for (let { parent } = node; isElement(parent); { parent } = parent) ancestors.add(parent);
  return ancestors;
}

/** The node that follows in reading order without going into this one. */
function nextOutside(node: HtmlNode): HtmlNode | null {
  let last: HtmlNode = node;
  while (last.next === null) {
    if (!isElement(last.parent)) return null;
    last = last.parent;
  }
  return last.next;
}
