import { createMarkTest } from './html-mark.js';
import { elementsWithin, isElement, shortText, type HtmlElement, type HtmlParent } from './html-text.js';
import {
  cleanValue,
  fieldOfLabel,
  parseLabelledText,
  type LabelledField,
  type LabelledValues,
} from './labelled-text.js';

const isLine = createMarkTest(
  ...['td', 'th', 'dt', 'dd', 'li', 'p', 'div', 'span', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...['font', 'label', 'em', 'i', 'b', 'strong', 'center', 'small'],
);
/** Furniture of the site: its dates and sources are not the article's. */
const isFurniture = createMarkTest(
  ...['nav', 'header', 'footer', 'aside', '.nav', '.header', '.footer', '.foot', '.copyright'],
  ...['#header', '#footer', '#foot', '.related', '.crumb', '.breadcrumb'],
);
const isDateElement = createMarkTest(
  ...[
    '.pages-date',
    '.pubtime',
    '.pub-time',
    '.publish-time',
    '.article-time',
    '.time',
    '.date',
    'time',
    '#pubtime',
  ],
);
const isDatedLine = createMarkTest('div', 'p', 'span', 'td', 'h5', 'h6', 'font');
const MAX_LINE = 400;
const MAX_VALUE = 500;
const MAX_LABEL = 12;
/** Date with a four-figure year, as it stands unlabelled under a title. */
const FULL_DATE = /\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?:\s*日)?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?/;

/**
 * What a page says of its article beside the body: tables `<td><b>索引号：</b></td><td>…</td>`, lists, and lines such as
 * `发布时间：… 来源：…`. Each value as written; the first mention counts. `body` is not looked into: a text may quote labels.
 */
export function readMetadata(root: HtmlParent, body: readonly HtmlElement[]): LabelledValues {
  const isBody = new Set(body);
  const values: LabelledValues = {};
  for (const element of elementsWithin(root, (one) => isBody.has(one) || isFurniture(one))) {
    const text = isLine(element) ? shortText(element, MAX_LINE) : undefined;
    if (text === undefined || text === '') continue;
    for (const [field, value] of Object.entries(readElement(element, text)) as [LabelledField, string][])
      values[field] ??= value;
  }
  return values;
}

function readElement(element: HtmlElement, text: string): LabelledValues {
  const field = text.length <= MAX_LABEL ? fieldOfLabel(text) : undefined;
  if (field === undefined) return /[:：]/.test(text) ? parseLabelledText(text) : {};
  const value = field === 'ignored' ? undefined : valueBeside(element);
  return field === 'ignored' || value === undefined ? {} : { [field]: value };
}

/** The value of a label that fills an element: what the next element holds. */
function valueBeside(element: HtmlElement): string | undefined {
  let next = element.next;
  while (next !== null && !isElement(next)) next = next.next;
  const text = next === null ? undefined : shortText(next, MAX_VALUE);
  return text === undefined || fieldOfLabel(text) !== undefined ? undefined : cleanValue(text);
}

/** A date without a label, where pages put it: in an element named for it, else the first short line that is dated. */
export function findUnlabelledDate(root: HtmlParent, body: readonly HtmlElement[]): string | undefined {
  const isBody = new Set(body);
  // Entries of lists are other articles.
  const elements = elementsWithin(root, (one) => isBody.has(one) || one.name === 'li' || isFurniture(one));
  return firstDate(elements.filter(isDateElement)) ?? firstDate(elements.filter(isDatedLine));
}

function firstDate(elements: readonly HtmlElement[]): string | undefined {
  for (const element of elements) {
    const text = shortText(element, 80);
    const date = text === undefined ? undefined : FULL_DATE.exec(text)?.[0];
    if (date !== undefined) return date;
  }
  return undefined;
}
