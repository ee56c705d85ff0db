import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readSitemap } from '../../../../adapters/sources/sitemap/read-sitemap.js';
import { sitemapAdapter } from '../../../../adapters/sources/sitemap.js';
import type { FetchedDocument } from '../../../../adapters/source-adapter.js';
import { AppError } from '../../../../schemas/errors.js';
import { articlePage, collectFrom, httpError, REMEMBERED, UNCHANGED, type Pages } from './collect-from.js';

const SITE = 'https://www.example.gov.cn';
const MAP = `${SITE}/sitemap.xml`;
const NS = 'http://www.sitemaps.org/schemas/sitemap/0.9';

const urlset = (...urls: string[]) => `<?xml version="1.0"?><urlset xmlns="${NS}">${urls.join('')}</urlset>`;
const entry = (path: string, lastmod?: string) =>
  `<url><loc>${SITE}${path}</loc>${lastmod === undefined ? '' : `<lastmod>${lastmod}</lastmod>`}</url>`;
const index = (...paths: string[]) =>
  `<sitemapindex xmlns="${NS}">${paths.map((path) => `<sitemap><loc>${SITE}${path}</loc></sitemap>`).join('')}</sitemapindex>`;
const map = (body: string | Uint8Array, url = MAP): FetchedDocument => ({
  ...{ url, requestedUrl: url, status: 200, headers: {} },
  body: Buffer.from(body),
});
const urlsOf = (body: string | Uint8Array) => readSitemap(map(body)).pages.map(({ url }) => url);

describe('reading a sitemap', () => {
  test.each([
    [
      'entities in an address',
      urlset('<url><loc>https://a.cn/?a=1&amp;b=2</loc></url>'),
      'https://a.cn/?a=1&b=2',
    ],
    [
      'CDATA and white space',
      urlset('<url><loc>\n <![CDATA[https://a.cn/x]]> </loc></url>'),
      'https://a.cn/x',
    ],
    [
      'a prefix of its own',
      `<s:urlset xmlns:s="${NS}"><s:url><s:loc>https://a.cn/p</s:loc></s:url></s:urlset>`,
      'https://a.cn/p',
    ],
    ['no namespace at all', '<urlset><url><loc>https://a.cn/n</loc></url></urlset>', 'https://a.cn/n'],
    [
      'an address of another vocabulary first',
      urlset('<url><x:loc>https://a.cn/no</x:loc><loc>https://a.cn/yes</loc></url>'),
      'https://a.cn/yes',
    ],
    [
      'an address of an image alone',
      urlset(
        '<url><image:image><image:loc>https://a.cn/i.jpg</image:loc></image:image><loc>https://a.cn/m</loc></url>',
      ),
      'https://a.cn/m',
    ],
    [
      'entries that nobody closed',
      '<urlset><url><loc>https://a.cn/1</loc><url><loc>https://a.cn/2</loc></url></urlset>',
      'https://a.cn/1 https://a.cn/2',
    ],
    [
      'an address that is none',
      urlset('<url><loc>javascript:x</loc></url><url><loc>ftp://a.cn/</loc></url><url><loc></loc></url>'),
      '',
    ],
    [
      'plain text',
      '\ufeffhttps://a.cn/1\r\nnot an address\r\n\r\nhttps://a.cn/2\n',
      'https://a.cn/1 https://a.cn/2',
    ],
    ['gzip', gzipSync(urlset(entry('/a.html'))), `${SITE}/a.html`],
    [
      'entities that a DTD declares, which stay as they are',
      '<!DOCTYPE urlset [<!ENTITY e "x">]><urlset><url><loc>https://a.cn/&e;</loc></url></urlset>',
      'https://a.cn/&e;',
    ],
  ])('%s', (_what, body, expected) => {
    expect(urlsOf(body).join(' ')).toBe(expected);
  });

  test.each([
    ['a feed', '<rss><channel/></rss>', 'parse-unrecognized'],
    ['a page', '<!doctype html><html></html>', 'parse-unrecognized'],
    ['words', '404 页面不存在', 'parse-unrecognized'],
    ['nothing', ' ', 'parse-empty'],
    ['damaged gzip', Buffer.from('1f8b0800000000000003ffff', 'hex'), 'parse-malformed'],
    ['too deep a nesting', `<urlset>${'<url>'.repeat(2)}${'<a>'.repeat(100)}`, 'parse-too-deep'],
  ])('%s is no sitemap', (_what, body, code) => {
    expect(() => readSitemap(map(body))).toThrow(expect.objectContaining({ code }));
  });

  test('a gzip bomb is refused without being inflated', () => {
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024, ' '));
    expect(() => readSitemap(map(bomb))).toThrow(expect.objectContaining({ code: 'parse-too-large' }));
  });

  test('a document cut inside an entry gives the complete ones and says so', () => {
    const cut = urlset(entry('/1.html'), entry('/2.html')).slice(0, -30);
    expect(readSitemap(map(cut))).toMatchObject({ truncated: true, pages: [{ url: `${SITE}/1.html` }] });
    expect(readSitemap(map(urlset(entry('/1.html')))).truncated).toBe(false);
  });

  test('more than 50 000 addresses are capped', () => {
    const many = `<urlset>${'<url><loc>https://a.cn/</loc></url>'.repeat(50_001)}</urlset>`;
    const sitemap = readSitemap(map(many));
    expect([sitemap.capped, sitemap.pages.length]).toEqual([true, 50_000]);
  });
});

const articles: Pages = Object.fromEntries(
  ['a', 'b', 'c', 'd'].map((name) => [`${SITE}/xw/${name}.html`, articlePage(`新闻${name}`)]),
);
const collect = (pages: Pages, options: object = {}) =>
  collectFrom(sitemapAdapter, { url: MAP, ...options }, { ...articles, ...pages });
const titles = (collected: object[]) =>
  collected.flatMap((one) => ('entry' in one ? [(one.entry as { title: string }).title] : []));

describe('collecting by sitemap', () => {
  test('reads the latest first, each conditionally and with its date of change', async () => {
    const { collected, asked } = await collect({
      [MAP]: urlset(
        entry('/xw/a.html'),
        entry('/xw/b.html', '2026-11-01'),
        entry('/xw/c.html', '2026-11-20T08:00:00Z'),
      ),
    });
    expect(titles(collected)).toEqual(['新闻c', '新闻b', '新闻a']);
    expect(asked.slice(1).map(({ options }) => options)).toEqual([
      { conditional: true, changedAt: '2026-11-20T08:00:00Z' },
      { conditional: true, changedAt: '2026-11-01T23:59:59+08:00' },
      { conditional: true },
    ]);
    expect(collected[0]).toEqual({ type: 'listing', url: MAP, unchanged: false, entries: 3, complete: true });
    expect(collected[1]).toMatchObject({ entry: { fetchedFrom: `${SITE}/xw/c.html` } });
  });

  test('an unchanged sitemap is a listing and nothing else', async () => {
    const { collected, asked } = await collect({ [MAP]: UNCHANGED });
    expect(collected).toEqual([{ type: 'listing', url: MAP, unchanged: true, entries: 0 }]);
    expect(asked).toHaveLength(1);
  });

  test('what was read before costs nothing of the limit; what is left over is named, and the sitemap read again', async () => {
    const dated = ['a', 'b', 'c', 'd'].map((name, at) => entry(`/xw/${name}.html`, `2026-11-0${9 - at}`));
    const { collected } = await collect(
      { [MAP]: urlset(...dated), [`${SITE}/xw/a.html`]: REMEMBERED, [`${SITE}/xw/b.html`]: UNCHANGED },
      { maxArticles: 2 },
    );
    expect(titles(collected)).toEqual(['新闻c']);
    expect(
      collected.filter(({ type }) => type === 'named').map((one) => ('url' in one ? one.url : '')),
    ).toEqual([`${SITE}/xw/a.html`, `${SITE}/xw/b.html`, `${SITE}/xw/d.html`]);
    expect(collected.at(-1)).toEqual({ type: 'unfinished', url: MAP });
  });

  test('a sitemap whose entries are all dated and read needs no second look', async () => {
    const { collected } = await collect({ [MAP]: urlset(entry('/xw/a.html', '2026-11-01')) });
    expect(collected.map(({ type }) => type)).toEqual(['listing', 'entry']);
  });

  test('an index is followed, its sitemaps each conditionally, and read again next time', async () => {
    const { collected, asked } = await collect({
      [MAP]: index('/1.xml', '/2.xml.gz', '/1.xml'),
      [`${SITE}/1.xml`]: urlset(entry('/xw/a.html', '2026-11-01')),
      [`${SITE}/2.xml.gz`]: gzipSync(
        urlset(entry('/xw/b.html', '2026-11-02'), entry('/xw/a.html', '2026-11-01')),
      ),
    });
    expect(titles(collected)).toEqual(['新闻a', '新闻b']);
    expect(asked.slice(0, 2).every(({ options }) => options?.conditional === true)).toBe(true);
    expect(collected).toContainEqual({ type: 'unfinished', url: MAP });
    expect(collected.filter((one) => 'complete' in one)).toHaveLength(1);
  });

  test('a sitemap of an index that fails is a problem of its own, and the rest is not complete', async () => {
    const { collected } = await collect({
      [MAP]: index('/gone.xml', '/1.xml'),
      [`${SITE}/1.xml`]: urlset(entry('/xw/a.html', '2026-11-01')),
    });
    expect(collected).toContainEqual(expect.objectContaining({ type: 'problem', url: `${SITE}/gone.xml` }));
    expect(titles(collected)).toEqual(['新闻a']);
    expect(collected.filter((one) => 'complete' in one)).toEqual([]);
  });

  test('an index that names itself, or goes on for ever, comes to an end', async () => {
    const { asked } = await collect({
      [MAP]: index('/sitemap.xml', '/1.xml'),
      [`${SITE}/1.xml`]: index('/2.xml'),
      [`${SITE}/2.xml`]: index('/3.xml'),
    });
    expect(asked.map(({ url }) => url)).toEqual([MAP, `${SITE}/1.xml`, `${SITE}/2.xml`]);
  });

  test('only so many sitemaps of an index are read in one collection', async () => {
    const { asked } = await collect({ [MAP]: index('/1.xml', '/2.xml', '/3.xml') }, { maxSitemaps: 2 });
    expect(asked).toHaveLength(3);
  });

  test.each<[options: object, chosen: string[]]>([
    [{ include: ['/xw/**'] }, ['新闻a', '新闻b']],
    [{ include: ['/xw/?.html'], exclude: ['/**/b.*'] }, ['新闻a']],
    [{ exclude: ['/xw/**'] }, ['通知甲']],
    [{ include: ['/通知/*'] }, ['通知甲']],
  ])('%j chooses by path', async (options, chosen) => {
    const notice = '/%E9%80%9A%E7%9F%A5/1.html';
    const pages = { [MAP]: urlset(entry('/xw/a.html'), entry('/xw/b.html'), entry(notice)) };
    const { collected } = await collect({ ...pages, [`${SITE}${notice}`]: articlePage('通知甲') }, options);
    expect(titles(collected)).toEqual(chosen);
  });

  test('other sites and the home page are left alone, allowed hosts are not', async () => {
    const { asked } = await collect(
      {
        [MAP]: urlset(
          '<url><loc>https://evil.example.org/x.html</loc></url><url><loc>https://news.example.net/1.html</loc></url>',
          entry('/'),
        ),
      },
      { allowHosts: ['example.net'] },
    );
    expect(asked.map(({ url }) => url)).toEqual([MAP, 'https://news.example.net/1.html']);
  });

  test('an article that is gone is reported as gone, one that fails as a problem', async () => {
    const { collected } = await collect({
      [MAP]: urlset(entry('/xw/x.html'), entry('/xw/y.html'), entry('/xw/a.html')),
      [`${SITE}/xw/x.html`]: httpError(410),
      [`${SITE}/xw/y.html`]: httpError(500),
    });
    expect(collected).toContainEqual({ type: 'gone', url: `${SITE}/xw/x.html`, status: 410 });
    expect(collected).toContainEqual(expect.objectContaining({ type: 'problem', code: 'fetch-http-status' }));
    expect(titles(collected)).toEqual(['新闻a']);
  });

  test('pages without an article are a problem only where there is nothing else', async () => {
    const list = '<html><body><ul><li><a href="/1">一</a></li></ul></body></html>';
    const pages = { [MAP]: urlset(entry('/l.html')), [`${SITE}/l.html`]: list };
    expect((await collect(pages)).collected.at(-1)).toMatchObject({
      type: 'problem',
      code: 'parse-no-entries',
    });
    const mixed = await collect({ ...pages, [MAP]: urlset(entry('/l.html'), entry('/xw/a.html')) });
    expect(mixed.collected.filter(({ type }) => type === 'problem')).toEqual([]);
    expect(mixed.logged).toContain('sitemap.no-articles');
  });

  test.each([
    ['a site that is down', httpError(503), 'fetch-http-status', 5],
    ['a site that blocks', new AppError('fetch-blocked-by-site', 'blocked'), 'fetch-blocked-by-site', 1],
  ])('%s is not asked for the rest', async (_what, error, code, requests) => {
    const paths = Array.from({ length: 20 }, (_, at) => `/xw/${at}.html`);
    const asked: string[] = [];
    const pages = new Proxy<Record<string, AppError | string>>(
      {},
      {
        get: (_target, url) => {
          asked.push(String(url));
          return url === MAP ? urlset(...paths.map((path) => entry(path))) : error;
        },
      },
    );
    await expect(collectFrom(sitemapAdapter, { url: MAP }, pages)).rejects.toMatchObject({ code });
    expect(asked).toHaveLength(requests + 1);
  });

  test('the news extension fills in what the article leaves out, the date of change never does', async () => {
    const news =
      `<url><loc>${SITE}/xw/a.html</loc><lastmod>2026-11-20</lastmod><news:news><news:publication_date>2026-11-19` +
      '</news:publication_date><news:title>别的标题</news:title><news:keywords>测绘, 地图</news:keywords></news:news></url>';
    const { collected } = await collect({ [MAP]: urlset(news, entry('/xw/b.html', '2026-11-18')) });
    expect(collected).toMatchObject([
      { type: 'listing' },
      { entry: { title: '新闻a', publishedAtText: '2026-11-19', keywords: ['测绘, 地图'] } },
      { entry: { title: '新闻b' } },
    ]);
    expect(JSON.stringify(collected)).not.toMatch(/2026-11-(?:20|18)/);
  });

  test('a stopped collection ends as such', async () => {
    const collection = collectFrom(
      sitemapAdapter,
      { url: MAP },
      { [MAP]: urlset(entry('/xw/a.html')) },
      AbortSignal.abort(),
    );
    await expect(collection).rejects.toMatchObject({ code: 'fetch-aborted' });
  });
});

describe('recognising a sitemap', () => {
  test.each([
    ['a sitemap', urlset(entry('/a')), 0.95],
    ['an index', index('/1.xml'), 0.95],
    ['a list of addresses', `${SITE}/a\n${SITE}/b`, 0.5],
    ['a feed', '<rss><channel/></rss>', undefined],
    ['a page', '<html></html>', undefined],
    ['an empty sitemap', '<urlset></urlset>', undefined],
  ])('%s', (_what, body, confidence) => {
    const claim = sitemapAdapter.recognize?.(map(body));
    expect(claim?.confidence).toBe(confidence);
    if (claim) expect(claim.options).toEqual({ url: MAP });
  });
});
