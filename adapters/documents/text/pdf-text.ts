import type { DocumentText } from '../../../schemas/file-text.js';
import { documentError } from '../document-error.js';
import { readPdfPages } from '../pdf-pages.js';
import { toLines, toPrintedLines } from '../pdf-lines.js';
import { toParagraphs } from '../pdf-paragraphs.js';
import { TextGatherer } from './text-gatherer.js';

/** Fewer characters than this in the whole file are page numbers on a scan. */
const MIN_CHARACTERS = 4;

/**
 * All text of a PDF: paragraphs put together again, so that a sentence or a number that was broken into two lines is
 * whole, and after them the running heads, which is where classification markings stand.
 */
export async function readPdfText(bytes: Uint8Array): Promise<DocumentText> {
  const { pages, title } = await readPdfPages(bytes);
  const printed = toPrintedLines(pages);
  const characters = printed.reduce((sum, { text }) => sum + text.replace(/\s/g, '').length, 0);
  if (characters < MIN_CHARACTERS)
    throw documentError('parse-no-text', { zh: '没有可提取的文字', en: 'there is no text in it' });
  const lines = toLines(pages);
  const gatherer = new TextGatherer();
  for (const { text } of toParagraphs(lines)) gatherer.add(`${text}\n`);
  const kept = new Set(lines.map(({ text }) => text));
  const heads = new Set(printed.map(({ text }) => text).filter((text) => !kept.has(text)));
  for (const head of heads) gatherer.add(`${head}\n`);
  gatherer.add(title ?? '');
  const speaking = new Set(printed.map(({ page }) => page));
  return gatherer.finish('pdf', { pages: pages.length, silentPages: pages.length - speaking.size });
}
