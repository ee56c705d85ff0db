import { sentenceAt } from './sentence.js';

export type PersonalNumberRule = 'identity-number' | 'mobile-number' | 'bank-card';

/** A number of a person in running text. Offsets in UTF-16 units. */
export interface PersonalNumber {
  rule: PersonalNumberRule;
  offset: number;
  length: number;
  /** The same characters with the middle digits replaced by asterisks; what parts the digits stays. */
  masked: string;
}

interface Form {
  rule: PersonalNumberRule;
  /** Tried at every digit that begins a run; groups of digits may stand apart by one space or hyphen. */
  pattern: RegExp;
  isReal: (digits: string) => boolean;
  /** Digits left in the clear at either end. Source: masks of DOMAIN.md, `35*************123` and `138****1234`. */
  shown: readonly [head: number, tail: number];
  /** Without one of these words in its sentence it is more likely to be another number. */
  needs?: RegExp;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** ISO 7064 MOD 11-2 over the first 17 digits, as resident identity numbers use it. */
export function isIdentityNumber(text: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return CHECK_CHARACTERS[sum % 11] === text[17]?.toUpperCase();
}

/** Luhn, as bank cards use it. */
export function isCardNumber(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** First two digits of the administrative division (GB/T 2260), 83 for residents of Taiwan, 9 for foreigners. */
const DIVISION = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/;

/** The structure of a resident identity number: division and a day of birth that was one. */
function hasIdentityStructure(digits: string): boolean {
  return DIVISION.test(digits) && isDay(digits.slice(6, 10), digits.slice(10, 12), digits.slice(12, 14));
}

function isDay(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y < 1850 || y > 2099 || m < 1 || m > 12 || d < 1) return false;
  return d <= new Date(Date.UTC(y, m, 0)).getUTCDate();
}

const GAP = '[ -]?';
const digits = (count: number): string => Array<string>(count).fill('\\d').join(GAP);
/** Not inside a longer number, a decimal or a code of letters and digits. */
const begins = (pattern: string, flags = 'g'): RegExp =>
  new RegExp(`(?<![0-9A-Za-z])(?<!\\d\\.)(?=(${pattern})(?!${GAP}[0-9])(?![A-Za-z])(?!\\.\\d))`, flags);
const CARD_WORDS = /卡|账号|帐号|账户|帐户|card|account/i;

const FORMS: readonly Form[] = [
  {
    rule: 'identity-number',
    pattern: begins(`${digits(17)}${GAP}[0-9Xx]`),
    isReal: (text) => hasIdentityStructure(text) && isIdentityNumber(text),
    shown: [2, 3],
  },
  {
    // Issued until 1999: no check digit and a year of two digits, so the words around it must say what it is.
    rule: 'identity-number',
    pattern: begins(digits(15)),
    isReal: (text) =>
      DIVISION.test(text) && isDay(`19${text.slice(6, 8)}`, text.slice(8, 10), text.slice(10, 12)),
    shown: [2, 3],
    needs: /身份证|身份号|证件号|公民身份|identity|ID\s*(?:card|no)/i,
  },
  {
    // 62: UnionPay, 16 to 19 digits; 9558 and 9559: cards of two banks from before it, 19 digits.
    rule: 'bank-card',
    pattern: begins(`(?=6${GAP}2|9${GAP}5${GAP}5${GAP}[89])(?:${[19, 18, 17, 16].map(digits).join('|')})`),
    isReal: (text) =>
      (text.startsWith('62') || text.length === 19) && isCardNumber(text) && !hasIdentityStructure(text),
    shown: [4, 4],
  },
  {
    // Visa, MasterCard, JCB: many a number of 16 digits begins so.
    rule: 'bank-card',
    pattern: begins(`(?=4|5${GAP}[1-5]|3${GAP}5)${digits(16)}`),
    isReal: isCardNumber,
    shown: [4, 4],
    needs: CARD_WORDS,
  },
];

/** 13800001234, 138 0000 1234, 138-0000-1234, +86 13800001234; other groupings are other numbers. */
const MOBILE =
  /(?<![0-9])(?<![0-9][.])(?:(?:\+|00)?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![0-9])(?!\.\d)(?!-\d)/g;

/** As few digits as the shortest of them has, with at most one space or hyphen between two. */
const LONG_ENOUGH = /\d(?:[ -]?\d){10}/;
const WIDE = /[\uff10-\uff19\uff38\uff58\u2010-\u2015\uff0d\u00a0\u3000\u2212]/;
const WIDE_SIGNS = new RegExp(WIDE, 'g');

/** Full-width digits, dashes of every kind and wide spaces as their plain ones; every character stays in its place. */
function toPlainDigits(text: string): string {
  if (!WIDE.test(text)) return text;
  return text.replace(WIDE_SIGNS, (sign) => {
    const code = sign.charCodeAt(0);
    if (code === 0xa0 || code === 0x3000) return ' ';
    return code >= 0xff10 && code <= 0xff58 ? String.fromCharCode(code - 0xfee0) : '-';
  });
}

/**
 * Numbers of persons in a text, in their order, none inside another. `suspicious` finds more: also those whose sentence
 * does not say what they are, for hiding rather than for reporting.
 */
export function findPersonalNumbers(text: string, suspicious = false): PersonalNumber[] {
  const plain = toPlainDigits(text);
  if (!LONG_ENOUGH.test(plain)) return [];
  const found: PersonalNumber[] = [];
  const add = (rule: PersonalNumberRule, offset: number, written: string, shown: Form['shown']): void => {
    if (found.some((other) => offset < other.offset + other.length && other.offset < offset + written.length))
      return;
    const original = text.slice(offset, offset + written.length);
    found.push({ rule, offset, length: written.length, masked: mask(original, shown) });
  };
  for (const { rule, pattern, isReal, shown, needs } of FORMS)
    for (const { 1: written = '', index } of plain.matchAll(pattern)) {
      if (!isReal(written.replace(/[ -]/g, '')) || isInAddress(plain, index)) continue;
      if (suspicious || needs === undefined || needs.test(sentenceAt(plain, index, written.length)))
        add(rule, index, written, shown);
    }
  for (const match of plain.matchAll(MOBILE)) {
    const { 0: whole, 1: written = '', index } = match;
    const offset = index + whole.length - written.length;
    if (!isInAddress(plain, offset)) add('mobile-number', offset, written, [3, 4]);
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** The address of a page is full of numbers, and none of them is anybody's. */
function isInAddress(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - 200), offset);
  return /(?:https?:\/\/|www\.)[^\s\u3000-\uffef\u4e00-\u9fff]*$/i.test(before);
}

const DIGIT = /[0-9Xx\uff10-\uff19\uff38\uff58]/;

function mask(written: string, [head, tail]: Form['shown']): string {
  const signs = Array.from(written);
  const places = signs.flatMap((sign, place) => (DIGIT.test(sign) ? [place] : []));
  const hidden = new Set(places.slice(head, places.length - tail));
  return signs.map((sign, place) => (hidden.has(place) ? '*' : sign)).join('');
}

/** The same text, of the same length, with the middle of every number that could be a person's replaced by asterisks. */
export function maskPersonalNumbers(text: string): string {
  let masked = text;
  for (const { offset, length, masked: hidden } of findPersonalNumbers(text, true))
    masked = `${masked.slice(0, offset)}${hidden}${masked.slice(offset + length)}`;
  return masked;
}
