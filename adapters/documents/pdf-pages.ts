import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { documentError } from './document-error.js';
import type { PdfItem } from './pdf-lines.js';

const require = createRequire(import.meta.url);

const MAX_PAGES = 500;

/** Chinese fonts that are not embedded name their encoding (GBK-EUC-H, UniGB-UCS2-H) and leave its table to the reader. */
const CHARACTER_MAPS = join(dirname(require.resolve('pdfjs-dist/package.json')), `cmaps${sep}`);

/**
 * The pieces of text of each page, as they are placed. Throws `parse-encrypted`, `parse-malformed` or `parse-too-large`.
 * The library is loaded here, so that a process that reads no PDF never holds it.
 */
export async function readPdfPages(
  bytes: Uint8Array,
): Promise<{ pages: PdfItem[][]; title: string | undefined }> {
  const { extractTextItems, getDocumentProxy, getMeta } = await import('unpdf');
  try {
    // The library takes the buffer for itself; ours may still be needed.
    const pdf = await getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      stopAtErrors: false,
      cMapPacked: true,
      cMapUrl: CHARACTER_MAPS,
    });
    if (pdf.numPages > MAX_PAGES) throw tooManyPages();
    const { items } = await extractTextItems(pdf);
    const { info } = await getMeta(pdf);
    await pdf.destroy();
    const title: unknown = info.Title;
    return { pages: items, title: typeof title === 'string' ? title : undefined };
  } catch (error) {
    throw toRefusal(error);
  }
}

function toRefusal(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AppError') return error;
  if (name === 'PasswordException')
    return documentError(
      'parse-encrypted',
      {
        zh: 'PDF 设有打开密码，请取消密码保护后再上传。',
        en: 'The PDF opens with a password only; take it off and send it again.',
      },
      { cause: error },
    );
  return documentError(
    'parse-malformed',
    { zh: 'PDF 文件已损坏或不完整。', en: 'The PDF is damaged or incomplete.' },
    { cause: error },
  );
}

function tooManyPages() {
  return documentError(
    'parse-too-large',
    { zh: `PDF 的页数超过 ${MAX_PAGES}。`, en: `The PDF has more than ${MAX_PAGES} pages.` },
    { details: { limit: MAX_PAGES } },
  );
}
