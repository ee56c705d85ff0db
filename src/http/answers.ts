import type { AppError } from '../../schemas/errors.js';
import { DEFAULT_PAGE_LIMIT } from '../../schemas/queries.js';
import type { PageRequest, StoredAnswer } from './api-dependencies.js';
import { refusal, type Words } from './words.js';

export function ok(body: unknown): StoredAnswer {
  return { status: 200, body };
}

export function created(body: unknown): StoredAnswer {
  return { status: 201, body };
}

export function accepted(body: unknown): StoredAnswer {
  return { status: 202, body };
}

export const noContent: StoredAnswer = { status: 204, body: undefined };

/** The thing looked up, or `not-found` naming what was looked for. */
export function found<T>(thing: T | undefined, what: Words, id: string): T {
  if (thing !== undefined) return thing;
  throw noSuch(what, id);
}

function noSuch(what: Words, id: string): AppError {
  const shown = id.slice(0, 300);
  return refusal('not-found', { zh: `没有${what.zh} ${shown}。`, en: `There is no ${what.en} ${shown}.` });
}

export function pageRequest(query: { cursor?: string; limit?: number }): PageRequest {
  const limit = query.limit ?? DEFAULT_PAGE_LIMIT;
  return query.cursor === undefined ? { limit } : { limit, cursor: query.cursor };
}
