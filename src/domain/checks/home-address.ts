import { excerptOf, textsOf, type ContentCheck } from './check.js';
import { sentenceAt } from './sentence.js';

// 家庭住址：…, 家住…; and door numbers inside a building: …3栋2单元501室. An office gives a street and a number. Patterns
// begin with what is rare: one that began with any character would try every place of a text.
const LABELLED =
  /(?:家庭(?:住址|地址)|户籍(?:所在)?地址|现住址?|住址|家住)\s*[:：为是]?\s*([\u4e00-\u9fff\d]{2,40}?(?:号|室|栋|幢|组|户))(?:\d{1,3}单元)?(?:\d{1,5}[室号户])?/g;
const DOOR = /\d{1,4}(?:栋|幢|号楼|座)(?:\d{1,3}单元)?\d{2,5}(?:室|号|户)/g;
const NEEDS_LABELLED = ['住', '户籍', '家庭地址'];
const NEEDS_DOOR = ['栋', '幢', '号楼', '座'];
/** Rooms of offices have doors as well. */
const OFFICE = /办公|会议室|窗口|大厅|邮编|报名|报到|现场|开标|投标|办事|地点|咨询|受理|接待/;
/** In public an address ends here. Source: DOMAIN.md, home address below street level. */
const STREET = /^[^]*(?:街道|大街|大道|[路街巷镇乡村])/;

export interface HomeAddress {
  offset: number;
  length: number;
  /** The same characters, what lies below the street replaced by asterisks. */
  masked: string;
}

/** Home addresses below the level of the street, in their order, none inside another. */
export function findHomeAddresses(text: string): HomeAddress[] {
  const has = (words: readonly string[]): boolean => words.some((word) => text.includes(word));
  const labelled = has(NEEDS_LABELLED) ? [...text.matchAll(LABELLED)].map(toLabelled) : [];
  const doors = has(NEEDS_DOOR) ? [...text.matchAll(DOOR)].flatMap((match) => toDoor(match, labelled)) : [];
  return [...labelled, ...doors].sort((a, b) => a.offset - b.offset);
}

function toLabelled({ 0: whole, 1: address = '', index }: RegExpExecArray): HomeAddress {
  const label = whole.indexOf(address);
  const street = STREET.exec(whole.slice(label))?.[0].length ?? 0;
  const shown = label + street;
  return {
    offset: index,
    length: whole.length,
    masked: whole.slice(0, shown) + '*'.repeat(whole.length - shown),
  };
}

function toDoor(match: RegExpExecArray, labelled: readonly HomeAddress[]): HomeAddress[] {
  const { 0: whole, index, input } = match;
  if (labelled.some(({ offset, length }) => index >= offset && index < offset + length)) return [];
  if (OFFICE.test(sentenceAt(input, index, whole.length))) return [];
  return [{ offset: index, length: whole.length, masked: '*'.repeat(whole.length) }];
}

/** 家庭住址: addresses below the level of the street. */
export const homeAddress: ContentCheck = {
  name: 'personal-data.address',
  run: (content) =>
    textsOf(content).flatMap(({ field, text }) => {
      const found = findHomeAddresses(text);
      const hidden = found.length === 0 ? text : hide(text, found);
      return found.map(({ offset, length }) => ({
        rule: 'personal-data.address',
        severity: 'warn' as const,
        field,
        offset,
        excerpt: excerptOf(hidden, offset, length),
        zh: '疑似含家庭住址，公开时只到街道一级。',
        en: 'Seems to hold a home address; in public it ends at the street.',
      }));
    }),
};

function hide(text: string, addresses: readonly HomeAddress[]): string {
  let end = 0;
  const pieces = addresses.flatMap(({ offset, length, masked }) => {
    const before = text.slice(end, offset);
    end = offset + length;
    return [before, masked];
  });
  return [...pieces, text.slice(end)].join('');
}
