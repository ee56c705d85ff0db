import type { CheerioAPI } from 'cheerio/slim';
import { findDensestBlock, isNoise } from './densest-block.js';
import { findHiddenLinks } from './hidden-links.js';
import { createMarkTest } from './html-mark.js';
import { parseHtmlText } from './html-page.js';
import { nodesBetween } from './html-range.js';
import { selectAll } from './html-select.js';
import {
  elementsWithin,
  hasContent,
  isElement,
  isText,
  linkShare,
  shortText,
  type HtmlElement,
  type HtmlNode,
  type HtmlParent,
} from './html-text.js';
import { parseLabelledText } from './labelled-text.js';
import { MAX_READABLE_DEPTH, MAX_READABLE_ELEMENTS, readableBody } from './readable-body.js';

/** Containers that hold the body and nothing else, by family of CMS, in the order to trust them. */
const BODY_MARKS = [
  '.TRS_Editor',
  '.trs_editor_view',
  '.Custom_UnionStyle',
  '.TRS_PreAppend',
  '#UCAP-CONTENT',
  '#zoom',
  '#Zoom',
  '#ivs_content',
  '.v_news_content',
  '#vsb_content*',
  '.article-content',
  '.pages_content',
  '.entry-content',
];
/** Comments that 大汉's templates write around the body, in all their versions. */
const BODY_BEGIN = /ZJEG_RSS\.content\.begin/i;
const BODY_END = /ZJEG_RSS\.content\.end/i;
/** Containers that may hold title and date line as well. */
const LOOSE_MARKS = ['article', '#content', '.content', '.article', '.article-con', '.con_text', 'main'];

/** A block that holds this much of the page's text is its body, whatever it is called. */
const SURE_SHARE = 0.5;
const MAX_LINK_SHARE = 0.5;

export interface FoundBody {
  elements: HtmlElement[];
  /** The body where it is a run of nodes, text among them, and not what `elements` hold. */
  run?: HtmlNode[];
  /** The elements may hold more than the body: title, line of date and source, furniture. */
  isLoose: boolean;
}

/**
 * Finds the body of an article page: by selector, by the marks of its family, by the comments or the container of a known
 * CMS, by a container of general use, as the block with most of the running text, or as what a reader mode would show;
 * undefined where there is none of these.
 */
export function findBody(
  $: CheerioAPI,
  selector?: string,
  familyMarks: readonly string[] = [],
): FoundBody | undefined {
  if (selector !== undefined) return found(outermost(selectAll($, selector)), false);
  const root = $.root()[0];
  if (root === undefined) return undefined;
  return (
    findMarked(root, familyMarks, false) ??
    findBetweenComments(root) ??
    findMarked(root, BODY_MARKS, false) ??
    findMarked(root, LOOSE_MARKS, true) ??
    findUnmarked(root)
  );
}

function found(elements: HtmlElement[], isLoose: boolean): FoundBody | undefined {
  return elements.length === 0 ? undefined : { elements, isLoose };
}

function findBetweenComments(root: HtmlParent): FoundBody | undefined {
  const run = nodesBetween(root, BODY_BEGIN, BODY_END);
  if (run === undefined) return undefined;
  const elements = run.filter(isElement);
  const isEmpty = !elements.some(hasContent) && !run.some((node) => isText(node) && /\S/.test(node.data));
  return isEmpty ? undefined : { elements, run, isLoose: false };
}

/** The first mark that any element with content bears; of nested ones the outermost, since TRS nests its containers. */
function findMarked(root: HtmlParent, marks: readonly string[], isLoose: boolean): FoundBody | undefined {
  const isAny = createMarkTest(...marks);
  const marked: HtmlElement[] = [];
  for (const element of elementsWithin(root)) if (isAny(element)) marked.push(element);
  for (const mark of marks) {
    const elements = outermost(marked.filter(createMarkTest(mark)));
    if (elements.length > 0) return { elements: isLoose ? elements.slice(0, 1) : elements, isLoose };
  }
  return undefined;
}

/** In reading order an element inside another comes right after it, so one look at the last kept is enough. */
function outermost(elements: readonly HtmlElement[]): HtmlElement[] {
  const kept: HtmlElement[] = [];
  for (const element of elements) {
    const last = kept.at(-1);
    if ((last === undefined || !isInside(element, last)) && hasContent(element)) kept.push(element);
  }
  return kept;
}

function isInside(element: HtmlElement, ancestor: HtmlElement): boolean {
  let parent = element.parent;
  while (parent !== null && parent !== ancestor) parent = parent.parent;
  return parent !== null;
}

/** HTML of a body. Of a loose one the title and the line of date and source go: they are fields of their own. */
export function bodyHtml($: CheerioAPI, body: FoundBody): string {
  for (const element of body.elements) dropElements(findHiddenLinks(element));
  if (body.run !== undefined) return body.run.map((node) => $.html(node)).join('');
  if (body.isLoose) for (const element of body.elements) dropElements(elementsWithin(element).filter(isHead));
  return body.elements.map((element) => $(element).html() ?? '').join('\n');
}

/** Takes elements out of the tree, in time linear in the number of their siblings. */
export function dropElements(elements: readonly HtmlElement[]): void {
  const dropped = new Set<HtmlNode>(elements);
  const parents = new Set(elements.map((element) => element.parent));
  for (const parent of parents) {
    if (parent === null) continue;
    parent.children = parent.children.filter((child) => !dropped.has(child));
    parent.children.forEach((child, index) => {
      child.prev = parent.children[index - 1] ?? null;
      child.next = parent.children[index + 1] ?? null;
    });
  }
}

function isHead(element: HtmlElement): boolean {
  if (isNoise(element) || element.name === 'h1') return true;
  const text = shortText(element, 200);
  if (text === undefined || !/[:：]/.test(text)) return false;
  const values = parseLabelledText(text);
  return values.publishedAtText !== undefined && (values.contentSource !== undefined || text.length <= 60);
}

/** Pages whose templates name nothing: the block with most of the text, else what a reader mode makes of the page. */
function findUnmarked(root: HtmlParent): FoundBody | undefined {
  const { block, share, elements, depth } = findDensestBlock(root);
  const densest = found([block].filter(isElement), true);
  if (share >= SURE_SHARE || elements > MAX_READABLE_ELEMENTS || depth > MAX_READABLE_DEPTH) return densest;
  const html = readableBody(root.children);
  if (html === undefined) return densest;
  const readable = parseHtmlText(html, '').$.root()[0]?.children.filter(isElement) ?? [];
  // A reader mode shows something of every page; of a site map or a list that is its menu.
  return linkShare(readable) > MAX_LINK_SHARE ? densest : (found(readable, true) ?? densest);
}
