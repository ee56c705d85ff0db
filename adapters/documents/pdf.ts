import { documentError } from './document-error.js';
import { toDocumentEntry } from './document-entry.js';
import { readDocumentHead, type DocumentHints } from './document-head.js';
import { toLines } from './pdf-lines.js';
import { readPdfPages } from './pdf-pages.js';
import { toParagraphs } from './pdf-paragraphs.js';
import type { Article } from './read-document.js';

const MAX_CHARACTERS = 2_000_000;
/** Fewer characters than this in the whole file are page numbers on a scan. */
const MIN_CHARACTERS = 4;

/**
 * The text of a PDF as one article: lines put together again into paragraphs, running heads and page numbers left out.
 * Throws `parse-encrypted`, `parse-malformed`, `parse-too-large`, or `parse-no-text` for a scan.
 */
export async function readPdf(bytes: Uint8Array, hints: DocumentHints): Promise<Article> {
  const { pages, title } = await readPdfPages(bytes);
  const lines = toLines(pages);
  const characters = lines.reduce((sum, { text }) => sum + text.replace(/\s/g, '').length, 0);
  if (characters < MIN_CHARACTERS) throw noText(pages.length);
  if (characters > MAX_CHARACTERS) throw tooLarge();
  const paragraphs = toParagraphs(lines);
  const head = readDocumentHead(paragraphs, { ...hints, title });
  const body = paragraphs.filter((_, index) => !head.dropped.has(index)).map(({ text }) => text);
  return {
    kind: 'article',
    format: 'pdf',
    entry: toDocumentEntry(head, { body: body.join('\n'), bodyFormat: 'text' }),
    embedded: [],
  };
}

function noText(pages: number) {
  return documentError(
    'parse-no-text',
    {
      zh: `PDF 共 ${pages} 页，没有可提取的文字，可能是扫描件；请上传文字版 PDF 或 docx。`,
      en: `The PDF has ${pages} pages and no text to take out, a scan perhaps; send a PDF with text, or docx.`,
    },
    { details: { pages } },
  );
}

function tooLarge() {
  return documentError(
    'parse-too-large',
    {
      zh: `PDF 的文字超过 ${MAX_CHARACTERS}。`,
      en: `The PDF has more than ${MAX_CHARACTERS} characters.`,
    },
    { details: { limit: MAX_CHARACTERS } },
  );
}
