import { describe, expect, test } from '@jest/globals';
import { jsonApiAdapter } from '../../../../adapters/sources/json-api.js';
import type { JsonApiOptions, MediaFields } from '../../../../adapters/sources/json-api/options.js';
import { JsonApiOptions as JsonApiSchema } from '../../../../adapters/sources/json-api/options.js';
import { toEntry } from '../../../../adapters/sources/json-api/to-entry.js';
import type { FetchedDocument } from '../../../../adapters/source-adapter.js';
import { validator } from '../../../../schemas/validator.js';

const SITE = 'https://www.example.gov.cn';
const API = `${SITE}/api/list`;
const BASE: JsonApiOptions = { url: API, items: 'list', fields: { externalId: 'id', title: 'title' } };

const list = (ids: number[], rest: object = {}) =>
  JSON.stringify({ list: ids.map((id) => ({ id, title: `第${id}条` })), ...rest });
const document = (body: string | Uint8Array, url = API): FetchedDocument => ({
  ...{ url, requestedUrl: url, status: 200, headers: {} },
  body: Buffer.from(body),
});

describe('reading one answer', () => {
  const parse = (body: string, options: object = {}) =>
    jsonApiAdapter.parse(document(body), { ...BASE, ...options });

  test.each([
    ['a list at its place', list([1]), {}, 1],
    ['a list at the root', '[{"id":1,"title":"a"}]', { items: undefined }, 1],
    ['an empty list', '{"list":[]}', {}, 0],
    ['a list that is null', '{"list":null}', {}, 0],
    ['a callback around it', `cb(${list([1])});`, {}, 1],
    ['a variable it is given to', `var data = ${list([1])};`, {}, 1],
    ['entries without any field, beside others', '{"list":[{"x":1},null,7,{"title":"a"}]}', {}, 1],
  ])('%s', (_what, body, options, expected) => {
    const { items, ...rest } = { ...BASE, ...options };
    const entries = jsonApiAdapter.parse(document(body), { ...rest, ...(items !== undefined && { items }) });
    expect(entries).toHaveLength(expected);
  });

  test.each([
    ['no JSON', '<html></html>', 'parse-malformed'],
    ['nothing', ' ', 'parse-empty'],
    ['JSON cut off', list([1]).slice(0, -3), 'parse-malformed'],
    ['an error where a list should be', '{"code":500,"msg":"系统繁忙"}', 'parse-unrecognized'],
    ['an object where a list should be', '{"list":{"0":{}}}', 'parse-unrecognized'],
    ['entries with none of the fields', '{"list":[{"a":1},{"a":2}]}', 'parse-no-entries'],
    ['too deep a nesting', `{"list":${'['.repeat(300)}${']'.repeat(300)}}`, 'parse-too-deep'],
  ])('%s is refused as what it is', (_what, body, code) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code }));
  });

  test('names that JavaScript gives to every object are no fields', () => {
    const entries = parse('{"list":[{"title":"a"}]}', {
      fields: {
        title: 'title',
        author: 'constructor.name',
        subtitle: '__proto__.title',
        summary: 'toString',
      },
    });
    expect(entries).toEqual([{ baseUrl: API, title: 'a', titleFormat: 'text' }]);
  });

  test('integers longer than a number holds keep every digit', () => {
    const [first, second] = parse(
      '{"list":[{"id":9007199254740993,"title":"a"},{"id":9007199254740992,"title":"b"}]}',
    );
    expect([first?.externalId, second?.externalId]).toEqual(['9007199254740993', '9007199254740992']);
  });
});

describe('mapping an entry', () => {
  const map = (item: unknown, fields: JsonApiOptions['fields']) => toEntry(item, fields, API);

  test.each<[string, unknown, string, string | undefined]>([
    ['a path', { a: { b: [{ c: 'x' }] } }, 'a.b[0].c', 'x'],
    ['a quoted name', { 'a.b': 'x' }, "['a.b']", 'x'],
    ['the first of several that says something', { a: ' ', b: 'null', c: 'x' }, 'a|b|c', 'x'],
    ['a constant', {}, '=国家测绘局', '国家测绘局'],
    ['a template', { id: 7, y: 2026 }, 'https://a.cn/{y}/{id}.html', 'https://a.cn/2026/7.html'],
    ['a template with alternatives', { b: 7 }, '/{a|b}.html', '/7.html'],
    ['a template with a hole, which is none', { y: 2026 }, 'https://a.cn/{y}/{id}.html', undefined],
    ['a number', { a: 0 }, 'a', '0'],
    ['an object, which is no text', { a: {} }, 'a', undefined],
    ['true, which is no text', { a: true }, 'a', undefined],
    ['an index beyond the end', { a: [] }, 'a[3]', undefined],
    ['a name on a text', { a: 'x' }, 'a.length', undefined],
  ])('%s', (_what, item, expression, expected) => {
    expect(map(item, { author: expression }).author).toBe(expected);
  });

  test.each<[string, unknown, string | undefined]>([
    ['seconds', 1795395900, '1795395900'],
    ['milliseconds', 1795395900000, '1795395900000'],
    ['seconds with a fraction', 1795395900.25, '1795395900'],
    ['none, as zero', 0, undefined],
    ['none, as minus one', -1, undefined],
    ['ticks of .NET', '/Date(1795395900000+0800)/', '1795395900000'],
    ['microseconds', '1795395900000000', '1795395900000'],
    ['parts of a local time', [2026, 11, 23, 9, 5], '2026-11-23 09:05:00'],
    ['parts of a day', [2026, 1, 2], '2026-01-02 00:00:00'],
    ['parts of nothing', ['a', 1], undefined],
    ['words', '2026年11月23日', '2026年11月23日'],
  ])('a date as %s', (_what, value, expected) => {
    expect(map({ at: value }, { publishedAtText: 'at' }).publishedAtText).toBe(expected);
  });

  test.each<[string, string, 'text' | 'html']>([
    ['plain', '测绘 < 地图 & 3 > 2', 'text'],
    ['highlighted', '关于<em>测绘</em>的通知', 'html'],
    ['with references', '条例&nbsp;解读', 'html'],
  ])('a %s title is read as %s', (_what, title, format) => {
    expect(map({ title }, { title: 'title' }).titleFormat).toBe(format);
  });

  test.each<[string, unknown, MediaFields, object[] | undefined]>([
    ['addresses', { p: ['/a.jpg', '/b.jpg'] }, { items: 'p' }, [{ url: '/a.jpg' }, { url: '/b.jpg' }]],
    ['one address', { p: '/a.jpg' }, { items: 'p' }, [{ url: '/a.jpg' }]],
    [
      'objects',
      { p: [{ u: '/a', n: '甲', s: 9 }, { n: '乙' }] },
      { items: 'p', url: 'u', title: 'n', size: 's' },
      [{ url: '/a', title: '甲', size: 9 }],
    ],
    ['nothing', { p: null }, { items: 'p' }, undefined],
  ])('files given as %s', (_what, item, images, expected) => {
    expect(map(item, { images }).images).toEqual(expected);
  });

  test.each<[string, unknown, string, string[] | undefined]>([
    ['a list of texts', { t: ['a', 'b'] }, 't', ['a', 'b']],
    ['a list of objects', { t: [{ n: 'a' }, { n: 'b' }] }, 't[*].n', ['a', 'b']],
    ['one text', { t: 'a,b' }, 't', ['a,b']],
    ['objects alone', { t: [{}] }, 't', undefined],
  ])('keywords given as %s', (_what, item, keywords, expected) => {
    expect(map(item, { keywords }).keywords).toEqual(expected);
  });

  test('an identity or an address that is too long is left out, never cut', () => {
    const long = 'x'.repeat(4001);
    expect(map({ a: long }, { externalId: 'a', url: 'a', author: 'a' })).toEqual({
      baseUrl: API,
      author: long,
    });
  });
});

describe('options', () => {
  const check = validator(JsonApiSchema);

  test.each(['a.b[0].c', '[0].a', "['x.y'].z", 'a|b.c', '=x', 'https://x/?id={id}', 'tags[*].name', '标题'])(
    '%s is an expression',
    (title) => {
      expect(check.check({ ...BASE, fields: { title } }).ok).toBe(true);
    },
  );
  test.each(['', 'a..b', '.a', 'a.', 'a[', 'a[x]', 'a|', 'a]b'])('%j is none', (title) => {
    expect(check.check({ ...BASE, fields: { title } }).ok).toBe(false);
  });
});

describe('recognising an interface', () => {
  const recognise = (value: unknown, url = API) =>
    jsonApiAdapter.recognize?.(document(JSON.stringify(value), url));
  const entry = { docId: 7, TITLE: '标题', URL: 'https://a.cn/7.html', DOCRELPUBTIME: '2026-11-23' };

  test('proposes the list and the fields it found', () => {
    const claim = recognise({ code: 0, data: { total: 9, rows: [entry, entry] } }, `${API}?pageNo=1&size=20`);
    expect(claim).toMatchObject({
      confidence: 0.65,
      options: {
        url: `${API}?pageNo={page}&size=20`,
        items: 'data.rows',
        fields: { externalId: 'docId', title: 'TITLE', url: 'URL', publishedAtText: 'DOCRELPUBTIME' },
        paging: { first: 1 },
        readArticle: true,
      },
    });
    expect(validator(JsonApiSchema).check(claim?.options).ok).toBe(true);
  });

  test('prefers the list that looks most like articles', () => {
    const claim = recognise({ menu: [{ title: '首页', id: 1 }], hits: { hits: [entry] } });
    expect(claim?.options).toMatchObject({ items: 'hits.hits' });
  });

  test.each([
    [
      'a JSON Feed',
      { version: 'https://jsonfeed.org/version/1.1', items: [{ id: '1', title: 'a', url: 'b' }] },
    ],
    ['a list without titles', { list: [{ x: 1 }] }],
    ['a value', 7],
    ['an object', { a: { b: 1 } }],
  ])('%s is none', (_what, value) => {
    expect(recognise(value)).toBeUndefined();
  });

  test('markup and garbage are none', () => {
    expect(jsonApiAdapter.recognize?.(document('<html></html>'))).toBeUndefined();
    expect(jsonApiAdapter.recognize?.(document('{"a":'))).toBeUndefined();
  });
});
