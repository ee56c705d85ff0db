import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { address, shape } from '../../../schemas/shape.js';
import { validator } from '../../../schemas/validator.js';
import { canonicalUrl, toHttpUrl, toLinkUrl } from '../../../src/normalize/canonical-url.js';

const BASE = 'http://www.example.gov.cn/a/b/index.html';

describe('one address for one page', () => {
  test.each([
    ['./202611/t20261123_1.html', 'http://www.example.gov.cn/a/b/202611/t20261123_1.html'],
    ['../x.htm#top', 'http://www.example.gov.cn/a/x.htm'],
    ['HTTP://WWW.Example.GOV.cn:80/A', 'http://www.example.gov.cn/A'],
    ['//other.gov.cn/1', 'http://other.gov.cn/1'],
    ['/a?id=3&utm_source=wx&b=2&spm=1.2&from=timeline', 'http://www.example.gov.cn/a?id=3&b=2'],
    ['/a?utm_medium=x', 'http://www.example.gov.cn/a'],
    ['/a;jsessionid=0A1B?id=3', 'http://www.example.gov.cn/a?id=3'],
    [
      '/a?id=3&spm_id_from=333.1&vd_source=ab&share_source=copy&share_medium=web',
      'http://www.example.gov.cn/a?id=3',
    ],
    ['/a?sharer_shareid=1&clicktime=2&enterid=3&id=3&wxfrom=4', 'http://www.example.gov.cn/a?id=3'],
    ['/a?gclid=1&id=3&mtm_source=x&_gl=2', 'http://www.example.gov.cn/a?id=3'],
    ['/a?PHPSESSID=0A1B&id=3&ASPSESSIONIDQQ=1&sessionid=2', 'http://www.example.gov.cn/a?id=3'],
    ['/(S(lit3py55t21z5v55vlm25s55))/show.aspx?id=3', 'http://www.example.gov.cn/show.aspx?id=3'],
    ['/a?UTM_SOURCE=x&JSESSIONID=1&id=3', 'http://www.example.gov.cn/a?id=3'],
    ['/测绘 局.html', 'http://www.example.gov.cn/%E6%B5%8B%E7%BB%98%20%E5%B1%80.html'],
    ['http://user:secret@www.example.gov.cn/', 'http://www.example.gov.cn/'],
    ['/a|b?c={d}&e=100%', 'http://www.example.gov.cn/a%7Cb?c=%7Bd%7D&e=100%25'],
    ['http://[::1]:8080/a', 'http://[::1]:8080/a'],
  ])('%s', (written, expected) => {
    expect(canonicalUrl(written, BASE)).toBe(expected);
  });

  test.each([
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['ftp://a/b'],
    [''],
    ['http://'],
    ['mailto:a@b.cn'],
  ])('is none: %s', (written) => {
    expect(canonicalUrl(written, BASE)).toBeUndefined();
  });

  test('keeps the parameters that name a page, in their order', () => {
    expect(canonicalUrl('/list?b=2&a=1&fromdate=3&page=2')).toBeUndefined();
    expect(canonicalUrl('/list?b=2&a=1&fromdate=3&page=2', BASE)).toBe(
      'http://www.example.gov.cn/list?b=2&a=1&fromdate=3&page=2',
    );
    const named = 'http://www.example.gov.cn/show?id=1&sid=2&uid=3&source=4&scene=5&t=6&fromUser=7&shared=8';
    expect(canonicalUrl(named)).toBe(named);
  });
});

test('mail links may stay in a body', () => {
  expect(toLinkUrl('mailto:a@b.cn')).toBe('mailto:a@b.cn');
  expect(toLinkUrl('tel:010-1')).toBe('tel:010-1');
});

test('whatever is written, the address fits the schema and stays the same when read again', () => {
  const schema = validator(shape({ url: address('address') }));
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })),
      (written) => {
        const url = toHttpUrl(written, BASE);
        if (url === undefined) return;
        expect(schema.check({ url })).toEqual({ ok: true, value: { url } });
        expect(toHttpUrl(url)).toBe(url);
        const canonical = canonicalUrl(written, BASE);
        if (canonical !== undefined) expect(canonicalUrl(canonical)).toBe(canonical);
      },
    ),
    { numRuns: 2000 },
  );
});
