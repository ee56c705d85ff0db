import { describe, expect, test } from '@jest/globals';
import { siteAdapter } from '../../../../adapters/sources/site.js';
import { trsAdapter } from '../../../../adapters/sources/trs.js';
import { article, collectFrom, type Answer } from './site-in-memory.js';

const LIST = 'http://chj.lingxi.gov.cn/tzgg/';
const link = (n: number) =>
  `<li><a href="./202611/t20261120_${n}.html">第${n}篇文章的标题</a><span>2026-11-20</span></li>`;
const url = (n: number) => `${LIST}202611/t20261120_${n}.html`;
const list = (numbers: number[], script = '') =>
  `<html><body><ul>${numbers.map(link).join('')}</ul><script>${script}</script></body></html>`;
const articles = (...numbers: number[]): Record<string, Answer> =>
  Object.fromEntries(numbers.map((n) => [url(n), article(`第${n}篇文章的标题`)]));
const twoPages = (rest: Record<string, Answer> = {}) => ({
  [LIST]: list([1, 2], 'createPageHTML(2,0,"index","html")'),
  [`${LIST}index_1.html`]: list([3], 'createPageHTML(2,1,"index","html")'),
  ...articles(1, 2, 3),
  ...rest,
});
const collect = (answers: Record<string, Answer>, options: object = {}) =>
  collectFrom(trsAdapter, { listUrls: [LIST], ...options }, answers);

describe('a walk that read every page of every list', () => {
  test('says so on the last page only', async () => {
    const { collected } = await collect(twoPages());
    const listings = collected.filter(({ type }) => type === 'listing');
    expect(listings.map((one) => ('complete' in one ? one.complete : undefined))).toEqual([undefined, true]);
  });

  test('is complete also where articles could not be read, since they are named all the same', async () => {
    const { complete, urls } = await collect(twoPages({ [url(2)]: 500 }));
    expect(complete).toBe(true);
    expect(urls('named')).toEqual([url(2)]);
  });

  test.each<[string, Record<string, Answer>, object]>([
    ['by the number of pages', twoPages(), { maxPages: 1 }],
    ['by the number of articles', twoPages(), { maxArticles: 2 }],
    ['within a page', twoPages(), { maxArticles: 1 }],
    ['by a page that failed', twoPages({ [`${LIST}index_1.html`]: 500 }), {}],
    ['by a page that is gone', twoPages({ [`${LIST}index_1.html`]: 404 }), {}],
    [
      'by a page without entries',
      twoPages({ [`${LIST}index_1.html`]: '<html><body><p>维护中</p></body></html>' }),
      {},
    ],
    ['by a page that repeats the one before', twoPages({ [`${LIST}index_1.html`]: list([1, 2]) }), {}],
    ['at the door', { [LIST]: '<html><body><p>维护中</p></body></html>' }, {}],
    ['by another list that failed', twoPages(), { listUrls: ['http://chj.lingxi.gov.cn/none/', LIST] }],
  ])('is not what was cut %s', async (_how, answers, options) => {
    const { complete, error } = await collect(answers, options);
    expect(error).toBeUndefined();
    expect(complete).toBe(false);
  });

  test('of two lists is complete with the second', async () => {
    const other = 'http://chj.lingxi.gov.cn/gzdt/';
    const { collected } = await collect(
      twoPages({ [other]: list([7]).replace('./2026', '/tzgg/2026'), ...articles(7) }),
      {
        listUrls: [LIST, other],
      },
    );
    const listings = collected.flatMap((one) => (one.type === 'listing' ? [[one.url, one.complete]] : []));
    expect(listings).toEqual([
      [LIST, undefined],
      [`${LIST}index_1.html`, undefined],
      [other, true],
    ]);
  });
});

describe('every article of a list is told of', () => {
  test('by name where it is as it was, or could not be read, or is beyond what may be read', async () => {
    const { urls } = await collect(twoPages({ [url(1)]: 'unchanged' }), { maxArticles: 1 });
    expect(urls('named')).toEqual([url(1), url(2)]);
    expect(urls('entry')).toEqual([]);
  });

  test.each([404, 410] as const)(
    'as gone where its address answers %i, and as a problem too',
    async (status) => {
      const { collected, urls } = await collect(twoPages({ [url(1)]: status }));
      expect(collected).toContainEqual({ type: 'gone', url: url(1), status });
      expect(urls('problem')).toEqual([url(1)]);
      expect(urls('named')).toEqual([]);
    },
  );

  test('not as gone where the site refuses', async () => {
    const { urls } = await collect(twoPages({ [url(1)]: 403 }));
    expect(urls('gone')).toEqual([]);
    expect(urls('named')).toEqual([url(1)]);
  });

  test('once, however many lists and pages name it', async () => {
    const answers = twoPages({ [`${LIST}index_1.html`]: list([2, 3], 'createPageHTML(2,1,"index","html")') });
    const { urls, asked } = await collect(answers);
    expect(urls('entry')).toEqual([url(1), url(2), url(3)]);
    expect(asked.filter((address) => address === url(2))).toHaveLength(1);
  });
});

describe('the pages of a TRS list', () => {
  test.each([
    ['createPageHTML(3,0,"index","shtml");', ['index_1.shtml', 'index_2.shtml']],
    ["createPageHTML('page_div',3,0,'index','html');", ['index_1.html', 'index_2.html']],
    ['var total = 3; createPageHTML(total, 1, "list", "htm");', ['list_2.htm']],
    [
      'var countPage = 3; var currentPage = 0; document.write("<a href=\\"index_" + n + ".htm\\">")',
      ['index_1.html', 'index_2.html'],
    ],
    ['var countPage = 2//共几页\nvar currentPage = 0\nvar a = "list_"+(i)+".shtml";', ['list_1.shtml']],
    ['function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}', []],
    ['createPageHTML(1,0,"index","html");', []],
    ['createPageHTML(unknown,0,"index","html");', []],
  ])('are those that %s counts', async (script, names) => {
    const { asked } = await collect({ [LIST]: list([1], script), ...articles(1) }, { maxPages: 2 });
    const next = names.slice(0, 1).map((name) => LIST + name);
    expect(asked.filter((address) => address !== LIST && address !== url(1))).toEqual(next);
  });

  test('are at most a thousand, whatever the script says', async () => {
    const { asked } = await collectFrom(
      trsAdapter,
      { listUrls: [LIST], maxPages: 1000, maxArticles: 10_000 },
      (address) => {
        if (!/\/(?:index_(\d+)\.html)?$/.test(address)) return undefined;
        const n = Number(/index_(\d+)/.exec(address)?.[1] ?? 0);
        return list([5000 + n], 'createPageHTML(999999,0,"index","html")');
      },
    );
    expect(asked.filter((address) => address.includes('index_')).length).toBe(999);
  });
});

test('a link that turns out to be a file is an item with an attachment', async () => {
  const file = 'http://chj.lingxi.gov.cn/down/11111.html';
  const { collected } = await collectFrom(
    siteAdapter,
    { listUrls: [LIST] },
    {
      [LIST]: `<ul><li><a href="${file}">测绘成果目录（文件）</a><span>2026-11-20</span></li></ul>`,
      [file]: '%PDF-1.4',
    },
  );
  const title = '测绘成果目录（文件）';
  expect(collected[1]).toEqual({
    type: 'entry',
    entry: {
      ...{ url: file, baseUrl: file, title, publishedAtText: '2026-11-20', fetchedFrom: file },
      attachments: [{ url: file, title }],
    },
  });
});
