import { createMarkTest } from './html-mark.js';
import { isElement, isText, type HtmlElement, type HtmlNode, type HtmlParent } from './html-text.js';

/** What holds no running text of an article. */
export const isNoise = createMarkTest(
  ...['script', 'style', 'nav', 'header', 'footer', 'aside', 'select', 'textarea', 'noscript'],
  ...['.share', '.bdsharebuttonbox', '#share', '.pagination'],
);
const isBlock = createMarkTest(
  ...['div', 'td', 'th', 'section', 'article', 'main', 'li', 'dd', 'body', 'center', 'form'],
);
const MIN_LENGTH = 60;

export interface DensestBlock {
  /** The block whose own text and paragraphs, links aside, are the longest; absent where none has enough. */
  block?: HtmlElement;
  /** How much of the page's text outside links it holds, 0 to 1. */
  share: number;
  /** Size of the page: elements, and the deepest nesting. */
  elements: number;
  depth: number;
}

/** Weighs the blocks of a page, in one pass. */
export function findDensestBlock(root: HtmlParent): DensestBlock {
  const weights = new Map<HtmlElement, number>();
  let [total, elements, deepest] = [0, 0, 0];
  // `null` is inside a link or furniture: counted as elements, not as text.
  const pending: [node: HtmlNode, block: HtmlElement | null | undefined, depth: number][] = root.children.map(
    (child) => [child, undefined, 1],
  );
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, block, depth] = next;
    if (isText(node) && block) {
      const length = node.data.replace(/\s/g, '').length;
      total += length;
      weights.set(block, (weights.get(block) ?? 0) + length);
    }
    if (!isElement(node)) continue;
    elements += 1;
    deepest = Math.max(deepest, depth);
    const isSilent = block === null || node.name === 'a' || isNoise(node);
    const inner = isSilent ? null : isBlock(node) ? node : block;
    for (const child of node.children) pending.push([child, inner, depth + 1]);
  }
  const [block, weight] = heaviest(weights);
  return { ...(block && { block }), share: total === 0 ? 0 : weight / total, elements, depth: deepest };
}

function heaviest(weights: ReadonlyMap<HtmlElement, number>): [HtmlElement | undefined, number] {
  let best: [HtmlElement | undefined, number] = [undefined, MIN_LENGTH];
  for (const candidate of weights) if (candidate[1] >= best[1]) best = candidate;
  return best[0] === undefined ? [undefined, 0] : best;
}
