import { ERROR_CODES, type AppError, type ErrorCode } from '../../schemas/errors.js';
import type { Problem } from '../../schemas/requests.js';
import { PROBLEM_TITLES } from './problem-titles.js';
import type { Language } from './words.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Codes whose message and details speak of our own machinery: they go to the log, never to a caller. */

const PRIVATE_CODES: ReadonlySet<ErrorCode> = new Set([
  'internal',
  'configuration-invalid',
  'schema-too-new',
  'service-unavailable',
  'lease-lost',
]);

export function isPrivate(code: ErrorCode): boolean {
  return PRIVATE_CODES.has(code);
}

export function problemType(code: ErrorCode): string {
  return `urn:baosong:problem:${code}`;
}

/** Most wrong fields that one answer lists: a hostile body must not be answered at ten times its size. */
const MAX_LISTED_FIELDS = 100;

/** RFC 9457 problem details of an error, in the language asked for; `instance` is the request id. */
export function toProblem(error: AppError, language: Language, requestId: string): Problem {
  const errors = listedFields(error).map((field) => ({ pointer: field.pointer, detail: field[language] }));
  return {
    type: problemType(error.code),
    title: PROBLEM_TITLES[error.code].title[language],
    status: ERROR_CODES[error.code].status,
    code: error.code,
    detail: detailOf(error, language),
    instance: requestId,
    ...(errors.length > 0 && { errors }),
    ...(hasPublicDetails(error) && { details: error.details }),
  };
}

/** A field error at the root of anything but a validated body is the detail already, not a list of one. */
function listedFields(error: AppError): AppError['fields'] {
  const isDetail = error.code !== 'validation-failed' && rootText(error) !== undefined;
  return isDetail ? [] : error.fields.slice(0, MAX_LISTED_FIELDS);
}

function rootText(error: AppError): AppError['fields'][number] | undefined {
  const [first] = error.fields;
  return error.fields.length === 1 && first?.pointer === '' ? first : undefined;
}

/** Use cases write their messages in English: a Chinese reader gets the Chinese advice first, the message after it. */
function detailOf(error: AppError, language: Language): string {
  const root = rootText(error);
  if (root) return root[language];
  const advice = PROBLEM_TITLES[error.code].advice[language];
  if (isPrivate(error.code) || error.fields.length > 0) return advice;
  return language === 'en' ? error.message : `${advice}（${error.message}）`;
}

/** A text written for callers comes with facts meant for them. */
function hasPublicDetails(error: AppError): boolean {
  const forCallers = !isPrivate(error.code) || rootText(error) !== undefined;
  return forCallers && Object.keys(error.details).length > 0;
}
