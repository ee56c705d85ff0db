import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { AppError } from '../../../schemas/errors.js';
import { BatchLineAnswer } from '../../../schemas/document.js';
import type { Submission, SubmissionAnswer } from '../../../schemas/requests.js';
import { validator } from '../../../schemas/validator.js';
import { listen, type Listening } from '../../../src/http/listen.js';
import { createApiUnderTest, type ApiUnderTest } from './api-under-test.js';
import { keyOf } from './in-memory-dependencies.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(api: ApiUnderTest): Promise<Listening> {
  const listening = await listen(api.app, { host: '127.0.0.1', port: 0, drainMs: 0 });
  closing.push(listening.close);
  return listening;
}

function open({ url }: Listening, headers: Record<string, string> = {}): ClientRequest {
  return httpRequest(`${url}/api/v1/items/batch`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keyOf('unit-editor')}`,
      'content-type': 'application/x-ndjson',
      'accept-language': 'en',
      ...headers,
    },
  });
}

interface Line extends Partial<SubmissionAnswer> {
  line: number;
  problem?: { code: string; status: number; detail: string; errors?: { pointer: string }[] };
}

function linesFrom(response: IncomingMessage): AsyncIterator<string, undefined> {
  return createInterface({ input: response })[Symbol.asyncIterator]();
}

async function nextLine(lines: AsyncIterator<string, undefined>): Promise<string> {
  return (await lines.next()).value ?? '';
}

async function linesOf(response: IncomingMessage): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of createInterface({ input: response })) lines.push(JSON.parse(line) as Line);
  return lines;
}

async function send(body: string | Buffer, headers: Record<string, string> = {}, api = createApiUnderTest()) {
  const request = open(await serve(api), headers);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { api, response, lines: await linesOf(response) };
}

/** A number that has stopped changing. */
async function settled(read: () => number): Promise<number> {
  let last = read();
  for (let quiet = 0; quiet < 200; quiet++) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = read();
    if (now !== last) quiet = 0;
    last = now;
  }
  return last;
}

const submitted = (api: ApiUnderTest): (string | undefined)[] =>
  api.memory.calls.flatMap(({ args }) => (args[0] as Submission[]).map(({ externalId }) => externalId));
const item = (id: number | string) => JSON.stringify({ externalId: String(id), title: `第${id}条` });

test('each line is answered in order, whatever is wrong with others', async () => {
  const body = [
    item(1),
    '{"externalId":"2"',
    '',
    '{"externalId":"4"}',
    '[]',
    JSON.stringify({ externalId: '6', title: 'x', titel: 'y' }),
    item(7),
  ].join('\r\n');
  const { api, response, lines } = await send(body);
  expect([response.statusCode, response.headers['content-type']]).toEqual([
    200,
    'application/x-ndjson; charset=utf-8',
  ]);
  expect(
    lines.map(({ line, id, problem }) => [line, id ?? problem?.code, problem?.errors?.[0]?.pointer]),
  ).toEqual([
    [1, 'BS-1', undefined],
    [2, 'malformed-json', undefined],
    [4, 'validation-failed', '/title'],
    [5, 'validation-failed', ''],
    [6, 'validation-failed', '/titel'],
    [7, 'BS-7', undefined],
  ]);
  for (const line of lines) expect(validator(BatchLineAnswer).check(line)).toMatchObject({ ok: true });
  expect(submitted(api)).toEqual(['1', '7']);
});

test('problems are told in the language asked for', async () => {
  const { lines } = await send('{', { 'accept-language': 'zh-CN' });
  expect(lines[0]?.problem?.detail).toMatch(/第 1 行第 2 列/);
});

describe('ways to send it', () => {
  const three = [1, 2, 3].map(item).join('\n');
  test.each<[string, string | Buffer, Record<string, string>]>([
    ['without a line feed at the end', three, {}],
    ['with one', `${three}\n`, {}],
    ['with a byte order mark', `\ufeff${three}`, {}],
    ['gzip', gzipSync(three), { 'content-encoding': 'gzip' }],
    [
      'gzip in two members',
      Buffer.concat([gzipSync(`${item(1)}\n`), gzipSync(`${item(2)}\n${item(3)}`)]),
      { 'content-encoding': 'gzip' },
    ],
    ['as JSON Lines', three, { 'content-type': 'application/jsonl; charset=utf-8' }],
  ])('%s', async (_what, body, headers) => {
    const { lines } = await send(body, headers);
    expect(lines.map(({ line, id }) => [line, id])).toEqual([
      [1, 'BS-1'],
      [2, 'BS-2'],
      [3, 'BS-3'],
    ]);
  });
});

describe('refused as a whole', () => {
  test.each<[string, string | Buffer, Record<string, string>, number, string]>([
    ['no body', '', {}, 400, 'invalid-request'],
    ['empty lines only', '\n\r\n \n', {}, 400, 'invalid-request'],
    ['Brotli', item(1), { 'content-encoding': 'br' }, 415, 'unsupported-media-type'],
    ['gzip that is none', item(1), { 'content-encoding': 'gzip' }, 400, 'invalid-request'],
    ['a JSON array', '[]', { 'content-type': 'application/json' }, 415, 'unsupported-media-type'],
    [
      'another charset',
      item(1),
      { 'content-type': 'application/x-ndjson; charset=gbk' },
      415,
      'unsupported-media-type',
    ],
  ])('%s', async (_what, body, headers, status, code) => {
    const { api, response, lines } = await send(body, headers);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(lines[0]).toMatchObject({ code });
    expect(api.memory.calls).toEqual([]);
  });
});

test('a line larger than an item may be, or in GBK, is that line alone', async () => {
  const api = createApiUnderTest({ bodyLimitBytes: 200 });
  const body = Buffer.concat([
    Buffer.from(`${item(1)}\n${JSON.stringify({ title: 'x'.repeat(300) })}\n`),
    iconv.encode(`${item(3)}\n`, 'gbk'),
    Buffer.from(item(4)),
  ]);
  const { lines } = await send(body, {}, api);
  expect(lines.map(({ id, problem }) => id ?? problem?.code)).toEqual([
    'BS-1',
    'payload-too-large',
    'malformed-json',
    'BS-4',
  ]);
});

test('compression that breaks off is told after the lines that came whole', async () => {
  const many = Array.from({ length: 40_000 }, (_, i) => item(`${i} ${Math.sin(i)}`)).join('\n');
  const whole = gzipSync(many);
  const { lines } = await send(whole.subarray(0, whole.byteLength - 500), { 'content-encoding': 'gzip' });
  const last = lines.at(-1);
  expect(lines.length).toBeGreaterThan(100);
  expect(last).toMatchObject({ line: lines.length, problem: { code: 'invalid-request' } });
  expect(lines.slice(0, -1).every(({ id }) => id !== undefined)).toBe(true);
});

test('a client that waits for each answer before it sends the next line is served', async () => {
  const request = open(await serve(createApiUnderTest()));
  request.write(`${item(1)}\n`);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const answers = linesFrom(response);
  for (let line = 1; line <= 3; line++) {
    expect(JSON.parse(await nextLine(answers))).toMatchObject({ line, id: `BS-${line}` });
    if (line < 3) request.write(`${item(line + 1)}\n`);
  }
  request.end();
  expect((await answers.next()).done).toBe(true);
});

test('a client that reads nothing before it has sent everything is served: 100 000 lines', async () => {
  const total = 100_000;
  const body = Buffer.from(Array.from({ length: total }, (_, i) => item(i)).join('\n'));
  const request = open(await serve(createApiUnderTest()), { 'content-length': String(body.byteLength) });
  const responded = once(request, 'response');
  // Written whole before anything of the answer is read.
  await new Promise<void>((resolve) => request.end(body, resolve));
  const [response] = (await responded) as [IncomingMessage];
  const lines = await linesOf(response);
  expect(lines).toHaveLength(total);
  expect(lines.every(({ line, id }, index) => line === index + 1 && id === `BS-${index}`)).toBe(true);
});

test('no more is read than the store keeps up with, and lines are stored together', async () => {
  const api = createApiUnderTest();
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const { items } = api.memory.deps;
  const submitMany = items.submitMany.bind(items);
  items.submitMany = async (submissions, caller) => {
    await gate;
    return submitMany(submissions, caller);
  };
  const request = open(await serve(api));
  const total = 40_000;
  request.end(`${JSON.stringify({ externalId: 'x', title: 'x'.repeat(1000) })}\n`.repeat(total));
  await once(request, 'socket');
  expect(await settled(() => request.socket?.writableLength ?? 0)).toBeGreaterThan(20_000_000);
  expect(api.memory.calls).toEqual([]);
  release();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(await linesOf(response)).toHaveLength(total);
  const sizes = api.memory.calls.map(({ args }) => (args[0] as Submission[]).length);
  expect([Math.max(...sizes), sizes.length < total / 10]).toEqual([100, true]);
});

test('after a client has left, nothing more is begun', async () => {
  const api = createApiUnderTest();
  const started: number[] = [];
  let left: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (left = resolve));
  const { items } = api.memory.deps;
  const submitMany = items.submitMany.bind(items);
  items.submitMany = async (submissions, caller) => {
    started.push(submissions.length);
    await gone;
    return submitMany(submissions, caller);
  };
  const request = open(await serve(api));
  request.on('error', () => undefined);
  request.write(Array.from({ length: 500 }, (_, i) => item(i)).join('\n'));
  while (started.length === 0) await new Promise((resolve) => setImmediate(resolve));
  request.destroy();
  while (api.observed.length === 0) await new Promise((resolve) => setImmediate(resolve));
  left();
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toHaveLength(1);
});

describe('a store that is away', () => {
  const away = new AppError('service-unavailable', 'away', { retryAfterSeconds: 2 });

  test('before the first answer is an ordinary problem', async () => {
    const api = createApiUnderTest();
    api.memory.failure = away;
    const { response, lines } = await send(item(1), {}, api);
    expect([response.statusCode, response.headers['retry-after'], lines[0]]).toEqual([
      503,
      '2',
      expect.objectContaining({ code: 'service-unavailable' }),
    ]);
  });

  test('later cuts the connection: what was answered is done, the rest is to be sent again', async () => {
    const api = createApiUnderTest();
    const request = open(await serve(api));
    request.on('error', () => undefined);
    request.write(`${item(1)}\n`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const answers = linesFrom(response);
    expect(JSON.parse(await nextLine(answers))).toMatchObject({ line: 1, id: 'BS-1' });
    api.memory.failure = away;
    request.write(`${item(2)}\n`);
    await once(response, 'error');
    expect(response.complete).toBe(false);
  });
});
