import { describe, expect, test } from '@jest/globals';
import { jsonApiAdapter } from '../../../../adapters/sources/json-api.js';
import type { JsonApiOptions } from '../../../../adapters/sources/json-api/options.js';
import { articlePage, collectFrom, httpError, UNCHANGED, type Pages } from './collect-from.js';

const SITE = 'https://www.example.gov.cn';
const API = `${SITE}/api/list`;
const BASE: JsonApiOptions = { url: API, items: 'list', fields: { externalId: 'id', title: 'title' } };

const list = (ids: number[], rest: object = {}) =>
  JSON.stringify({ list: ids.map((id) => ({ id, title: `第${id}条` })), ...rest });
const collect = (options: object, pages: Pages) =>
  collectFrom(jsonApiAdapter, { ...BASE, ...options }, pages);
const idsOf = (collected: object[]) =>
  collected.flatMap((one) => ('entry' in one ? [(one.entry as { externalId: string }).externalId] : []));

describe('collecting page by page', () => {
  test('without paging one page is read, conditionally, and it is no complete list', async () => {
    const { collected, asked } = await collect({}, { [API]: list([1, 2]) });
    expect(asked).toMatchObject([{ url: API, options: { conditional: true } }]);
    expect(collected[0]).toEqual({ type: 'listing', url: API, unchanged: false, entries: 2 });
    expect(idsOf(collected)).toEqual(['1', '2']);
  });

  test('an unchanged first page ends the collection', async () => {
    const { collected } = await collect({ paging: {} }, { [API]: UNCHANGED });
    expect(collected).toEqual([{ type: 'listing', url: API, unchanged: true, entries: 0 }]);
  });

  test('page numbers, until a page is empty', async () => {
    const { collected, asked } = await collect(
      { url: `${API}?p={page}`, paging: { first: 0 }, maxPages: 10 },
      { [`${API}?p=0`]: list([1, 2]), [`${API}?p=1`]: list([3]), [`${API}?p=2`]: list([]) },
    );
    expect(asked.map(({ url }) => url)).toEqual([`${API}?p=0`, `${API}?p=1`, `${API}?p=2`]);
    expect(asked[1]?.options?.conditional).toBe(false);
    expect(idsOf(collected)).toEqual(['1', '2', '3']);
    expect(collected.at(-1)).toMatchObject({ type: 'listing', entries: 0, complete: true });
  });

  test('offsets grow by what the pages held', async () => {
    const { asked } = await collect(
      { url: `${API}?from={offset}`, paging: {}, maxPages: 3 },
      { [`${API}?from=0`]: list([1, 2]), [`${API}?from=2`]: list([3]), [`${API}?from=3`]: list([]) },
    );
    expect(asked).toHaveLength(3);
  });

  test('a first page at an address of its own', async () => {
    const { collected } = await collect(
      { url: `${SITE}/list.json`, paging: { url: `${SITE}/list_{page}.json`, first: 0 } },
      {
        [`${SITE}/list.json`]: list([1]),
        [`${SITE}/list_1.json`]: list([2]),
        [`${SITE}/list_2.json`]: list([]),
      },
    );
    expect(idsOf(collected)).toEqual(['1', '2']);
  });

  test('a cursor, escaped, until there is none', async () => {
    const { collected } = await collect(
      { url: `${API}?after={cursor}`, paging: { cursor: 'next' }, maxPages: 9 },
      {
        [`${API}?after=`]: list([1], { next: 'a&b=' }),
        [`${API}?after=a%26b%3D`]: list([2], { next: null }),
      },
    );
    expect(idsOf(collected)).toEqual(['1', '2']);
    expect(collected).toContainEqual(expect.objectContaining({ complete: true }));
  });

  test('links to the next page', async () => {
    const { asked } = await collect(
      { paging: { next: 'links.next' } },
      { [API]: list([1], { links: { next: '/api/list?p=2' } }), [`${API}?p=2`]: list([2], { links: {} }) },
    );
    expect(asked.map(({ url }) => url)).toEqual([API, `${API}?p=2`]);
  });

  test('a page that says there are no more is the last', async () => {
    const { asked } = await collect(
      { url: `${API}?p={page}`, paging: { more: 'hasNext' } },
      { [`${API}?p=1`]: list([1], { hasNext: true }), [`${API}?p=2`]: list([2], { hasNext: false }) },
    );
    expect(asked).toHaveLength(2);
  });

  test('a server that answers the same page for ever is left after one repetition', async () => {
    const { asked, collected } = await collect({ paging: {}, maxPages: 100 }, { [API]: list([1, 2]) });
    expect(asked).toHaveLength(2);
    expect(idsOf(collected)).toEqual(['1', '2']);
    expect(collected.filter((one) => 'complete' in one)).toEqual([]);
  });

  test('no more pages than allowed are read', async () => {
    let page = 0;
    const endless = new Proxy<Record<string, string>>({}, { get: () => list([++page]) });
    const { asked } = await collect({ url: `${API}?p={page}`, paging: {}, maxPages: 4 }, endless);
    expect(asked).toHaveLength(4);
  });

  test.each([
    ['JSON', {}, '{"page":2,"q":"a\\"b"}'],
    ['a form', { contentType: 'application/x-www-form-urlencoded' }, 'page=2&q=a%22b'],
  ])('POST with %s', async (_what, how, second) => {
    const body = 'contentType' in how ? 'page={page}&q={cursor}' : '{"page":{page},"q":"{cursor}"}';
    const { asked } = await collect(
      { post: { body, ...how }, paging: { cursor: 'c' }, maxPages: 2 },
      { [API]: list([1], { c: 'a"b' }) },
    );
    expect(asked[1]?.options?.post?.body).toBe(second);
  });

  test('a later page that fails is a problem, and the list is read again next time', async () => {
    const { collected } = await collect(
      { url: `${API}?p={page}`, paging: {} },
      { [`${API}?p=1`]: list([1]), [`${API}?p=2`]: httpError(500) },
    );
    expect(collected.slice(-2)).toMatchObject([
      { type: 'problem', url: `${API}?p=2`, code: 'fetch-http-status' },
      { type: 'unfinished', url: `${API}?p=1` },
    ]);
  });

  test('a first page that fails is the failure of the collection', async () => {
    await expect(collect({}, { [API]: httpError(500) })).rejects.toMatchObject({ code: 'fetch-http-status' });
  });
});

describe('reading the page of each entry', () => {
  const options = {
    fields: { externalId: 'id', title: 'title', url: '/art/{id}.html' },
    readArticle: true,
  };
  const page = (id: number) => ({ [`${SITE}/art/${id}.html`]: articlePage(`页面${id}`) });

  test('the fields of the list stand, the page fills in the rest', async () => {
    const { collected, asked } = await collect(options, { [API]: list([1]), ...page(1) });
    expect(asked).toMatchObject([{ options: { conditional: false } }, { options: { conditional: true } }]);
    expect(collected[1]).toMatchObject({
      entry: {
        ...{ externalId: '1', title: '第1条', titleFormat: 'text', url: `${SITE}/art/1.html` },
        ...{ body: '<p>页面1的正文。</p>', bodyFormat: 'html', fetchedFrom: `${SITE}/art/1.html` },
      },
    });
  });

  test('unchanged, gone, failing and article-less pages each say so', async () => {
    const { collected } = await collect(options, {
      [API]: list([1, 2, 3, 4]),
      [`${SITE}/art/1.html`]: UNCHANGED,
      [`${SITE}/art/3.html`]: httpError(500),
      [`${SITE}/art/4.html`]: '<html><body><p></p></body></html>',
    });
    expect(collected.slice(1)).toMatchObject([
      { type: 'named', url: `${SITE}/art/1.html`, externalId: '1' },
      { type: 'gone', url: `${SITE}/art/2.html`, status: 404 },
      { type: 'named', externalId: '3' },
      { type: 'problem', code: 'fetch-http-status' },
      { type: 'named', externalId: '4' },
      { type: 'problem', code: 'parse-no-entries' },
    ]);
  });

  test('beyond the limit entries are named, and the list is read again', async () => {
    const { collected } = await collect({ ...options, maxArticles: 1 }, { [API]: list([1, 2]), ...page(1) });
    expect(collected.slice(-2)).toMatchObject([
      { type: 'named', externalId: '2' },
      { type: 'unfinished', url: API },
    ]);
  });

  test('a page on another site is not read, and that is said', async () => {
    const fields = { ...options.fields, url: 'https://elsewhere.example.org/{id}' };
    const { collected, asked } = await collect({ ...options, fields }, { [API]: list([1]) });
    expect(asked).toHaveLength(1);
    expect(collected[1]).toMatchObject({ type: 'problem', code: 'validation-failed' });
  });

  test('an entry that is a file is an entry with that file', async () => {
    const fields = { ...options.fields, url: '/files/{id}.pdf' };
    const { collected } = await collect({ ...options, fields }, { [API]: list([1]) });
    expect(collected[1]).toMatchObject({
      entry: { attachments: [{ url: `${SITE}/files/1.pdf`, title: '第1条' }] },
    });
  });
});
