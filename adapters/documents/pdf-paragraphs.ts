import type { DocumentLine } from './document-head.js';
import type { PdfLine } from './pdf-lines.js';

/** In characters of the line's own size. */
const INDENT = 1.2;
const SHORT_OF_MARGIN = 2.5;
/** A line farther away than this, in heights of text, begins something new. */
const WIDE_GAP = 2.4;
/** Share of the widest line from which a line counts as full. */
const FULL_LINE = 0.7;

interface Measure {
  left: number;
  right: number;
  size: number;
}

/**
 * Printed lines as paragraphs: a line that ends well before the right margin ends its paragraph, one that is set in, in
 * another size or farther away begins the next. Titles keep to themselves, so that the head can be read from them.
 */
export function toParagraphs(lines: readonly PdfLine[]): DocumentLine[] {
  const measure = measureText(lines);
  const paragraphs: PdfLine[][] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && goesOn(before, line, measure)) last.push(line);
    else paragraphs.push([line]);
  }
  return paragraphs.map((paragraph) => toDocumentLine(paragraph, measure));
}

/** The text block: edges that many lines share, and the commonest size by characters. */
function measureText(lines: readonly PdfLine[]): Measure {
  const size = commonest(lines, ({ size: one }) => Math.round(one * 2) / 2) || 12;
  const text = lines.filter((line) => Math.abs(line.size - size) < 1);
  const widest = text.reduce((most, { left, right }) => Math.max(most, right - left), 0);
  // Lines that fill the measure show where it ends; a signature or a page mark may reach beyond.
  const full = text.filter(({ left, right }) => right - left > widest * FULL_LINE);
  const rights = full.map(({ right }) => right).sort((a, b) => a - b);
  return {
    left: commonest(text, ({ left }) => Math.round(left)),
    // Not the outermost: a table may stick out.
    right: rights[Math.floor(rights.length * 0.9)] ?? 0,
    size,
  };
}

function commonest(lines: readonly PdfLine[], valueOf: (line: PdfLine) => number): number {
  const weights = new Map<number, number>();
  for (const line of lines) weights.set(valueOf(line), (weights.get(valueOf(line)) ?? 0) + line.text.length);
  return [...weights].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}

function goesOn(before: PdfLine, line: PdfLine, measure: Measure): boolean {
  if (Math.abs(before.size - line.size) > 1) return false;
  if (isCentred(line, measure) || isCentred(before, measure)) return false;
  const reachesMargin = before.right > measure.right - measure.size * SHORT_OF_MARGIN;
  const isSetIn = line.left > measure.left + measure.size * INDENT;
  const isNear = before.page !== line.page || before.y - line.y < measure.size * WIDE_GAP;
  return reachesMargin && !isSetIn && isNear;
}

/** Short of both margins by about as much; the first line of a paragraph is short on one side only. */
function isCentred({ left, right, size }: PdfLine, measure: Measure): boolean {
  const before = left - measure.left;
  const after = measure.right - right;
  return before > size * 2.5 && after > size * 2.5 && Math.abs(before - after) < size * 3;
}

function toDocumentLine(paragraph: readonly PdfLine[], measure: Measure): DocumentLine {
  const [first] = paragraph;
  const text = joinLines(paragraph.map((line) => line.text));
  if (first === undefined) return { text };
  const isShort = first.right - first.left < (measure.right - measure.left) * 0.6;
  return {
    text,
    isCentred: paragraph.length === 1 && isCentred(first, measure),
    isRight:
      isShort &&
      first.right > measure.right - measure.size * 6 &&
      first.left > measure.left + measure.size * 8,
    isStrong: first.size > measure.size + 1,
  };
}

/** Chinese runs on; Latin words are parted by a space, and put together where a hyphen parts one. */
function joinLines(lines: readonly string[]): string {
  return lines.reduce((joined, line) => {
    if (/[A-Za-z]-$/.test(joined) && /^[a-z]/.test(line)) return joined.slice(0, -1) + line;
    const isLatin = /[\x21-\x7e]$/.test(joined) && /^[\x21-\x7e]/.test(line);
    return `${joined}${joined !== '' && isLatin ? ' ' : ''}${line}`;
  }, '');
}
