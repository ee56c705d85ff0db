/** Classes that carry to the reader of the head what HTML has no element for; the sanitizer drops them. */
export const CENTRED = 'line-centred';
export const STRONG = 'line-strong';

const TITLE_STYLES = ['Title', '标题', '主标题', '大标题', '文档标题', '文章标题', '公文标题'];
const SUBTITLE_STYLES = ['Subtitle', '副标题'];
/** Names that paragraphs without a style of weight are given, so that their alignment survives. */
const ALIGNED = {
  center: 'gateway aligned center',
  'center strong': 'gateway aligned center strong',
  right: 'gateway aligned right',
} as const;
/** Half points: text is set in 三号 (16) or smaller, titles in 小二 (18) and larger. */
const STRONG_FROM = 18;

/** How styles become HTML; later rules are the library's own. */
export const DOCX_STYLE_MAP: readonly string[] = [
  ...TITLE_STYLES.map((name) => `p[style-name='${name}'] => h1.document-title:fresh`),
  ...SUBTITLE_STYLES.map((name) => `p[style-name='${name}'] => h2.document-subtitle:fresh`),
  ...[1, 2, 3, 4, 5, 6].map((level) => `p[style-name='标题 ${level}'] => h${level}:fresh`),
  `p[style-name='${ALIGNED.center}'] => p.${CENTRED}[align='center']:fresh`,
  `p[style-name='${ALIGNED['center strong']}'] => p.${CENTRED}.${STRONG}[align='center']:fresh`,
  `p[style-name='${ALIGNED.right}'] => p[align='right']:fresh`,
  'u => u',
];

type Node = Record<string, unknown>;

/** Gives aligned paragraphs that have no style of weight a style that keeps their alignment. */
export function showAlignment(document: unknown): unknown {
  if (isNode(document)) visit(document);
  return document;
}

function visit(node: Node): void {
  if (node.type === 'paragraph') showOwnAlignment(node);
  for (const child of childrenOf(node)) visit(child);
}

function showOwnAlignment(paragraph: Node): void {
  const { alignment, styleName, numbering } = paragraph;
  if ((alignment !== 'center' && alignment !== 'right') || isNode(numbering) || hasWeight(styleName)) return;
  const isStrong = alignment === 'center' && isLarge(paragraph);
  paragraph.styleId = null;
  paragraph.styleName = ALIGNED[isStrong ? 'center strong' : alignment];
}

function hasWeight(styleName: unknown): boolean {
  return typeof styleName === 'string' && /^(?:heading|title|subtitle|标题|副标题|.*标题$)/i.test(styleName);
}

function isLarge(paragraph: Node): boolean {
  const sizes = runsOf(paragraph).map(({ fontSize }) => (typeof fontSize === 'number' ? fontSize : 0));
  return sizes.length > 0 && sizes.every((size) => size >= STRONG_FROM);
}

function runsOf(node: Node): Node[] {
  return childrenOf(node).flatMap((child) => (child.type === 'run' ? [child] : runsOf(child)));
}

function childrenOf({ children }: Node): Node[] {
  return Array.isArray(children) ? children.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
