import { resolveUrl } from '../../formats/html-page.js';
import { toText } from '../../formats/json-expression.js';
import { valueAt } from '../../formats/json-path.js';
import type { FetchOptions } from '../../source-adapter.js';
import type { JsonApiOptions } from './options.js';

/** One page of the list, as it is asked for. */
export interface Turn {
  page: number;
  offset: number;
  cursor: string;
  /** The address that the answer before named. */
  link?: string;
}

export function firstTurn({ paging }: JsonApiOptions): Turn {
  return { page: paging?.first ?? 1, offset: 0, cursor: '' };
}

/** The request of a turn; values are escaped for the place where they stand. */
export function toRequest(options: JsonApiOptions, turn: Turn): { url: string; post?: FetchOptions['post'] } {
  if (turn.link !== undefined) return { url: turn.link };
  const { post, paging } = options;
  const isFirst = turn.page === (paging?.first ?? 1);
  const url = fill((isFirst ? undefined : paging?.url) ?? options.url, turn, encodeURIComponent);
  if (post === undefined) return { url };
  const { contentType = 'application/json' } = post;
  const body = fill(post.body, turn, contentType === 'application/json' ? escapeInJson : encodeURIComponent);
  return { url, post: { body, contentType } };
}

function fill(template: string, { page, offset, cursor }: Turn, escape: (text: string) => string): string {
  const values: Readonly<Record<string, string>> = {
    page: String(page),
    offset: String(offset),
    cursor: escape(cursor),
  };
  return template.replace(/\{(page|offset|cursor)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A cursor stands between quotes of the template. */
function escapeInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What an answer says of the next page; undefined on the last, as far as it tells. */
export function nextTurn(
  { paging }: JsonApiOptions,
  turn: Turn,
  { answer, length, url }: { answer: unknown; length: number; url: string },
): Turn | undefined {
  if (paging === undefined || length === 0) return undefined;
  if (paging.more !== undefined && !isYes(valueAt(answer, paging.more))) return undefined;
  const next = { page: turn.page + 1, offset: turn.offset + (paging.size ?? length), cursor: '' };
  if (paging.next !== undefined) {
    const link = resolveUrl(toText(valueAt(answer, paging.next)) ?? 'about:blank', url);
    return link === undefined ? undefined : { ...next, link };
  }
  if (paging.cursor === undefined) return next;
  const cursor = toText(valueAt(answer, paging.cursor));
  return cursor === undefined || cursor === turn.cursor ? undefined : { ...next, cursor };
}

function isYes(value: unknown): boolean {
  const text = typeof value === 'boolean' ? String(value) : toText(value);
  return text !== undefined && !['false', '0', 'no', 'null'].includes(text.toLowerCase());
}
