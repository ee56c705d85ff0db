/** The signs that typists use for zero: ideographs, circles, letters. */
const ZEROS = '〇○零◯ＯOo０0';
const ONES = '一二三四五六七八九';

/** The signs that dates in Chinese numerals are written with. */
export const NUMERAL_SIGNS = ZEROS + ONES;

/** `二〇〇七` digit by digit. */
export function parseNumeralDigits(text: string): number | undefined {
  let value = 0;
  for (const sign of text) {
    const digit = ZEROS.includes(sign) ? 0 : ONES.indexOf(sign) + 1;
    if (digit === 0 && !ZEROS.includes(sign)) return undefined;
    value = value * 10 + digit;
  }
  return text === '' ? undefined : value;
}

/** A month or day: `九`, `十`, `十一`, `二十`, `二十三`, also digit by digit `二三`; below 100. */
export function parseNumeral(text: string): number | undefined {
  const ten = text.indexOf('十');
  if (ten < 0) return parseNumeralDigits(text);
  const tens = ten === 0 ? 1 : parseNumeralDigits(text.slice(0, ten));
  const ones = ten === text.length - 1 ? 0 : parseNumeralDigits(text.slice(ten + 1));
  return tens === undefined || ones === undefined ? undefined : tens * 10 + ones;
}
