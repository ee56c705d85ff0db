import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ROLES } from '../../../schemas/account.js';
import { validator } from '../../../schemas/validator.js';
import { DocumentAnswer } from '../../../schemas/document.js';
import { rolesFor } from '../../../src/http/operation-roles.js';
import { createApiUnderTest, PUBLIC_URL } from './api-under-test.js';
import { ITEM } from './samples.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const bytes = Buffer.from('PK\u0003\u0004 not read here');

interface Upload {
  query?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

async function upload({ query = '', headers = {}, body = bytes }: Upload, api = createApiUnderTest()) {
  const response = await api
    .as('unit-editor')
    .post(`/api/v1/items/document${query}`)
    .set({ 'Content-Type': DOCX, 'Accept-Language': 'en', ...headers })
    .serialize((same: string) => same)
    .send(body);
  return { ...api, response, call: api.memory.calls.at(-1) };
}

function form(parts: readonly [disposition: string, type: string, content: string | Buffer][]): Upload {
  const chunks = parts.flatMap(([disposition, type, content]) => [
    Buffer.from(
      `--b\r\nContent-Disposition: form-data; ${disposition}\r\n${type && `Content-Type: ${type}\r\n`}\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return {
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    body: Buffer.concat([...chunks, Buffer.from('--b--\r\n')]),
  };
}

const FILE: [string, string, Buffer] = ['name="file"; filename="关于检查的通知.docx"', DOCX, bytes];

describe('a document is handed on as it came, with what is said of it', () => {
  test.each<[string, Upload, object]>([
    ['the bytes alone', {}, {}],
    ['gzip', { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(bytes) }, {}],
    [
      'query parameters',
      { query: '?filename=a.docx&kind=notice&lane=urgent&column=%E5%85%AC%E5%91%8A&externalId=n1' },
      { filename: 'a.docx', kind: 'notice', lane: 'urgent', column: '公告', externalId: 'n1' },
    ],
    [
      'the name in Content-Disposition',
      {
        headers: {
          'Content-Disposition': 'attachment; filename="x.docx"; filename*=UTF-8\'\'%E9%80%9A%E7%9F%A5.docx',
        },
      },
      { filename: '通知.docx' },
    ],
    ['a form', form([FILE]), { filename: '关于检查的通知.docx' }],
    [
      'a form with fields, empty ones left out',
      form([['name="kind"', '', 'notice'], ['name="column"', '', ''], FILE]),
      { filename: '关于检查的通知.docx', kind: 'notice' },
    ],
  ])('%s', async (_what, sent, fields) => {
    const { response, call } = await upload(sent);
    expect([response.status, response.body]).toEqual([201, expect.anything()]);
    expect(call?.name).toBe('items.submitDocument');
    const handed = call?.args[0] as { document: { bytes: Uint8Array; contentType: string }; fields: object };
    expect(Buffer.from(handed.document.bytes)).toEqual(bytes);
    expect(handed.document.contentType).toMatch(/officedocument/);
    expect(handed.fields).toEqual(fields);
    expect(response.headers['location']).toBe(`${PUBLIC_URL}/api/v1/items/${ITEM.id}`);
    expect(validator(DocumentAnswer).check(response.body)).toMatchObject({ ok: true });
  });
});

describe('what is wrong with the request is said before the document is read', () => {
  const broken = { headers: { 'Content-Type': 'multipart/form-data; boundary=b' } };
  test.each<[string, Upload, number, string]>([
    ['no body', { body: Buffer.alloc(0) }, 400, 'invalid-request'],
    ['Brotli', { headers: { 'Content-Encoding': 'br' } }, 415, 'unsupported-media-type'],
    ['an unknown parameter', { query: '?kinds=news' }, 400, 'invalid-request'],
    ['an unknown kind', { query: '?kind=gossip' }, 400, 'invalid-request'],
    [
      'a form without a boundary',
      { headers: { 'Content-Type': 'multipart/form-data' } },
      400,
      'invalid-request',
    ],
    ['a form that is none', broken, 400, 'invalid-request'],
    [
      'a form cut short',
      { ...form([FILE]), body: form([FILE]).body?.subarray(0, 150) ?? bytes },
      400,
      'invalid-request',
    ],
    ['a form without a file', form([['name="kind"', '', 'news']]), 400, 'invalid-request'],
    ['a form of two files', form([FILE, FILE]), 400, 'invalid-request'],
    [
      'a form of a hundred fields',
      form([...Array(100).keys()].map((i) => [`name="f${i}"`, '', 'x'])),
      400,
      'invalid-request',
    ],
    ['an unknown field', form([['name="__proto__"', '', 'x'], FILE]), 422, 'validation-failed'],
  ])('%s', async (_what, sent, status, code) => {
    const { response, memory } = await upload(sent);
    expect([response.status, response.body]).toEqual([status, expect.objectContaining({ code })]);
    expect(memory.calls).toEqual([]);
  });

  test('documents have a limit of their own', async () => {
    const api = createApiUnderTest({ bodyLimitBytes: 10, documentLimitBytes: 100 });
    expect((await upload({}, api)).response.status).toBe(201);
    const { response } = await upload({ body: Buffer.alloc(101, 'x') }, api);
    expect([response.status, response.body]).toEqual([
      413,
      expect.objectContaining({ details: { limitBytes: 100 } }),
    ]);
  });
});

describe('Idempotency-Key', () => {
  const key = { 'Idempotency-Key': 'd1' };
  test('the same document again is answered and not taken again', async () => {
    const api = createApiUnderTest();
    const first = await upload({ headers: key }, api);
    const again = await upload({ headers: key }, api);
    expect(api.memory.calls).toHaveLength(1);
    expect([again.response.status, again.response.body]).toEqual([201, first.response.body]);
    expect(again.response.headers['idempotency-replayed']).toBe('true');
  });

  test.each<[string, Upload]>([
    ['other bytes', { headers: key, body: Buffer.from('other') }],
    ['other fields', { headers: key, query: '?kind=notice' }],
  ])('with %s is a conflict', async (_what, sent) => {
    const api = createApiUnderTest();
    await upload({ headers: key }, api);
    expect((await upload(sent, api)).response.body).toMatchObject({ code: 'idempotency-conflict' });
  });
});

test.each(ROLES)('%s', async (role) => {
  const api = createApiUnderTest();
  const isAllowed = rolesFor('submitDocument').includes(role);
  for (const path of ['document', 'batch']) {
    const response = await api
      .as(role)
      .post(`/api/v1/items/${path}`)
      .set('Content-Type', 'application/x-ndjson')
      .send('{"title":"x"}\n');
    expect(response.status < 300).toBe(isAllowed);
    if (!isAllowed) expect(response.status).toBe(403);
  }
});
