import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toHttpUrl } from '../../src/normalize/canonical-url.js';
import { fuzzRun } from './fuzz-run.js';
import { hostileBytes, readSeeds } from './mutated.js';
import { expectDate, expectUrl, readers } from './targets.js';

const corpus = readSeeds('fuzz/corpus', /\.(?:xml|json|html)$/);
const feeds = [...readSeeds('fixtures/feed', /\.in\./), ...corpus];
const pages = [
  ...readSeeds('fixtures/site', /\.in\./),
  ...readSeeds('fixtures/site/pages', /\.html$/),
  ...corpus,
];

/** Usual number of inputs, and what they are made of. */
const PLANS: [reader: string, seeds: readonly Buffer[], runs: number][] = [
  ['a feed', feeds, 400],
  ['an article', pages, 250],
  ['a list', pages, 250],
  ['text', [...feeds, ...pages], 400],
];

describe.each(PLANS)('reading %s', (name, seeds, runs) => {
  const read =
    readers[name] ??
    (() => {
      throw new Error(`no reader is called ${name}`);
    });

  test('gives what is right or says why not, whatever the bytes', () => {
    fc.assert(fc.property(hostileBytes(seeds), read), fuzzRun(runs));
  });

  test('gives what is right or says why not, wherever it is cut off', () => {
    for (const seed of seeds) {
      const step = Math.max(1, Math.floor(seed.length / 25));
      for (let end = 0; end < seed.length; end += step) read(seed.subarray(0, end));
    }
  });
});

test('a date is read as one of the years we know, the same when read again, or not at all', () => {
  const piece = fc.constantFrom(
    ...[
      '2026',
      '26',
      '11',
      '23',
      '9',
      '05',
      '24',
      '60',
      '99',
      '-',
      '/',
      '.',
      ':',
      ' ',
      'T',
      'Z',
      '+08:00',
      '-0500',
      ',',
    ],
    ...[
      '年',
      '月',
      '日',
      '时',
      '分',
      '秒',
      '上午',
      '下午',
      '星期一',
      '周二',
      '今天',
      '昨天',
      '前',
      '二〇',
      '十',
      '〇',
    ],
    ...[
      'Mon,',
      'Nov',
      'November',
      '十一月',
      'août',
      'GMT',
      'CST',
      'EST',
      'PM',
      'a.m.',
      'Asia/Shanghai',
      'W48',
      '２０',
      '：',
    ],
    ...['년', '월', '일', '오후', '1795395900', '/Date(', ')/', 'at', 'x'],
  );
  const dateLike = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(fc.oneof(dateLike, fc.string({ unit: 'binary' })), expectDate), fuzzRun(3000));
});

test('an address becomes one of the web, the same when read again, or none', () => {
  const piece = fc.constantFrom(
    ...[
      'http:',
      'https:',
      'HTTP://',
      '//',
      '/',
      '\\',
      '?',
      '#',
      '@',
      ':',
      '%',
      '%zz',
      '%00',
      '&',
      '=',
      '.',
      '..',
      ';',
    ],
    ...[
      'a.cn',
      '测绘.中国',
      '127.0.0.1',
      '0x7f.1',
      '[::1]',
      '2130706433',
      '80',
      'utm_source=x',
      'jsessionid=1',
      'spm=',
    ],
    ...[
      'javascript:',
      'data:',
      'mailto:',
      'user',
      ' ',
      '\t',
      '\n',
      '\0',
      '\u202e',
      '\ud800',
      '[',
      ']',
      '|',
      '^',
      '`',
      '"',
    ],
  );
  const address = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
  const base = fc.constantFrom(undefined, 'http://www.example.gov.cn/a/b?c#d', 'not an address');
  const property = fc.property(fc.oneof(address, fc.webUrl(), fc.string()), base, (written, from) => {
    expectUrl(written, from);
    const url = toHttpUrl(written, from);
    if (url !== undefined) expect(url).not.toMatch(/[\s"<>\\^`{|}]/);
  });
  fc.assert(property, fuzzRun(3000));
});
