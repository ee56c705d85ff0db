import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { siteAdapter } from '../../../../adapters/sources/site.js';
import type { SiteOptions } from '../../../../adapters/sources/site/options.js';
import { isSameSite } from '../../../../adapters/sources/site/same-site.js';
import type { Collected, CollectContext, FetchOutcome } from '../../../../adapters/source-adapter.js';
import { AppError, type ErrorCode } from '../../../../schemas/errors.js';
import { packageRoot } from '../../../../src/package-root.js';

const LIST = 'http://chj.jiangdong.gov.cn/tzgg/';
const fixture = (path: string) => readFileSync(join(packageRoot, 'test', 'fixtures', 'site', path));
const ARTICLE = fixture('pages/article.html');

type Page = Uint8Array | 'unchanged' | ErrorCode;
interface Asked {
  url: string;
  conditional: boolean;
}

/** A site in memory; what it does not hold is a 404. */
function createSite(pages: Record<string, Page>): { ctx: CollectContext; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch = (url: string, options?: { conditional?: boolean }): Promise<FetchOutcome> => {
    asked.push({ url, conditional: options?.conditional ?? false });
    const page = pages[url];
    if (page === 'unchanged') return Promise.resolve({ status: 'unchanged' });
    if (page === undefined || typeof page === 'string')
      return Promise.reject(
        new AppError(page ?? 'fetch-http-status', 'failed', page === undefined ? { retryable: false } : {}),
      );
    const document = {
      url,
      requestedUrl: url,
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: page,
    };
    return Promise.resolve({ status: 'fetched', document });
  };
  const log = { info: () => undefined, warn: () => undefined };
  return { ctx: { fetch, parse: (run) => run(), log, signal: new AbortController().signal }, asked };
}

async function collect(pages: Record<string, Page>, options: SiteOptions) {
  const { ctx, asked } = createSite(pages);
  const collected: Collected[] = [];
  let error: unknown;
  try {
    for await (const one of siteAdapter.collect(options, ctx)) collected.push(one);
  } catch (caught) {
    error = caught;
  }
  const entries = collected.flatMap((one) => (one.type === 'entry' ? [one.entry] : []));
  const problems = collected.flatMap((one) => (one.type === 'problem' ? [one] : []));
  return { collected, entries, problems, asked, error };
}

const TRS_PAGES = {
  [LIST]: fixture('pages/trs-list.html'),
  [`${LIST}index_1.html`]: fixture('pages/common-list.html'),
  [`${LIST}202611/t20261120_1201.html`]: fixture('trs-gbk-article.in.html'),
  [`${LIST}202611/t20261118_1200.shtml`]: ARTICLE,
};

describe('a TRS site in GBK', () => {
  test('yields the listing, then each article with its address, title and date; other sites are left alone', async () => {
    const { collected, entries, asked } = await collect(TRS_PAGES, { listUrls: [LIST], maxPages: 1 });
    expect(collected[0]).toEqual({
      type: 'listing',
      url: LIST,
      unchanged: false,
      entries: 4,
      title: '通知公告',
    });
    expect(
      entries.map(({ url, title, publishedAtText, fetchedFrom }) => [
        url,
        title,
        publishedAtText,
        fetchedFrom,
      ]),
    ).toEqual([
      [
        `${LIST}202611/t20261120_1201.html`,
        '关于开展全省基础测绘成果质量检查的通知',
        '2026-11-20 09:05',
        `${LIST}202611/t20261120_1201.html`,
      ],
      [`${LIST}202611/t20261118_1200.shtml`, '文章标题', '11-18', `${LIST}202611/t20261118_1200.shtml`],
      [`${LIST}202611/P020261116.pdf`, '地图审核目录下载', '11-16', undefined],
    ]);
    expect(entries[2]?.attachments).toEqual([
      { url: `${LIST}202611/P020261116.pdf`, title: '地图审核目录下载' },
    ]);
    expect(asked.map(({ url }) => url)).not.toContain('http://other.example.com/a/t20261117_5.html');
  });

  test('asks for lists anew and for articles conditionally, so that corrections behind an unchanged list are found', async () => {
    const { asked, entries } = await collect(
      { ...TRS_PAGES, [`${LIST}202611/t20261120_1201.html`]: 'unchanged' },
      { listUrls: [LIST], maxPages: 1 },
    );
    expect(asked).toEqual([
      { url: LIST, conditional: false },
      { url: `${LIST}202611/t20261120_1201.html`, conditional: true },
      { url: `${LIST}202611/t20261118_1200.shtml`, conditional: true },
    ]);
    expect(entries).toHaveLength(2);
  });

  test('follows its paging script as far as it is told to', async () => {
    const { asked } = await collect(TRS_PAGES, { listUrls: [LIST], maxPages: 3 });
    const lists = asked.filter(({ conditional }) => !conditional).map(({ url }) => url);
    expect(lists).toEqual([LIST, `${LIST}index_1.html`, `${LIST}index_2.html`]);
  });

  test('stops at the number of articles it is told', async () => {
    const { entries } = await collect(TRS_PAGES, { listUrls: [LIST], maxArticles: 1 });
    expect(entries).toHaveLength(1);
  });

  test('takes articles of hosts that are allowed by name', async () => {
    const { asked } = await collect(TRS_PAGES, {
      listUrls: [LIST],
      maxPages: 1,
      allowHosts: ['example.com'],
    });
    expect(asked.map(({ url }) => url)).toContain('http://other.example.com/a/t20261117_5.html');
  });
});

describe('a common list', () => {
  const url = 'http://www.example.gov.cn/dt/';
  const pages = {
    [url]: fixture('pages/common-list.html'),
    'http://www.example.gov.cn/dt/1.html': ARTICLE,
    'http://www.example.gov.cn/dt/2.html': ARTICLE,
    'http://www.example.gov.cn/dt/3.html': ARTICLE,
  };

  test('is told from the menu by its dates; dates inside titles stay there', async () => {
    const { entries } = await collect(pages, { listUrls: [url], maxPages: 1 });
    expect(entries.map(({ url: address, publishedAtText }) => [address, publishedAtText])).toEqual([
      ['http://www.example.gov.cn/dt/1.html', '2026-11-22'],
      ['http://www.example.gov.cn/dt/2.html', '2026-11-21'],
      ['http://www.example.gov.cn/dt/3.html', '2026-11-20'],
    ]);
  });

  test('goes on by its link to the next page', async () => {
    const { asked } = await collect(pages, { listUrls: [url], maxPages: 2 });
    expect(asked.at(-1)).toEqual({ url: 'http://www.example.gov.cn/dt/index_2.html', conditional: false });
  });

  test('is read by selectors where they are given', async () => {
    const list = { item: 'ul.news li', title: 'a', date: 'span' };
    const { entries } = await collect(pages, {
      listUrls: [url],
      maxPages: 1,
      list,
      article: { title: '.none' },
    });
    expect(entries.map((entry) => entry.publishedAtText)).toEqual(['2026-11-22', '2026-11-21', '2026-11-20']);
  });
});

describe('trouble', () => {
  test('with one article is reported and does not disturb the others', async () => {
    const { problems, entries } = await collect(
      { ...TRS_PAGES, [`${LIST}202611/t20261120_1201.html`]: Buffer.from('') },
      { listUrls: [LIST], maxPages: 1 },
    );
    expect(problems).toEqual([
      {
        type: 'problem',
        url: `${LIST}202611/t20261120_1201.html`,
        code: 'parse-empty',
        message: 'the page is empty',
      },
    ]);
    expect(entries).toHaveLength(2);
  });

  test('with the only list is the error of the collection; with one of two it is a problem', async () => {
    const alone = await collect({}, { listUrls: [LIST] });
    expect(alone.error).toMatchObject({ code: 'fetch-http-status' });
    const two = await collect(TRS_PAGES, {
      listUrls: ['http://chj.jiangdong.gov.cn/gone/', LIST],
      maxPages: 1,
    });
    expect(two.error).toBeUndefined();
    expect(two.problems.map(({ code }) => code)).toEqual(['fetch-http-status']);
    expect(two.entries).toHaveLength(3);
  });

  test('a list without articles is said to be one', async () => {
    const { problems } = await collect({ [LIST]: ARTICLE }, { listUrls: [LIST] });
    expect(problems.map(({ code }) => code)).toEqual(['parse-no-entries']);
  });

  test('a site that refuses robots is not asked again', async () => {
    const { error, asked } = await collect(
      { ...TRS_PAGES, [`${LIST}202611/t20261120_1201.html`]: 'fetch-blocked-by-site' },
      { listUrls: [LIST] },
    );
    expect(error).toMatchObject({ code: 'fetch-blocked-by-site' });
    expect(asked).toHaveLength(2);
  });

  test('a site that goes down in the middle is left in peace after five failures', async () => {
    const items = Array.from(
      { length: 20 },
      (_, n) => `<li><a href="t20261101_${n}.html">第${n}篇文章标题</a><i>2026-11-01</i></li>`,
    );
    const pages: Record<string, Page> = { [LIST]: Buffer.from(`<html><ul>${items.join('')}</ul></html>`) };
    for (let n = 0; n < 20; n += 1) pages[`${LIST}t20261101_${n}.html`] = 'fetch-timeout';
    const { error, asked, problems } = await collect(pages, { listUrls: [LIST] });
    expect(error).toMatchObject({ code: 'fetch-timeout' });
    expect(asked).toHaveLength(6);
    expect(problems).toHaveLength(5);
  });

  test('a selector nobody can read is a fault of the settings', async () => {
    const { error } = await collect(TRS_PAGES, { listUrls: [LIST], list: { item: 'li[' } });
    expect(error).toMatchObject({ code: 'configuration-invalid', details: { selector: 'li[' } });
  });

  test('the end of the collection ends it between two articles', async () => {
    const { ctx, asked } = createSite(TRS_PAGES);
    const ending = new AbortController();
    const run = async () => {
      for await (const one of siteAdapter.collect({ listUrls: [LIST] }, { ...ctx, signal: ending.signal }))
        if (one.type === 'entry') ending.abort();
    };
    await expect(run()).rejects.toMatchObject({ code: 'fetch-aborted' });
    expect(asked).toHaveLength(2);
  });
});

test.each([
  ['http://a.gov.cn/x', 'http://a.gov.cn/y', true],
  ['http://www.jiangsu.gov.cn/x', 'http://chj.jiangsu.gov.cn/', true],
  ['http://a.gov.cn/x', 'http://b.gov.cn/', false],
  ['http://evil-a.gov.cn/', 'http://a.gov.cn/', false],
  ['http://www.survey.org/', 'http://survey.org/', true],
  ['http://127.0.0.1:8001/', 'http://127.0.0.1:8002/', false],
  ['http://localhost:8001/', 'http://localhost:8001/', true],
])('%s belongs to the site of %s: %s', (url, site, expected) => {
  expect(isSameSite(url, site)).toBe(expected);
});
