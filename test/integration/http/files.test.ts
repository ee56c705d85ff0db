import { describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import type { Response } from 'supertest';
import { createApiUnderTest, type ApiUnderTest } from './api-under-test.js';
import { FILE, ITEM } from './samples.js';

const path = `/api/v1/items/${ITEM.id}/media/${FILE.sha256}`;
const etag = `"${FILE.sha256}"`;

function apiWith(file: Partial<typeof FILE> = {}): ApiUnderTest {
  const api = createApiUnderTest();
  api.memory.deps.items.findFile = () => Promise.resolve({ ...FILE, ...file });
  return api;
}

const get = (headers: Record<string, string> = {}, file: Partial<typeof FILE> = {}) =>
  apiWith(file).as('reviewer').get(path).set(headers).buffer(true).parse(toText);

/** Whatever type it claims: the bytes. */
function toText(response: Response, done: (error: Error | null, body: unknown) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => {
    done(null, Buffer.concat(chunks).toString());
  });
}

describe('a file', () => {
  test('comes whole, with what keeps a browser from running it', async () => {
    const answer = await get();
    expect([answer.status, answer.body]).toEqual([200, '0123456789']);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '10',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      etag,
    });
    expect(answer.headers['content-disposition']).toMatch(
      /^inline; filename="___\.png"; filename\*=UTF-8''%E7/,
    );
  });

  test.each([
    ['application/pdf', 'application/pdf', 'inline'],
    ['image/tiff', 'image/tiff', 'attachment'],
    ['image/svg+xml', 'application/octet-stream', 'attachment'],
    ['text/html', 'application/octet-stream', 'attachment'],
    ['text/plain', 'application/octet-stream', 'attachment'],
    ['application/xml', 'application/octet-stream', 'attachment'],
    ['multipart/related', 'application/octet-stream', 'attachment'],
    ['application/msword', 'application/msword', 'attachment'],
  ])('that is %s is sent as %s, %s', async (mediaType, type, disposition) => {
    const { headers } = await get({}, { mediaType });
    expect(headers['content-type']).toBe(type);
    expect(headers['content-disposition']).toMatch(new RegExp(`^${disposition};`));
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  test('answers HEAD with its headers alone, and opens nothing for it', async () => {
    const open = () => Promise.reject(new Error('opened'));
    const answer = await apiWith({ open }).as('reviewer').head(path);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-length': '10', etag });
  });

  test.each([etag, `W/${etag}`, `"x", ${etag}`, '*'])(
    'that the reader has (%s) is not sent again',
    async (known) => {
      const answer = await get({ 'If-None-Match': known });
      expect([answer.status, answer.body]).toEqual([304, '']);
      expect(answer.headers['etag']).toBe(etag);
    },
  );
});

describe('a part of a file', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('%s', async (range, body, contentRange) => {
    const answer = await get({ Range: range });
    expect([answer.status, answer.body]).toEqual([206, body]);
    expect(answer.headers).toMatchObject({
      'content-range': contentRange,
      'content-length': String(body.length),
    });
  });

  test.each(['bytes=0-1,4-5', 'pages=1-2', 'bytes=x', 'bytes'])(
    '%s is answered with the whole',
    async (range) => {
      const answer = await get({ Range: range });
      expect([answer.status, answer.body]).toEqual([200, '0123456789']);
    },
  );

  test.each([
    [etag, 206],
    ['"other"', 200],
    [`W/${etag}`, 200],
    ['Mon, 23 Nov 2026 01:00:00 GMT', 200],
  ])('is only sent while If-Range %s holds: %i', async (condition, status) => {
    expect((await get({ Range: 'bytes=0-3', 'If-Range': condition })).status).toBe(status);
  });

  test('that lies outside is a problem that says how long the file is', async () => {
    const { as } = apiWith();
    const answer = await as('reviewer').get(path).set('Range', 'bytes=10-');
    expect([answer.status, answer.body]).toEqual([
      416,
      expect.objectContaining({ code: 'range-not-satisfiable', details: { size: 10 } }),
    ]);
    expect(answer.headers).toMatchObject({ 'content-range': 'bytes */10', 'cache-control': 'no-store' });
    expect(answer.headers).not.toHaveProperty('content-disposition');
  });
});

test('a file that breaks off is never taken for whole, and is reported', async () => {
  const open = () =>
    Promise.resolve(
      Readable.from(
        (function* () {
          yield Buffer.from('012');
          throw new Error('the disk is gone');
        })(),
      ),
    );
  const { as, log } = apiWith({ open });
  await expect(as('reviewer').get(path).buffer(true).parse(toText)).rejects.toThrow();
  expect(log.filter(({ event }) => event === 'http.failure')).toHaveLength(1);
});

test('a file that is not there, or not of this item, is not found', async () => {
  const { as } = createApiUnderTest();
  const answer = await as('reviewer').get(`/api/v1/items/${ITEM.id}/media/${'0'.repeat(64)}`);
  expect([answer.status, answer.body]).toEqual([
    404,
    expect.objectContaining({ code: 'not-found', detail: `没有文件 ${'0'.repeat(64)}。` }),
  ]);
});
