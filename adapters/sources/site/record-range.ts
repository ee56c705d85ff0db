import type { ListRequest } from './site-family.js';

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';
const RANGE = ['startrecord', 'endrecord', 'perpage'] as const;

/** Records of a list, numbered from 1, `end` included. */
export interface RecordRange {
  start: number;
  /** How many to ask for at once. */
  step: number;
  /** Records that the site shows on a page of its own. */
  perPage: number;
  total?: number | undefined;
}

/** Asks for a range by GET, with the parameters in the address, else by POST, which some sites take nothing but. */
export function toRangeRequest(
  proxy: URL,
  range: RecordRange,
  more: Pick<ListRequest, 'shownOn' | 'otherwise'>,
): ListRequest {
  const address = new URL(proxy);
  for (const [name, value] of rangeParameters(range)) address.searchParams.set(name, value);
  const form = new URLSearchParams([...address.searchParams].filter(([name]) => !isRangeName(name)));
  const bare = new URL(`?${new URLSearchParams(rangeParameters(range)).toString()}`, address);
  const about = aboutRange(range);
  const posted = { url: bare.href, post: { body: form.toString(), contentType: FORM }, ...about, ...more };
  return { ...more, ...about, url: address.href, otherwise: posted };
}

/** The range after the one that a request asked for, in the way that it was answered. */
export function toNextRange(answered: ListRequest, range: RecordRange): ListRequest {
  const { post, shownOn } = answered;
  const shown = shownOn === undefined ? {} : { shownOn };
  if (post === undefined) return toRangeRequest(new URL(answered.url), range, shown);
  const address = new URL(answered.url);
  for (const [name, value] of rangeParameters(range)) address.searchParams.set(name, value);
  return { ...shown, ...aboutRange(range), url: address.href, post };
}

/** The range that an address asks for; undefined where it asks by other means. */
export function rangeOf({ url, total }: ListRequest): RecordRange | undefined {
  const { searchParams } = new URL(url);
  const [start, end, perPage] = RANGE.map((name) => Number(searchParams.get(name) ?? NaN));
  if (start === undefined || end === undefined || !(start >= 1) || !(end >= start)) return undefined;
  const step = end - start + 1;
  return { start, step, perPage: perPage !== undefined && perPage > 0 ? perPage : step, total };
}

function rangeParameters({ start, step, perPage, total }: RecordRange): [string, string][] {
  const end = Math.min(start + step - 1, total ?? Infinity);
  return [
    ['startrecord', String(start)],
    ['endrecord', String(end)],
    ['perpage', String(perPage)],
  ];
}

function isRangeName(name: string): boolean {
  return RANGE.some((one) => one === name);
}

function aboutRange({ start, total }: RecordRange): Pick<ListRequest, 'before' | 'total'> {
  return { before: start - 1, ...(total !== undefined && { total }) };
}
