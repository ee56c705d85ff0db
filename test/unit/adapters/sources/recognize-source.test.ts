import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { recognizeSource } from '../../../../adapters/sources/recognize-source.js';
import { validator } from '../../../../schemas/validator.js';
import { packageRoot } from '../../../../src/package-root.js';
import { documentOf } from './site-in-memory.js';

const fixture = (path: string) => readFileSync(join(packageRoot, 'test', 'fixtures', path));
const claim = (url: string, file: string) => recognizeSource(documentOf(url, fixture(file)))[0];

describe('a family is recognised from any of its pages, with lists to register', () => {
  test.each<[string, string, string, string[]]>([
    ['trs', 'http://x.gov.cn/tzgg/', 'trs/site/list.html', ['http://x.gov.cn/tzgg/']],
    [
      'trs',
      'http://x.gov.cn/tzgg/202611/t20261120_311.html',
      'trs/site/quality.html',
      ['http://x.gov.cn/tzgg/'],
    ],
    [
      'jpage',
      'http://x.gov.cn/col/col4584/index.html',
      'jpage/site/column.html',
      ['http://x.gov.cn/col/col4584/index.html'],
    ],
    [
      'jpage',
      'http://x.gov.cn/art/2026/11/20/art_4584_1.html',
      'jpage/site/map.html',
      ['http://x.gov.cn/col/col4584/index.html'],
    ],
    [
      'jpage',
      'http://x.gov.cn/module/web/jpage/dataproxy.jsp?page=1',
      'jpage/site/records-3.xml',
      ['http://x.gov.cn/module/web/jpage/dataproxy.jsp?page=1'],
    ],
    [
      'jpaas',
      'http://x.gov.cn/gzdt/index.html',
      'jpaas/site/column.html',
      ['http://x.gov.cn/gzdt/index.html'],
    ],
    [
      'jpaas',
      'http://x.gov.cn/api-gateway/jpaas-publish-server/front/page/build/unit?a=1',
      'jpaas/site/unit-1.json',
      ['http://x.gov.cn/api-gateway/jpaas-publish-server/front/page/build/unit?a=1'],
    ],
    [
      'jpaas',
      'http://x.gov.cn/gzdt/art/2026/art_9f52b7fdcc874cc7bc3438f2c99d073b.html',
      'jpaas/site/drone.html',
      ['http://x.gov.cn/gzdt/index.html'],
    ],
    ['boda', 'http://x.gov.cn/xwzx/tzgg.htm', 'boda/site/list.htm', ['http://x.gov.cn/xwzx/tzgg.htm']],
    [
      'boda',
      'http://x.gov.cn/info/1021/5946.htm',
      'boda/site/education.htm',
      ['http://x.gov.cn/xwzx/tzgg.htm'],
    ],
    ['gkmlpt', 'http://x.gov.cn/gkmlpt/index', 'gkmlpt/site/index.html', ['http://x.gov.cn/gkmlpt/index']],
    [
      'gkmlpt',
      'http://x.gov.cn/gkmlpt/api/all/0?page=1&sid=7',
      'gkmlpt/site/page-1.json',
      ['http://x.gov.cn/gkmlpt/api/all/0?page=1&sid=7'],
    ],
    [
      'govcn',
      'https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json',
      'govcn/site/list.json',
      ['https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json'],
    ],
    [
      'govcn',
      'https://www.gov.cn/zhengce/202611/content_7000002.htm',
      'govcn/site/draft.html',
      ['https://www.gov.cn/zhengce/zuixin/'],
    ],
    ['site', 'http://x.gov.cn/dt/', 'site/pages/common-list.html', ['http://x.gov.cn/dt/']],
  ])('%s from %s', (name, url, file, listUrls) => {
    const found = claim(url, file);
    expect(found?.adapter.name).toBe(name);
    expect(found?.options).toEqual({ listUrls });
    expect(found?.evidence.length).toBeGreaterThan(0);
    if (name === 'site') expect(found?.confidence).toBeLessThan(0.8);
    else expect(found?.confidence).toBeGreaterThan(0.6);
  });
});

test('a home page offers the columns that it links to, each once, without articles and other sites', () => {
  const home = `<html><head><meta name="SiteName" content="局"></head><body>
    <a href="/tzgg/">通知公告</a><a href="/tzgg/#more">通知公告</a><a href="./gzdt/">工作 动态</a><a href="http://other.example.com/">政策法规</a>
    <ul><li><a href="/tzgg/202611/t20261120_1.html">通知</a></li><li><a href="/tzgg/202611/t20261120_2.html">关于检查的通知</a></li>
    <li><a href="/tzgg/202611/t20261120_3.html">关于放假的通知</a></li></ul></body></html>`;
  const [found] = recognizeSource(documentOf('http://x.gov.cn/', home));
  expect(found?.adapter.name).toBe('trs');
  expect(found?.options).toEqual({ listUrls: ['http://x.gov.cn/tzgg/', 'http://x.gov.cn/gzdt/'] });
});

test('a page that says nothing is claimed by the generic site, and hardly', () => {
  const claims = recognizeSource(documentOf('http://x.gov.cn/a', '<html><body><p>欢迎</p></body></html>'));
  expect(claims.filter(({ confidence }) => confidence >= 0.3)).toEqual([]);
  expect(claims.map(({ adapter }) => adapter.name)).toContain('site');
});

test.each([
  ['nothing', ''],
  ['words', '404 not found'],
  ['other JSON', '{"articles":"none","data":[]}'],
  ['broken JSON', '{"articles":['],
])('%s is of no family of sites', (_what, body) => {
  const names = recognizeSource(documentOf('http://x.gov.cn/a', body)).map(({ adapter }) => adapter.name);
  expect(
    names.filter((name) => ['site', 'trs', 'jpage', 'jpaas', 'boda', 'gkmlpt', 'govcn'].includes(name)),
  ).toEqual([]);
});

test('an address that is none is of no family, and does no harm', () => {
  expect(recognizeSource(documentOf('not an address', '<html><body><p>x</p></body></html>'))).toEqual([]);
});

test('whatever the bytes, claims are in order, between 0 and 1, and fit the options of their family', () => {
  const files = [
    'trs/site/list.html',
    'jpage/site/column.html',
    'jpaas/site/column.html',
    'boda/site/list.htm',
    'govcn/site/list.json',
    'gkmlpt/site/index.html',
  ];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true })).map(([file, part]) => {
      const body = fixture(file);
      return Uint8Array.from(body.subarray(0, Math.floor(body.length * part)));
    }),
  );
  fc.assert(
    fc.property(
      bytes,
      fc.constantFrom('http://x.gov.cn/', 'http://x.gov.cn/a/t20261120_1.html', 'https://www.gov.cn/b/'),
      (body, url) => {
        const claims = recognizeSource(documentOf(url, body));
        const confidences = claims.map(({ confidence }) => confidence);
        expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
        for (const { adapter, confidence, options } of claims) {
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThanOrEqual(1);
          expect(validator<TSchema>(adapter.optionsSchema).check(options).ok).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});
