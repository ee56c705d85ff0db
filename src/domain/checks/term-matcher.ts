import type { Term } from '../../../schemas/rule.js';

export interface TermMatch {
  term: Term;
  /** Position in the text as it was given, UTF-16 units. */
  offset: number;
  length: number;
}

export type TermMatcher = (text: string) => TermMatch[];

interface Folded {
  codes: Uint16Array;
  /** Position of each code in the original text. */
  offsets: Uint32Array;
}

/** Same letters in another case or width are the same; white space and zero-width marks put between them hide nothing. */
function fold(text: string): Folded {
  const codes = new Uint16Array(text.length);
  const offsets = new Uint32Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = foldCode(text.charCodeAt(at));
    if (code === 0) continue;
    codes[length] = code;
    offsets[length++] = at;
  }
  return { codes: codes.subarray(0, length), offsets: offsets.subarray(0, length) };
}

const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;

/** 0 for what does not count. */
function foldCode(code: number): number {
  if (code >= 0x4e00 && code <= 0x9fff) return code;
  if (code <= SPACE || code === NO_BREAK_SPACE || code === 0x3000 || code === 0xfeff) return 0;
  if (code >= 0x2000 && code <= 0x200f) return 0;
  const half = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
  return half >= 0x41 && half <= 0x5a ? half + 32 : half;
}

interface Entry {
  term: Term;
  codes: Uint16Array;
  exceptions: readonly { codes: Uint16Array; shift: number }[];
}

/**
 * Compiles terms into a matcher. Terms are found by their first two characters: of the pairs in a text hardly any begins
 * a term, so that 20 000 terms cost a look-up a character. Of terms that begin at one place the longest counts.
 */
export function compileTerms(terms: readonly Term[]): TermMatcher {
  const byPair = new Map<number, Entry[]>();
  for (const term of terms) {
    const { codes } = fold(term.term);
    if (codes.length < 2) continue;
    const key = pairOf(codes, 0);
    const entries = byPair.get(key) ?? [];
    entries.push({ term, codes, exceptions: toExceptions(term, codes) });
    byPair.set(key, entries);
  }
  for (const entries of byPair.values()) entries.sort((a, b) => b.codes.length - a.codes.length);
  const mayBegin = toFilter(byPair.keys());
  return (text) => findTerms(byPair, mayBegin, text);
}

function pairOf(codes: Uint16Array, at: number): number {
  return ((codes[at] ?? 0) << 16) | (codes[at + 1] ?? 0);
}

/** A bit for each pair that begins a term; several pairs may share one. */
const FILTER_BITS = 1 << 20;

function toFilter(pairs: Iterable<number>): Uint8Array {
  const filter = new Uint8Array(FILTER_BITS);
  for (const pair of pairs) filter[slotOf(pair)] = 1;
  return filter;
}

function slotOf(pair: number): number {
  return (Math.imul(pair, 0x9e3779b1) >>> 12) & (FILTER_BITS - 1);
}

/** Where inside each right wording the term stands. */
function toExceptions({ except = [] }: Term, codes: Uint16Array): Entry['exceptions'] {
  return except.flatMap((wording) => {
    const folded = fold(wording).codes;
    return [...folded.keys()]
      .filter((shift) => startsAt(folded, shift, codes))
      .map((shift) => ({ codes: folded, shift }));
  });
}

function findTerms(byPair: ReadonlyMap<number, Entry[]>, mayBegin: Uint8Array, text: string): TermMatch[] {
  const { codes, offsets } = fold(text);
  const found: TermMatch[] = [];
  for (let at = 0; at + 1 < codes.length; at++) {
    const pair = pairOf(codes, at);
    if (mayBegin[slotOf(pair)] !== 1) continue;
    const entry = byPair.get(pair)?.find((each) => isHere(codes, at, each));
    if (!entry) continue;
    const offset = offsets[at] ?? 0;
    const last = offsets[at + entry.codes.length - 1] ?? offset;
    found.push({ term: entry.term, offset, length: last - offset + 1 });
    at += entry.codes.length - 1;
  }
  return found;
}

function isHere(codes: Uint16Array, at: number, entry: Entry): boolean {
  return (
    startsAt(codes, at, entry.codes) &&
    !entry.exceptions.some((exception) => startsAt(codes, at - exception.shift, exception.codes))
  );
}

function startsAt(codes: Uint16Array, at: number, wanted: Uint16Array): boolean {
  if (at < 0) return false;
  for (let index = 0; index < wanted.length; index++) if (codes[at + index] !== wanted[index]) return false;
  return true;
}
