import type { DocumentText } from '../../../schemas/file-text.js';
import { decodeText } from '../../formats/decode-text.js';
import { documentError } from '../document-error.js';
import type { DocumentInput } from '../read-document.js';
import { isEncryptedOffice } from '../recognize-document.js';
import { openContainer, type Parts } from '../zip-container.js';

const ZIP = [0x50, 0x4b];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
/** Readers of PDF accept the mark anywhere in the first kilobyte, and some programs need that. */
const PDF_WITHIN = 1024;
const SNIFFED_BYTES = 4096;
const HTML_TAG = /<(?:!doctype\s+html|html|head|body|meta|div|p|table|h[1-6])[\s/>]/i;
/** What no text holds, whatever its charset (WHATWG MIME Sniffing, "binary data byte"). */
const BINARY = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/**
 * All text of a file that people may open: for rules that look for what must not be published, not for reading. Unlike
 * `readDocument` it leaves nothing out and asks for no shape. Throws AppError (`parse-…`) with a phrase that says why
 * there is none.
 */
export async function readDocumentText(input: DocumentInput): Promise<DocumentText> {
  const { bytes } = input;
  if (bytes.byteLength === 0) throw refusal('parse-empty', '是空的', 'is empty');
  if (startsWith(bytes, OLE))
    throw isEncryptedOffice(bytes)
      ? refusal('parse-encrypted', '设有打开密码', 'opens with a password only')
      : refusal('parse-unrecognized', '旧版 Office 格式（doc、xls、ppt、wps）', 'an old Office format');
  if (startsWith(bytes, ZIP)) return readPackage(await openContainer(bytes));
  if (Buffer.from(bytes.subarray(0, PDF_WITHIN)).includes('%PDF-')) {
    const { readPdfText } = await import('./pdf-text.js');
    return readPdfText(bytes);
  }
  return readText(input);
}

/** Each format loads its own reader. */
async function readPackage(parts: Parts): Promise<DocumentText> {
  const names = [...parts.keys()].map((name) => name.toLowerCase());
  const has = (part: RegExp) => names.some((name) => part.test(name));
  if (has(/^word\/document\d*\.xml$/)) return (await import('./docx-text.js')).readDocxText(parts);
  if (has(/^xl\/workbook\d*\.xml$/)) return (await import('./xlsx-text.js')).readXlsxText(parts);
  if (has(/^ppt\/presentation\d*\.xml$/)) return (await import('./pptx-text.js')).readPptxText(parts);
  if (has(/^ofd\.xml$/)) return (await import('./ofd-text.js')).readOfdText(parts);
  if (has(/^mimetype$/)) throw refusal('parse-unrecognized', 'OpenDocument 格式', 'OpenDocument');
  throw refusal('parse-unrecognized', '压缩包', 'an archive');
}

async function readText(input: DocumentInput): Promise<DocumentText> {
  const head = decodeText(input.bytes.subarray(0, SNIFFED_BYTES), { kind: 'html' }).text;
  if (BINARY.test(head)) throw refusal('parse-unrecognized', '未知格式', 'an unknown format');
  if (head.startsWith('{\\rtf')) throw refusal('parse-unrecognized', 'RTF 格式', 'RTF');
  const { readHtmlText, readPlainText } = await import('./plain-text.js');
  return HTML_TAG.test(head) ? readHtmlText(input) : readPlainText(input);
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function refusal(code: 'parse-empty' | 'parse-encrypted' | 'parse-unrecognized', zh: string, en: string) {
  return documentError(code, { zh, en });
}
