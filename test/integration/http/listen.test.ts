import { once } from 'node:events';
import http from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen, type Listening } from '../../../src/http/listen.js';
import { createApiUnderTest } from './api-under-test.js';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listening) => listening.close()));
});

async function serve(app: http.RequestListener, drainMs?: number): Promise<Listening & { port: number }> {
  const settings = { host: '127.0.0.1', port: 0, ...(drainMs !== undefined && { drainMs }) };
  const listening = await listen(app, settings);
  open.push(listening);
  return { ...listening, port: Number(new URL(listening.url).port) };
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** A handler that holds its answer until it is let go. */
function holdingApp() {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let started = (): void => undefined;
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const app: http.RequestListener = (_req, res) => {
    started();
    void released.then(() => res.end('done'));
  };
  return { app, running, release };
}

describe('what is no HTTP request is answered as a problem', () => {
  const raw: [name: string, sent: string, status: number][] = [
    ['not HTTP at all', 'HELLO\r\n\r\n', 400],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nbroken header\r\n\r\n', 400],
    ['headers too large', `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    [
      'length and chunks at once',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ];
  test.each(raw)('%s', async (_name, sent, status) => {
    const { port } = await serve(createApiUnderTest().app);
    const socket = await dial(port);
    socket.write(sent);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(JSON.parse(body)).toMatchObject({ status, code: 'invalid-request' });
  });

  test('damage inside a body never puts a second answer into the first', async () => {
    const { port } = await serve((_req, res) => {
      res.write('part');
    });
    const socket = await dial(port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.write('not a chunk\r\n');
    const rest = await text(socket).catch(() => '');
    expect(first.toString()).toContain('200 OK');
    expect(rest).not.toContain('HTTP/1.1');
  });
});

describe('close', () => {
  test('lets the running request finish and ends its kept-alive connection', async () => {
    const { app, running, release } = holdingApp();
    const { url, port, close } = await serve(app);
    const agent = new http.Agent({ keepAlive: true });
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      http.get(url, { agent }, resolve).on('error', reject);
    });
    await running;
    const closed = close();
    const refused = connect(port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    release();
    const response = await answered;
    expect([response.headers.connection, await text(response)]).toEqual(['close', 'done']);
    await closed;
    agent.destroy();
  });

  test('does not wait for connections that carry nothing', async () => {
    const { port, close } = await serve(createApiUnderTest().app, 600_000);
    const silent = await dial(port);
    const kept = await dial(port);
    kept.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(kept, 'data');
    const ended = Promise.all([once(silent, 'close'), once(kept, 'close')]);
    silent.resume();
    kept.resume();
    await close();
    await ended;
  });

  test('cuts what outlives the limit', async () => {
    const { app, running } = holdingApp();
    const { url, close } = await serve(app, 20);
    const cut = new Promise<NodeJS.ErrnoException>((resolve) => {
      http.get(url).on('error', resolve);
    });
    await running;
    await close();
    expect((await cut).code).toBe('ECONNRESET');
  });

  test('may be called twice', async () => {
    const { close } = await serve(createApiUnderTest().app);
    await Promise.all([close(), close()]);
    await close();
  });
});

test('a port that is taken is a configuration error that names it', async () => {
  const { port } = await serve(createApiUnderTest().app);
  await expect(listen(() => undefined, { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'configuration-invalid',
    details: { host: '127.0.0.1', port },
  });
});

test('a client that leaves is logged once, as aborted', async () => {
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const { app, log } = createApiUnderTest({
    onRequest: () => {
      ended();
    },
  });
  const { port } = await serve(app);
  const socket = await dial(port);
  const head = ['POST /api/v1/items HTTP/1.1', 'Host: x', 'Authorization: Bearer key-of-unit-editor'];
  // The interim answer tells that the request runs and its body is awaited.
  const body = ['Content-Type: application/json', 'Content-Length: 50', 'Expect: 100-continue', '', '{"ti'];
  socket.write([...head, ...body].join('\r\n'));
  await once(socket, 'data');
  socket.destroy();
  await end;
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toMatchObject([{ event: 'http.request', fields: { aborted: true } }]);
});
