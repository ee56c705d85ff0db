import { cleanField } from './clean-text.js';

const MAX_KEYWORDS = 100;
const MAX_LENGTH = 200;
const SEPARATORS = /[,，;；、|\n]/;

/** 关键词, 主题词: one entry may hold several, parted by signs, or by spaces where they are Chinese words. */
export function toKeywords(fields: readonly string[]): string[] {
  const found = new Set<string>();
  for (const field of fields) {
    for (const part of split(field.slice(0, MAX_KEYWORDS * MAX_LENGTH))) {
      const keyword = cleanField(part, MAX_LENGTH);
      if (keyword !== undefined) found.add(keyword);
      if (found.size === MAX_KEYWORDS) return [...found];
    }
  }
  return [...found];
}

function split(field: string): string[] {
  if (SEPARATORS.test(field)) return field.split(SEPARATORS);
  return /\p{Script=Han}/u.test(field) && !/[a-z]/i.test(field) ? field.split(/\s+/) : [field];
}
