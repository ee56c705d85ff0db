import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toChangedAt } from '../../../../adapters/formats/changed-at.js';
import { parseLinkHeader } from '../../../../adapters/formats/link-header.js';
import { fitsPathPattern } from '../../../../adapters/formats/path-pattern.js';

describe('fitsPathPattern', () => {
  test.each([
    ['/xwzx/a.html', '/xwzx/*', true],
    ['/xwzx/2026/a.html', '/xwzx/*', false],
    ['/xwzx/2026/a.html', '/xwzx/**', true],
    ['/xwzx/2026/t1_2.html', '/**/t*_*.html', true],
    ['/a', '/?', true],
    ['/ab', '/?', false],
    ['/', '/**', true],
    ['/a/b', '/a?b', false],
    ['/a/b/c', '/a/*/c', true],
    ['/a/b/c/d', '/**/c', false],
    ['/a.html', '/a.htm', false],
    ['/a(b)[c]+$', '/a(b)[c]+$', true],
    ['/aXbXc', '/a*b*c', true],
    ['/abbbc', '/a*bc', true],
  ])('%s against %s: %s', (path, pattern, expected) => {
    expect(fitsPathPattern(path, pattern)).toBe(expected);
  });

  test('agrees with the regular expression that the notation stands for', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 }).map((text) => `/${text}`);
    const pattern = fc
      .string({ unit: fc.constantFrom('a', 'b', '/', '?', '*', '**'), maxLength: 8 })
      .map((text) => `/${text.replace(/\*{3,}/g, '**')}`);
    fc.assert(
      fc.property(path, pattern, (text, wild) => {
        const source = wild.replace(/\*\*|[*?]/g, (sign) =>
          sign === '**' ? '.*' : sign === '*' ? '[^/]*' : '[^/]',
        );
        expect([text, wild, fitsPathPattern(text, wild)]).toEqual([
          text,
          wild,
          new RegExp(`^${source}$`).test(text),
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  test('a pattern made to backtrack takes no longer than the product of both', () => {
    const pattern = `/${'*a'.repeat(90)}b`;
    let answers = 0;
    for (let round = 0; round < 100; round += 1)
      answers += Number(fitsPathPattern(`/${'a'.repeat(3000)}`, pattern));
    expect(answers).toBe(0);
  });
});

describe('toChangedAt', () => {
  test.each([
    ['2026-11-23', '2026-11-23T23:59:59+08:00'],
    ['2026-11-23T09:05:07Z', '2026-11-23T09:05:07Z'],
    ['2026-11-23T09:05+0800', '2026-11-23T09:05:00+08:00'],
    ['2026-11-23 09:05:07.123', '2026-11-23T09:05:07.123+08:00'],
    ['2026-11-23t09:05:07z', '2026-11-23T09:05:07Z'],
    ['2026-13-40', undefined],
    ['2026-11', undefined],
    ['昨天', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (written, expected) => {
    expect(toChangedAt(written)).toBe(expected);
  });
});

describe('parseLinkHeader', () => {
  const base = 'https://a.cn/feed/x.xml';
  test.each([
    ['<https://hub.cn/>; rel="hub"', [['https://hub.cn/', 'hub']]],
    [
      '</self>; rel=self, <https://hub.cn/>; title="a, <b>; rel=no"; rel="HUB other"',
      [
        ['https://a.cn/self', 'self'],
        ['https://hub.cn/', 'hub other'],
      ],
    ],
    ['<a>;rel="x";rel="y"', [['https://a.cn/feed/a', 'x']]],
    ['<javascript:x>; rel=hub', []],
    ['<https://b.cn/>', [['https://b.cn/', '']]],
    ['no link at all', []],
    ['<unclosed; rel=hub', []],
  ])('%s', (header, expected) => {
    expect(parseLinkHeader(header, base).map(({ url, relations }) => [url, relations.join(' ')])).toEqual(
      expected,
    );
  });
});
