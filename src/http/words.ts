import { AppError, type AppErrorOptions, type ErrorCode } from '../../schemas/errors.js';

export type Language = 'zh' | 'en';

/** One text for people in both languages. */
export type Words = Readonly<Record<Language, string>>;

/**
 * A refusal that speaks of the request as a whole: its words become the problem's `detail` (a field error at the root
 * pointer is how an `AppError` carries a text in both languages).
 */
export function refusal(code: ErrorCode, words: Words, options: AppErrorOptions = {}): AppError {
  return new AppError(code, words.en, { ...options, fields: [{ pointer: '', ...words }] });
}
