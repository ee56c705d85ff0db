/** A piece of text as the library places it; origin bottom left, in points. */
export interface PdfItem {
  str: string;
  x: number;
  y: number;
  width: number;
  fontSize: number;
  hasEOL: boolean;
}

/** A printed line. */
export interface PdfLine {
  page: number;
  text: string;
  /** Left and right edge, and the height of the base line. */
  left: number;
  right: number;
  y: number;
  size: number;
}

/** Lines this near to the top or bottom of what a page prints can be running heads. */
const EDGE_LINES = 2;
/** A line that stands at the edge of this share of the pages, page numbers aside, is a running head. */
const RUNNING_SHARE = 0.5;
const MIN_PAGES_FOR_RUNNING = 3;
const PAGE_NUMBER =
  /^(?:[-—–·\s]*\d{1,4}[-—–·\s]*|第?\s*\d{1,4}\s*页?(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*\/\s*\d{1,4}|page\s+\d+(?:\s+of\s+\d+)?)$/i;

/** Items of all pages as printed lines in reading order, without page numbers and running heads. */
export function toLines(pages: readonly (readonly PdfItem[])[]): PdfLine[] {
  const linesByPage = pages.map((items, page) => linesOf(items, page));
  const running = findRunning(linesByPage);
  return linesByPage.flatMap((lines) =>
    lines.filter((line, index) => {
      const isEdge = index < EDGE_LINES || index >= lines.length - EDGE_LINES;
      return !isEdge || !(PAGE_NUMBER.test(line.text) || running.has(patternOf(line.text)));
    }),
  );
}

/** Every printed line, page numbers and running heads included. */
export function toPrintedLines(pages: readonly (readonly PdfItem[])[]): PdfLine[] {
  return pages.flatMap((items, page) => linesOf(items, page));
}

function linesOf(items: readonly PdfItem[], page: number): PdfLine[] {
  const rows: PdfItem[][] = [];
  for (const item of items) {
    if (item.str.trim() === '') continue;
    const row = rows.at(-1);
    if (row !== undefined && isSameRow(row, item)) row.push(item);
    else rows.push([item]);
  }
  return rows.map((row) => toLine(row, page)).filter(({ text }) => text !== '');
}

/** On the same base line, give or take a superscript, and not back at the left: that is another column. */
function isSameRow(row: readonly PdfItem[], item: PdfItem): boolean {
  const last = row.at(-1);
  if (last === undefined) return false;
  const tolerance = Math.max(last.fontSize, item.fontSize, 1) * 0.5;
  return Math.abs(last.y - item.y) <= tolerance && item.x >= last.x - tolerance;
}

function toLine(row: readonly PdfItem[], page: number): PdfLine {
  const [first] = row;
  const sizes = row.map(({ fontSize }) => fontSize);
  return {
    page,
    text: textOf(row),
    left: Math.min(...row.map(({ x }) => x)),
    right: Math.max(...row.map(({ x, width }) => x + width)),
    y: first?.y ?? 0,
    size: Math.max(...sizes),
  };
}

/** Programs place words, not spaces: a gap wider than a quarter of a character is one, between Latin words at least. */
function textOf(row: readonly PdfItem[]): string {
  let text = '';
  let end: number | undefined;
  for (const { str, x, width, fontSize } of row) {
    const isGap = end !== undefined && x - end > fontSize * 0.25;
    const isWide = end !== undefined && x - end > fontSize * 1.5;
    const isLatin = /[\x21-\x7e]$/.test(text) && /^[\x21-\x7e]/.test(str);
    text += isWide || (isGap && isLatin) ? ` ${str}` : str;
    end = x + width;
  }
  return foldCompatibility(text).replace(/\s+/g, ' ').trim();
}

/**
 * Fonts hand out look-alikes: Kangxi radicals for characters, ligatures for letters, and compatibility ideographs. NFKC
 * puts them right. Applied to everything it would also turn ，：（） into their ASCII forms and m² into m2.
 */
function foldCompatibility(text: string): string {
  return text.replace(/[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\u{2f800}-\u{2fa1f}]/gu, (sign) =>
    sign.normalize('NFKC'),
  );
}

function findRunning(pages: readonly (readonly PdfLine[])[]): Set<string> {
  if (pages.length < MIN_PAGES_FOR_RUNNING) return new Set();
  const seen = new Map<string, number>();
  for (const lines of pages) {
    const edges = [...lines.slice(0, EDGE_LINES), ...lines.slice(-EDGE_LINES)];
    for (const pattern of new Set(edges.map(({ text }) => patternOf(text))))
      seen.set(pattern, (seen.get(pattern) ?? 0) + 1);
  }
  return new Set(
    [...seen].flatMap(([pattern, count]) =>
      count >= Math.max(pages.length * RUNNING_SHARE, 3) ? [pattern] : [],
    ),
  );
}

/** Running heads differ in their numbers only. */
function patternOf(text: string): string {
  return text.replace(/\d+/g, '#').slice(0, 120);
}
