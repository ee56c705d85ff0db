import { parseNumeralDigits, NUMERAL_SIGNS } from './chinese-numerals.js';
import { cleanText } from './clean-text.js';

/** 发文字号 as the page wrote it, and in normal form. */
export interface DocumentNumber {
  text: string;
  normal: string;
}

const OPEN = '〔\\[﹝（(【［〈{';
const CLOSE = '〕\\]﹞）)】］〉}';
const YEAR = `(?<year>\\d{4}|[${NUMERAL_SIGNS}]{4})`;
const SERIAL = String.raw`第?\s*(?<serial>\d{1,6})\s*号`;

// 国办发〔2017〕47号, 国测图字[2009]2号, 〔2024〕—2 号
const BRACKETED = String.raw`(?<issuer>[\u4e00-\u9fff]{0,20})\s*[${OPEN}]\s*${YEAR}\s*年?\s*[${CLOSE}]\s*[—–\-－]*\s*${SERIAL}`;
// 通告2017年第4号
const BY_YEAR = String.raw`(?<issuer>[\u4e00-\u9fff]{0,30}?)\s*${YEAR}\s*年\s*第\s*(?<serial>\d{1,6})\s*号`;
// 第321号, 国务院令第321号
const DECREE = String.raw`(?<issuer>[\u4e00-\u9fff]{0,30}?)\s*第\s*(?<serial>\d{1,6})\s*号`;

const IN_FIELD = [BRACKETED, BY_YEAR, DECREE].map((form) => new RegExp(form));
const WHOLE_LINE = [BRACKETED, BY_YEAR].map((form) => new RegExp(`^[（(]?${form}[）)]?$`));

/** Lines of a body in which a document carries its own number; further down it quotes those of others. */
const HEAD_LINES = 8;
const MAX_LINE_LENGTH = 60;

/** Reads a labelled 发文字号 field; undefined where it holds no number. */
export function parseDocumentNumber(field: string): DocumentNumber | undefined {
  const text = cleanText(field);
  const ascii = toHalfWidthDigits(text);
  for (const form of IN_FIELD) {
    const match = form.exec(ascii);
    if (match !== null)
      return { text: text.slice(match.index, match.index + match[0].length), normal: normalForm(match) };
  }
  return undefined;
}

/** Finds the number that stands on a line of its own at the head of a document: bracketed or by year, never just 第…号. */
export function findDocumentNumber(bodyText: string): DocumentNumber | undefined {
  const lines = bodyText.slice(0, 4000).split('\n', HEAD_LINES);
  for (const line of lines) {
    const text = cleanText(line);
    if (text.length > MAX_LINE_LENGTH) continue;
    const ascii = toHalfWidthDigits(text);
    const match = WHOLE_LINE.map((form) => form.exec(ascii)).find((found) => found !== null);
    if (match?.groups?.issuer) return { text, normal: normalForm(match) };
  }
  return undefined;
}

function normalForm(match: RegExpExecArray): string {
  const { issuer = '', year, serial = '' } = match.groups ?? {};
  const number = String(Number(serial));
  if (year === undefined) return `${issuer}第${number}号`;
  const digits = /^\d/.test(year) ? year : String(parseNumeralDigits(year) ?? year);
  const bracketed = new RegExp(`[${OPEN}]\\s*${year}`).test(match[0]);
  return bracketed ? `${issuer}〔${digits}〕${number}号` : `${issuer}${digits}年第${number}号`;
}

/** One UTF-16 unit for one, so that places stay the same. */
function toHalfWidthDigits(text: string): string {
  return text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
}
