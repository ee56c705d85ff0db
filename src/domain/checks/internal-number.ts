import { excerptAround, findMatches, type ContentCheck } from './check.js';

// 国测密发〔2009〕5号, 测内函[2010]12号: 密 or 内 as the class of the document, directly before its kind
const INTERNAL =
  /(?:密|内)(?:发|函|字|办|电|传|通)?\s*[〔﹝[［(（【]\s*\d{4}\s*[〕﹞\]］)）】]\s*[-—第]*\s*\d+\s*号/g;

/** 内部文号: numbers of classified and internal documents, which must not be quoted in public. */
export const internalNumber: ContentCheck = {
  name: 'secrecy.internal-number',
  run: (content) =>
    findMatches(content, { pattern: INTERNAL, needs: ['密', '内'] }, (match, field) => ({
      rule: 'secrecy.internal-number',
      severity: 'block',
      field,
      offset: match.index,
      excerpt: excerptAround(match),
      zh: '引用了涉密或内部文件的文号，须经保密审查。',
      en: 'Quotes the number of a classified or internal document; the secrecy review must clear it.',
    })),
};
