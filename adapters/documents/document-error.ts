import { AppError, type ErrorCode } from '../../schemas/errors.js';

interface DocumentErrorOptions {
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** A refusal of a document as a whole, in both languages: people upload documents, and people must know what to mend. */
export function documentError(
  code: ErrorCode,
  words: { zh: string; en: string },
  options: DocumentErrorOptions = {},
): AppError {
  return new AppError(code, words.en, { ...options, fields: [{ pointer: '', ...words }] });
}
