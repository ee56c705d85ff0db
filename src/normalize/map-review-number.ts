import { cleanText } from './clean-text.js';

/** A 审图号 and where it stands in the text. */
export interface MapReviewNumber {
  number: string;
  offset: number;
}

// GS(2016)1663号, GS京(2022)0001号, 京S(2022)001号, 国审字(2008)第123号; brackets of every width
const NUMBER =
  /(?:(?:GS\s*[\u4e00-\u9fff]?|[\u4e00-\u9fff]S|[\u4e00-\u9fff]审字|国审字)\s*[(（〔[［]\s*\d{4}\s*[)）〕\]］]\s*第?\s*\d{1,6}\s*号)/gi;

/** All 审图号 of a text, brackets half-width, spaces dropped. */
export function findMapReviewNumbers(text: string): MapReviewNumber[] {
  return [...text.matchAll(NUMBER)].map((match) => ({
    number: normalForm(match[0]),
    offset: match.index,
  }));
}

function normalForm(text: string): string {
  return cleanText(text)
    .replace(/\s/g, '')
    .replace(/[（〔[［]/g, '(')
    .replace(/[）〕\]］]/g, ')')
    .toUpperCase();
}
