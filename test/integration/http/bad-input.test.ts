import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { createApiUnderTest } from './api-under-test.js';

interface Body {
  type?: string | undefined;
  headers?: Record<string, string>;
  bytes: Uint8Array | string;
}

async function submit({ type = 'application/json', headers = {}, bytes }: Body, bodyLimitBytes?: number) {
  const api = createApiUnderTest(bodyLimitBytes === undefined ? {} : { bodyLimitBytes });
  const response = await api
    .as('unit-editor')
    .post('/api/v1/items')
    .set({ 'Content-Type': type, 'Accept-Language': 'en', ...headers })
    // An explicit serializer keeps the client from encoding what is to be sent as it is.
    .serialize((body: string) => body)
    .send(Buffer.from(bytes));
  return { ...api, response, problem: response.body as Record<string, unknown> };
}

const proper = JSON.stringify({ title: '全国测绘工作会议' });

describe('bodies that are taken', () => {
  const taken: [name: string, body: Body][] = [
    ['plain JSON', { bytes: proper }],
    ['a charset that says UTF-8', { type: 'application/json; charset="UTF-8"', bytes: proper }],
    ['a JSON suffix', { type: 'application/vnd.unit-cms+json', bytes: proper }],
    ['a byte order mark', { bytes: `\ufeff${proper}` }],
    ['gzip', { headers: { 'Content-Encoding': 'gzip' }, bytes: gzipSync(proper) }],
    ['identity', { headers: { 'Content-Encoding': 'identity' }, bytes: proper }],
  ];
  test.each(taken)('%s', async (_name, body) => {
    const { response, memory } = await submit(body);
    expect(response.status).toBe(201);
    expect(memory.calls[0]?.args[0]).toEqual(JSON.parse(proper));
  });
});

describe('bodies that are refused, each with its own problem, before any use case runs', () => {
  const gzip = { 'Content-Encoding': 'gzip' };
  const deep = `{"title":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const refused: [name: string, body: Body, status: number, code: string, detail: RegExp][] = [
    ['no body', { bytes: '' }, 400, 'invalid-request', /has no body/],
    ['gzip of nothing', { headers: gzip, bytes: gzipSync('') }, 400, 'invalid-request', /has no body/],
    ['cut off JSON', { bytes: '{"title":"x"' }, 400, 'malformed-json', /incomplete.*line 1, column 13/],
    ['a stray comma', { bytes: '{\n  "title": "x",\n}' }, 400, 'malformed-json', /"}" at line 3, column 1/],
    ['XML', { bytes: '<item/>' }, 400, 'malformed-json', /"<" at line 1, column 1/],
    ['GBK bytes', { bytes: iconv.encode(proper, 'gbk') }, 400, 'malformed-json', /not UTF-8/],
    ['200 000 levels', { bytes: deep }, 400, 'invalid-request', /deeper than 64/],
    [
      'a million values',
      { bytes: `{"keywords":[${'0,'.repeat(1_000_000)}0]}` },
      400,
      'invalid-request',
      /50000 values/,
    ],
    [
      'a form',
      { type: 'application/x-www-form-urlencoded', bytes: 'title=x' },
      415,
      'unsupported-media-type',
      /x-www-form-urlencoded/,
    ],
    ['text', { type: 'text/json', bytes: proper }, 415, 'unsupported-media-type', /text\/json/],
    [
      'a type that is none',
      { type: ';;', bytes: proper },
      415,
      'unsupported-media-type',
      /Content-Type is ;;/,
    ],
    [
      'a GBK label',
      { type: 'application/json; charset=gbk', bytes: proper },
      415,
      'unsupported-media-type',
      /gbk/,
    ],
    [
      'Brotli',
      { headers: { 'Content-Encoding': 'br' }, bytes: brotliCompressSync(proper) },
      415,
      'unsupported-media-type',
      /br is not/,
    ],
    [
      'deflate',
      { headers: { 'Content-Encoding': 'deflate' }, bytes: deflateSync(proper) },
      415,
      'unsupported-media-type',
      /deflate is not/,
    ],
    [
      'two codings',
      { headers: { 'Content-Encoding': 'gzip, br' }, bytes: proper },
      415,
      'unsupported-media-type',
      /gzip, br/,
    ],
    ['broken gzip', { headers: gzip, bytes: proper }, 400, 'invalid-request', /gzip/],
    [
      'cut off gzip',
      { headers: gzip, bytes: gzipSync(proper).subarray(0, 20) },
      400,
      'invalid-request',
      /gzip/,
    ],
    ['an array', { bytes: '[]' }, 422, 'validation-failed', /must be object/],
    ['a string', { bytes: '"title"' }, 422, 'validation-failed', /must be object/],
    ['null', { bytes: 'null' }, 422, 'validation-failed', /must be object/],
  ];
  test.each(refused)('%s', async (_name, body, status, code, detail) => {
    const { response, problem, memory } = await submit(body);
    expect([response.status, problem['code']]).toEqual([status, code]);
    expect(problem['detail']).toMatch(detail);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(memory.calls).toEqual([]);
  });

  test('a refused coding is told which ones are taken', async () => {
    const { response } = await submit({ headers: { 'Content-Encoding': 'br' }, bytes: 'x' });
    expect(response.headers['accept-encoding']).toBe('gzip, identity');
  });

  test('the position is there for programs too', async () => {
    const { problem } = await submit({ bytes: '{"a":1,\n "b" 2}' });
    expect(problem['details']).toEqual({ offset: 13, line: 2, column: 6 });
  });
});

describe('size', () => {
  const body = JSON.stringify({ title: 't', bodyText: '测'.repeat(3000) });
  test.each([
    ['announced', { bytes: body }],
    ['inflated', { headers: { 'Content-Encoding': 'gzip' }, bytes: gzipSync(body) }],
  ] satisfies [string, Body][])(
    'a body too large when %s is a 413 that names the limit',
    async (_name, sent) => {
      const { response, problem } = await submit(sent, 5000);
      expect(response.status).toBe(413);
      expect(problem).toMatchObject({ code: 'payload-too-large', details: { limitBytes: 5000 } });
    },
  );

  test('a 50 MB body and a gzip bomb are refused at the default limit', async () => {
    const huge = Buffer.alloc(50_000_000, ' ');
    const announced = await submit({ bytes: huge });
    expect(announced.response.status).toBe(413);
    const bomb = await submit({ headers: { 'Content-Encoding': 'gzip' }, bytes: gzipSync(huge) });
    expect(bomb.response.status).toBe(413);
  });
});

describe('fields', () => {
  test('each wrong field is named by its pointer, in the language asked for', async () => {
    const bytes = JSON.stringify({ titel: 'x', 'a/b': 1, lane: 'fast', keywords: [1], disclosure: { x: 1 } });
    const { response, problem } = await submit({ bytes });
    expect(response.status).toBe(422);
    const errors = problem['errors'] as { pointer: string; detail: string }[];
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(
      ['/a~1b', '/disclosure/x', '/keywords/0', '/lane', '/titel', '/title'].sort(),
    );
    const chinese = await submit({ bytes, headers: { 'Accept-Language': 'zh-CN' } });
    const detail = (chinese.problem['errors'] as { detail: string }[]).map((error) => error.detail).join();
    expect(detail).toMatch(/[\u4e00-\u9fff]/);
  });

  test('__proto__ is refused wherever it stands, and changes nothing', async () => {
    const { as, memory } = createApiUnderTest();
    const text =
      '{"id":"s","name":"n","organizationId":"o","adapter":"feed","options":{"a":[{"__proto__":{"polluted":1}}]}}';
    const response = await as('unit-editor').post('/api/v1/sources').type('json').send(text);
    expect(response.status).toBe(422);
    expect(response.body).toMatchObject({ errors: [{ pointer: '/options/a/0/__proto__' }] });
    expect({}).not.toHaveProperty('polluted');
    expect(memory.calls).toEqual([]);
  });

  test('a thousand wrong fields are answered with a hundred', async () => {
    const bytes = JSON.stringify(
      Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field${i}`, i])),
    );
    const { problem } = await submit({ bytes });
    expect(problem['errors']).toHaveLength(100);
  });
});

describe('query parameters', () => {
  const wrong: [query: string, pointers: string[]][] = [
    ['stat=approved', ['/stat']],
    ['state=done', ['/state']],
    ['limit=0', ['/limit']],
    ['limit=201', ['/limit']],
    ['limit=ten', ['/limit']],
    ['limit=1e2', ['/limit']],
    ['limit=', ['/limit']],
    ['limit=5&limit=6', ['/limit']],
    ['cursor=', ['/cursor']],
    ['cursor=not%20one', ['/cursor']],
    ['q=', ['/q']],
    ['organization=a%2Fb', ['/organization']],
    ['state%5Bx%5D=approved', ['/state[x]']],
    ['__proto__=1', ['/__proto__']],
    ['foo=1&lane=slow', ['/foo', '/lane']],
  ];
  test.each(wrong)('?%s is a 400 that names it', async (query, pointers) => {
    const { as, memory } = createApiUnderTest();
    const response = await as('reviewer').get(`/api/v1/items?${query}`);
    const problem = response.body as { code: string; errors?: { pointer: string }[] };
    expect([response.status, problem.code]).toEqual([400, 'invalid-request']);
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(memory.calls).toEqual([]);
  });

  test('an address without parameters takes none', async () => {
    const { as } = createApiUnderTest();
    expect((await as('auditor').get('/api/v1/portals?limit=5')).status).toBe(400);
  });
});

describe('addresses and methods', () => {
  const refusals: [
    method: 'get' | 'put' | 'delete' | 'post',
    path: string,
    status: number,
    allow: string | undefined,
  ][] = [
    ['put', '/api/v1/items', 405, 'POST, GET, HEAD, OPTIONS'],
    ['delete', '/api/v1/items/BS-1', 405, 'GET, HEAD, OPTIONS'],
    ['get', '/api/v1/items/BS-1/decisions', 405, 'POST, OPTIONS'],
    ['post', '/healthz', 405, 'GET, HEAD, OPTIONS'],
    ['get', '/api/v1/nonsense', 404, undefined],
    ['get', '/api/v1/items/BS-1/unknown', 404, undefined],
    ['get', '/api/v2/items', 404, undefined],
    ['get', '/nowhere', 404, undefined],
    ['get', '/docs/../../etc/passwd', 404, undefined],
    ['get', '/docs/package.json', 404, undefined],
    ['get', '/api/v1/items/%E0%A4%A', 400, undefined],
  ];
  test.each(refusals)('%s %s is %i', async (method, path, status, allow) => {
    const { as } = createApiUnderTest();
    const response = await as('auditor')[method](path);
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.headers['allow']).toBe(allow);
  });

  test('OPTIONS names the methods', async () => {
    const { as } = createApiUnderTest();
    const response = await as('auditor').options('/api/v1/items');
    expect([response.status, response.headers['allow']]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
  });
});
