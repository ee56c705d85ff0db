import type { RawEntry } from '../../schemas/raw-entry.js';
import type { DocumentHints } from './document-head.js';
import type { Sheet } from './sheet.js';

/** The formats that are read; what bytes are is told by `recognizeDocument`. */
export const DOCUMENT_FORMATS = ['docx', 'xlsx', 'pdf', 'html'] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/** A document as it came: what the sender says of it is a hint, the bytes decide. */
export interface DocumentInput {
  bytes: Uint8Array;
  fileName?: string;
  contentType?: string;
  /** Address it came from: what relative addresses of an HTML document resolve against. */
  url?: string;
}

/** A picture that came inside the document. The body shows it as `<img src="embedded:<sha256>">`. */
export interface EmbeddedFile {
  sha256: string;
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

export interface Article {
  kind: 'article';
  format: Exclude<DocumentFormat, 'xlsx'>;
  entry: RawEntry;
  embedded: EmbeddedFile[];
}

/** What became of one document: one article, or a batch sheet of many. Made of plain data: it crosses processes. */
export type ReadDocument = Article | { kind: 'sheet'; sheet: Sheet };

/** Reads one document; each format loads its own library. Throws AppError (`parse-…`) saying what is wrong with the file. */
export async function readDocument(input: DocumentInput): Promise<ReadDocument> {
  const { recognizeDocument } = await import('./recognize-document.js');
  const recognized = await recognizeDocument(input);
  const hints: DocumentHints = { fileName: input.fileName };
  switch (recognized.format) {
    case 'docx': {
      const { readDocx } = await import('./docx.js');
      return readDocx(recognized.parts, hints);
    }
    case 'xlsx': {
      const { readXlsx } = await import('./xlsx.js');
      return { kind: 'sheet', sheet: readXlsx(recognized.parts) };
    }
    case 'pdf': {
      const { readPdf } = await import('./pdf.js');
      return readPdf(input.bytes, hints);
    }
    case 'html': {
      const { readHtml } = await import('./html.js');
      return readHtml(input);
    }
  }
}
