/**
 * What may remain of a body. The output holds these elements and attributes only, every text and value escaped, so it
 * has no raw-text element and no foreign content that a browser could read as anything else.
 */
export const ALLOWED_ATTRIBUTES = table<readonly string[]>({
  a: ['href', 'title'],
  audio: ['src', 'controls'],
  b: [],
  blockquote: [],
  br: [],
  caption: [],
  code: [],
  col: ['span'],
  colgroup: ['span'],
  dd: [],
  del: [],
  div: ['align'],
  dl: [],
  dt: [],
  em: [],
  figcaption: [],
  figure: [],
  h1: ['align'],
  h2: ['align'],
  h3: ['align'],
  h4: ['align'],
  h5: ['align'],
  h6: ['align'],
  hr: [],
  i: [],
  img: ['src', 'alt', 'title', 'width', 'height'],
  ins: [],
  li: [],
  ol: ['start'],
  p: ['align'],
  pre: [],
  s: [],
  source: ['src'],
  strong: [],
  sub: [],
  sup: [],
  table: [],
  tbody: [],
  td: ['colspan', 'rowspan', 'align'],
  tfoot: [],
  th: ['colspan', 'rowspan', 'align'],
  thead: [],
  tr: ['align'],
  u: [],
  ul: [],
  video: ['src', 'poster', 'controls', 'width', 'height'],
});

/** Blocks that are kept as what they do on the page; any other unknown element is unwrapped. */
export const RENAMED = table<string>({
  address: 'div',
  article: 'div',
  aside: 'div',
  center: 'div',
  details: 'div',
  dir: 'ul',
  fieldset: 'div',
  footer: 'div',
  form: 'div',
  header: 'div',
  legend: 'div',
  main: 'div',
  menu: 'ul',
  nav: 'div',
  section: 'div',
  strike: 's',
  summary: 'div',
});

/** Dropped together with what they hold. */
export const DROPPED_WITH_CONTENT: ReadonlySet<string> = new Set([
  'applet',
  'canvas',
  'datalist',
  'embed',
  'frameset',
  'iframe',
  'math',
  'noembed',
  'noframes',
  'noscript',
  'object',
  'optgroup',
  'option',
  'plaintext',
  'script',
  'select',
  'style',
  'svg',
  'template',
  'textarea',
  'title',
  'xml',
  'xmp',
]);

/** HTML, 13.2.6.5: what cannot stand in a drawing or a formula, and ends one that was left open. */
const ENDS_FOREIGN: ReadonlySet<string> = new Set([
  ...[
    'b',
    'big',
    'blockquote',
    'body',
    'br',
    'center',
    'code',
    'dd',
    'div',
    'dl',
    'dt',
    'em',
    'h1',
    'h2',
    'h3',
  ],
  ...['h4', 'h5', 'h6', 'head', 'hr', 'i', 'img', 'li', 'listing', 'menu', 'meta', 'nobr', 'ol', 'p', 'pre'],
  ...['ruby', 's', 'small', 'span', 'strong', 'strike', 'sub', 'sup', 'table', 'tt', 'u', 'ul', 'var'],
]);

/** Which elements end a dropped one that was left open. */
export const ENDS_DROPPED = table<ReadonlySet<string>>({
  math: ENDS_FOREIGN,
  svg: ENDS_FOREIGN,
  select: new Set(['caption', 'input', 'select', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr']),
});

/** The places in a drawing or a formula where HTML may stand, which is dropped with it; spelt as the parser hands them over. */
export const HTML_WITHIN: ReadonlySet<string> = new Set([
  ...['foreignObject', 'desc', 'title', 'annotation-xml', 'mi', 'mo', 'mn', 'ms', 'mtext'],
]);

export const VOID_ELEMENTS: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'img', 'source']);

/** Elements that are something to see or to count although they hold no text. */
export const CONTENT_BY_ITSELF: ReadonlySet<string> = new Set([
  'audio',
  'col',
  'hr',
  'img',
  'source',
  'td',
  'th',
  'video',
]);

/** Media elements without an address show nothing. */
export const NEEDS_SOURCE: ReadonlySet<string> = new Set(['img', 'source']);

export const BLOCKS: ReadonlySet<string> = new Set([
  'blockquote',
  'caption',
  'dd',
  'div',
  'dl',
  'dt',
  'figcaption',
  'figure',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'li',
  'ol',
  'p',
  'pre',
  'ul',
]);

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const closesParagraph = ['p'];
const closesCells = ['td', 'th'];

/**
 * Which open element at the innermost place ends when another begins (HTML's optional end tags). Applied to what was
 * written, so that reading the output again changes nothing.
 */
export const IMPLIED_CLOSE = table<readonly string[]>({
  ...Object.fromEntries([...BLOCKS, 'table'].map((name) => [name, closesParagraph])),
  ...Object.fromEntries(HEADINGS.map((name) => [name, [...HEADINGS, 'p']])),
  li: ['li', 'p'],
  dd: ['dd', 'dt', 'p'],
  dt: ['dd', 'dt', 'p'],
  td: [...closesCells, 'thead'],
  th: closesCells,
  tr: ['tr', ...closesCells],
  tbody: ['thead', 'tbody', 'tr', ...closesCells],
  tfoot: ['thead', 'tbody', 'tr', ...closesCells],
});

/** A Map, because a tag may be called `constructor`. */
function table<V>(entries: Record<string, V>): ReadonlyMap<string, V> {
  return new Map(Object.entries(entries));
}
