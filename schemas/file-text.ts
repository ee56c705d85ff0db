import { Type, type Static } from 'typebox';
import { Sha256 } from './media.js';
import { count, instant, longText, oneOf, optional, shape, text } from './shape.js';

export const TEXT_FORMATS = ['docx', 'xlsx', 'pptx', 'ofd', 'pdf', 'html', 'text'] as const;
export const TextFormat = oneOf(TEXT_FORMATS, 'what the bytes turned out to be');
export type TextFormat = Static<typeof TextFormat>;

/** What the text of a document is, as far as it can be taken out of it. */
export const DocumentText = shape(
  {
    format: TextFormat,
    text: longText('all of its text, headers, footers, notes and hidden sheets included'),
    shortened: optional(Type.Boolean({ description: 'there was more text than is kept' })),
    pages: optional(count('pages, where the format has them')),
    silentPages: optional(count('of these, pages without any text: blank, or scanned')),
  },
  '文档文字 text of a document',
);
export type DocumentText = Static<typeof DocumentText>;

/** Why no text could be taken out of a file. */
export const TextProblem = shape(
  {
    code: text('parse-…, or internal where the reader failed', 100),
    zh: optional(text('more about it, a phrase in Chinese', 200)),
    en: optional(text('more about it, a phrase in English', 200)),
  },
  '无法读取的原因 why a file could not be read',
);
export type TextProblem = Static<typeof TextProblem>;

/** The text of a stored file, under the hash of its bytes: the same file is read once, whichever items name it. */
export const FileText = shape(
  {
    sha256: Sha256,
    reader: count('version of our reader: what an older one read is read again'),
    readAt: instant('last reading'),
    attempts: count('readings so far; one that failed by circumstance is tried again'),
    document: optional(DocumentText),
    problem: optional(TextProblem),
  },
  '文件文字 text of a stored file',
);
export type FileText = Static<typeof FileText>;
