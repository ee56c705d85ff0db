import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { areTwoArticles, haveOtherNumbers, isAnotherArticle } from '../../../src/domain/same-article.js';
import { someArticle } from '../../support/linked-feed.js';

const article = (number: number, fields: { url?: string; title?: string; bodyText?: string } = {}) => {
  const { title, text } = someArticle(number);
  return { title, bodyText: text, ...fields };
};

describe('another article', () => {
  const one = article(1);
  const longer = { ...one, bodyText: `${one.bodyText}会议还通报了其他事项。` };
  const rows: [name: string, other: typeof one, another: boolean][] = [
    ['itself', one, false],
    ['a longer version', longer, false],
    ['an excerpt', { ...one, bodyText: one.bodyText.slice(0, 60) }, false],
    ['the same text under another title', { ...one, title: '关于成果汇交工作的情况通报' }, false],
    ['a rewritten text under the same title', { ...article(2), title: one.title }, false],
    ['the same title with other punctuation', { ...article(2), title: `“${one.title}”` }, false],
    ['another title and text', article(2), true],
    ['another title, and no text to tell by', { title: article(2).title, bodyText: '' }, true],
  ];
  test.each(rows)('%s', (_name, other, another) => {
    expect([isAnotherArticle(one, other), isAnotherArticle(other, one)]).toEqual([another, another]);
  });

  test('is never what one article becomes when up to a tenth of its text is edited', () => {
    const edited = fc.tuple(fc.nat(500), fc.array(fc.nat(159), { maxLength: 16 }));
    fc.assert(
      fc.property(edited, ([number, places]) => {
        const before = article(number, { title: '旧标题' });
        const text = Array.from(before.bodyText)
          .map((character, i) => (places.includes(i) ? '改' : character))
          .join('');
        expect(isAnotherArticle(before, { title: '全新的名称', bodyText: text })).toBe(false);
      }),
    );
  });

  test('is every other of many', () => {
    for (let i = 0; i < 60; i++) {
      for (let j = i + 1; j < 60; j++) {
        const [a, b] = [article(i, { title: `${i}` }), article(j, { title: `${j}` })];
        expect([i, j, isAnotherArticle(a, b)]).toEqual([i, j, true]);
      }
    }
  });
});

describe('side by side in one listing', () => {
  const bulletin = (number: string, url?: string) => ({
    title: `地震信息通报第${number}期`,
    bodyText: `本期通报第${number}次观测结果，各站运行正常，未见异常。`,
    ...(url !== undefined && { url }),
  });
  const rows: [
    name: string,
    one: ReturnType<typeof bulletin>,
    other: ReturnType<typeof bulletin>,
    two: boolean,
  ][] = [
    ['the same twice', bulletin('3'), bulletin('3'), false],
    ['one article in two columns', bulletin('3', 'http://a.cn/1'), bulletin('3', 'http://a.cn/2'), false],
    [
      'two of a series at two addresses',
      bulletin('3', 'http://a.cn/1'),
      bulletin('4', 'http://a.cn/2'),
      true,
    ],
    ['two of a series at one address', bulletin('3', 'http://a.cn/'), bulletin('4', 'http://a.cn/'), true],
    ['two of a series counted in Chinese', bulletin('三'), bulletin('十二'), true],
    [
      'one under a decorated title',
      bulletin('3'),
      { ...bulletin('3'), title: '[图文]地震信息通报第3期' },
      false,
    ],
  ];
  test.each(rows)('%s', (_name, one, other, two) => {
    expect([areTwoArticles(one, other), areTwoArticles(other, one)]).toEqual([two, two]);
  });

  test('numbers of titles are compared as written', () => {
    expect(haveOtherNumbers(bulletin('12'), bulletin('21'))).toBe(true);
    expect(haveOtherNumbers(bulletin('12'), { ...bulletin('12'), title: '通报（第12期）' })).toBe(false);
  });
});
