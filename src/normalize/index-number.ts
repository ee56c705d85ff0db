import { cleanField } from './clean-text.js';

/** 组织机构代码(9)/年(4)-流水号(5), as the disclosure catalogue defines it. */
const OFFICIAL = /([0-9A-Z]{8})-?([0-9A-Z])\s*\/\s*(\d{4})\s*-\s*(\d{5})/i;
const MAX_LENGTH = 100;

/**
 * 索引号: the official form is spelled alike whatever the page does with case, full-width signs and spaces; an index of
 * another scheme (issued once, never changed) stays as written. Without a digit it is no index.
 */
export function toIndexNumber(field: string | undefined): string | undefined {
  const text = cleanField(field, MAX_LENGTH)?.normalize('NFKC');
  if (text === undefined || !/\d/.test(text)) return undefined;
  const official = OFFICIAL.exec(text);
  if (official === null) return text.slice(0, MAX_LENGTH);
  const [, code = '', check = '', year = '', serial = ''] = official;
  return `${code}${check}/${year}-${serial}`.toUpperCase();
}
