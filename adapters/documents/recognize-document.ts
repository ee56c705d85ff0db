import { decodeText } from '../formats/decode-text.js';
import { documentError } from './document-error.js';
import type { DocumentInput } from './read-document.js';
import { openContainer, type Parts } from './zip-container.js';

export type RecognizedDocument =
  { format: 'docx' | 'xlsx'; parts: Parts } | { format: 'pdf' } | { format: 'html' };

const ZIP = [0x50, 0x4b];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
/** Readers of PDF accept the mark anywhere in the first kilobyte, and some programs need that. */
const PDF_WITHIN = 1024;
const SNIFFED_BYTES = 4096;
const HTML_TAG = /<(?:!doctype\s+html|html|head|body|meta|div|p|table|h[1-6])[\s/>]/i;
/** An encrypted office document is an OLE file with a stream of this name, in UTF-16. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

/** What the bytes are; names and content types are often wrong. Throws for what we do not read, naming what it is. */
export async function recognizeDocument({ bytes, contentType }: DocumentInput): Promise<RecognizedDocument> {
  if (bytes.byteLength === 0)
    throw documentError('parse-empty', { zh: '文件是空的。', en: 'The file is empty.' });
  if (startsWith(bytes, OLE)) throw oleRefusal(bytes);
  if (startsWith(bytes, ZIP)) return toOffice(await openContainer(bytes));
  if (Buffer.from(bytes.subarray(0, PDF_WITHIN)).includes('%PDF-')) return { format: 'pdf' };
  if (isHtml(bytes, contentType)) return { format: 'html' };
  throw unrecognized({ zh: '无法识别的文件', en: 'This file is of no known format' });
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function isHtml(bytes: Uint8Array, contentType: string | undefined): boolean {
  const head = decodeText(bytes.subarray(0, SNIFFED_BYTES), {
    kind: 'html',
    ...(contentType !== undefined && { contentType }),
  });
  return HTML_TAG.test(head.text);
}

function toOffice(parts: Parts): RecognizedDocument {
  const names = [...parts.keys()].map((name) => name.toLowerCase());
  const has = (part: RegExp) => names.some((name) => part.test(name));
  if (has(/^word\/document\d*\.xml$/)) return { format: 'docx', parts };
  if (has(/^xl\/workbook\d*\.xml$/)) return { format: 'xlsx', parts };
  if (has(/^xl\/workbook\.bin$/))
    throw unrecognized({ zh: '这是 xlsb 工作簿', en: 'This is an xlsb workbook' });
  if (has(/^ppt\//)) throw unrecognized({ zh: '这是演示文稿', en: 'This is a presentation' });
  if (has(/^ofd\.xml$/)) throw unrecognized({ zh: '这是 OFD 版式文件', en: 'This is an OFD document' });
  if (has(/^mimetype$/))
    throw unrecognized({ zh: '这是 OpenDocument 文件', en: 'This is an OpenDocument file' });
  throw unrecognized({ zh: '这是压缩包，不是文档', en: 'This is an archive and no document' });
}

/** Whether an OLE file is an office document behind a password. */
export function isEncryptedOffice(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(ENCRYPTED_STREAM);
}

function oleRefusal(bytes: Uint8Array) {
  if (isEncryptedOffice(bytes))
    return documentError('parse-encrypted', {
      zh: '文档设有打开密码，请取消密码保护后再上传。',
      en: 'The document opens with a password only; take it off and send it again.',
    });
  return unrecognized({
    zh: '这是旧版 Office 格式（doc、xls、wps）',
    en: 'This is an old Office format (doc, xls, wps)',
  });
}

function unrecognized({ zh, en }: { zh: string; en: string }) {
  return documentError('parse-unrecognized', {
    zh: `${zh}；可上传 docx、xlsx、PDF（文字版）或 HTML，请另存后再试。`,
    en: `${en}; save it as docx, xlsx, PDF with text, or HTML.`,
  });
}
