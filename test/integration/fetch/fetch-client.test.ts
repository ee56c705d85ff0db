import { afterEach, describe, expect, test } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deflateRawSync, deflateSync, gzipSync, brotliCompressSync } from 'node:zlib';
import type { IncomingHttpHeaders } from 'node:http';
import type { FetchClient, FetchSettings } from '../../../src/fetch/fetch-client.js';
import { createTestClient, startPeer, startRawPeer, type Peer } from './wire.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

function client(settings: Partial<FetchSettings> = {}): FetchClient {
  return keep(createTestClient(settings));
}
function keep<T extends { close(): Promise<void> }>(thing: T): T {
  open.push(thing);
  return thing;
}
async function peer(...parameters: Parameters<typeof startPeer>): Promise<Peer> {
  return keep(await startPeer(...parameters));
}
async function rawPeer(...parameters: Parameters<typeof startRawPeer>): Promise<Peer> {
  return keep(await startRawPeer(...parameters));
}
function failure(code: string, details: Record<string, unknown> = {}) {
  return expect.objectContaining({ code, details: expect.objectContaining(details) });
}

describe('an ordinary exchange', () => {
  test('gives status, headers, body and both addresses, and asks for no Brotli', async () => {
    let asked: IncomingHttpHeaders = {};
    const site = await peer((request, response) => {
      asked = request.headers;
      response.writeHead(404, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('没有');
    });
    const answer = await client().request({
      url: `${site.url}/a?b=c#d`,
      headers: { 'Accept-Encoding': 'br', Host: 'evil.example', 'If-None-Match': '"1"' },
    });
    expect(answer).toMatchObject({ status: 404, url: `${site.url}/a?b=c#d`, bytesOnWire: 6, redirects: [] });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'set-cookie': 'a=1, b=2' });
    expect(Buffer.from(answer.body).toString()).toBe('没有');
    expect(asked).toMatchObject({
      host: `127.0.0.1:${site.port}`,
      'accept-encoding': 'gzip, deflate',
      'user-agent': 'test/1',
      'if-none-match': '"1"',
    });
  });

  test('posts a body', async () => {
    const site = await peer((request, response) => {
      request.pipe(response.writeHead(201));
    });
    const answer = await client().request({ method: 'POST', url: site.url, body: '内容' });
    expect(answer.status).toBe(201);
    expect(Buffer.from(answer.body).toString()).toBe('内容');
  });

  test('keeps the connection, also over 304 answers that state a length', async () => {
    const site = await rawPeer((socket) => {
      socket.write('HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n');
    });
    const fetcher = client();
    for (let round = 0; round < 3; round += 1) {
      expect((await fetcher.request({ url: site.url })).status).toBe(304);
      // The pool takes a connection back one turn of the event loop after its answer.
      await nextTurn();
    }
    expect(site.connections()).toBe(1);
    const stating = await rawPeer((socket) => {
      socket.write('HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n');
    });
    expect(await fetcher.request({ url: stating.url })).toMatchObject({ status: 304, bytesOnWire: 0 });
  });

  test('repeats a GET once when the kept connection turns out to be dead', async () => {
    let served = 0;
    const site = await rawPeer((socket) => {
      served += 1;
      if (served === 2) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    const fetcher = client();
    await fetcher.request({ url: site.url });
    await nextTurn();
    expect((await fetcher.request({ url: site.url })).status).toBe(200);
    expect(served).toBe(3);
  });

  test('never repeats a POST', async () => {
    let served = 0;
    const site = await rawPeer((socket) => {
      served += 1;
      if (served === 2) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    const fetcher = client();
    const post = () => fetcher.request({ method: 'POST', url: site.url, body: 'x' });
    await post();
    await nextTurn();
    await expect(post()).rejects.toEqual(failure('fetch-truncated', { phase: 'headers', sent: true }));
    expect(served).toBe(2);
  });
});

describe('content coding', () => {
  const text = Buffer.from('正文'.repeat(10_000));
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['gzip', Buffer.concat([gzipSync(text.subarray(0, 9)), gzipSync(text.subarray(9))])],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['identity', text],
    ['', text],
  ])('%s is decoded', async (encoding, bytes) => {
    const site = await peer((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': encoding }).end(bytes);
    });
    const answer = await client().request({ url: site.url });
    expect(Buffer.compare(Buffer.from(answer.body), text)).toBe(0);
    expect(answer.bytesOnWire).toBe(bytes.length);
  });

  test.each(['br', 'zstd', 'gzip, gzip', 'gzip, br', 'compress'])(
    '%s is refused unread',
    async (encoding) => {
      const site = await peer((_request, response) => {
        response.writeHead(200, { 'Content-Encoding': encoding }).end(brotliCompressSync(text));
      });
      await expect(client().request({ url: site.url })).rejects.toEqual(
        failure('fetch-unsupported-encoding'),
      );
    },
  );

  test.each([
    ['cut in the middle', gzipSync(text).subarray(0, 60), 'fetch-truncated'],
    ['without its trailer', gzipSync(text).subarray(0, -8), 'fetch-truncated'],
    ['damaged', Buffer.concat([gzipSync(text).subarray(0, 30), Buffer.alloc(90, 0xff)]), 'fetch-protocol'],
    ['not compressed at all', text, 'fetch-protocol'],
  ])('gzip %s fails', async (_name, bytes, code) => {
    const site = await peer((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bytes);
    });
    await expect(client().request({ url: site.url })).rejects.toEqual(
      failure(code, { phase: 'body', sent: true }),
    );
  });

  test('an empty body needs no decoding', async () => {
    const site = await peer((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end();
    });
    expect((await client().request({ url: site.url })).body).toHaveLength(0);
  });
});

describe('size', () => {
  const cap = { maxBytes: 10_000 };
  test.each<[string, Record<string, string>, Buffer]>([
    ['stated length', { 'Content-Length': '10001' }, Buffer.alloc(10_001)],
    ['streamed body', { 'Transfer-Encoding': 'chunked' }, Buffer.alloc(10_001)],
    ['gzip bomb', { 'Content-Encoding': 'gzip' }, gzipSync(Buffer.alloc(5_000_000))],
    [
      'bomb in the second member',
      { 'Content-Encoding': 'gzip' },
      Buffer.concat([gzipSync('a'), gzipSync(Buffer.alloc(5_000_000))]),
    ],
    ['deflate bomb', { 'Content-Encoding': 'deflate' }, deflateSync(Buffer.alloc(5_000_000))],
  ])('%s over the cap is refused', async (_name, headers, body) => {
    const site = await peer((_request, response) => {
      response.writeHead(200, headers).end(body);
    });
    await expect(client(cap).request({ url: site.url })).rejects.toEqual(
      failure('fetch-too-large', { maxBytes: 10_000 }),
    );
  });

  test('a stated length over the cap is refused before the body comes', async () => {
    const site = await rawPeer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n');
    });
    await expect(client(cap).request({ url: site.url })).rejects.toEqual(failure('fetch-too-large'));
  });

  test('an endless body is cut', async () => {
    const site = await rawPeer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const piece = Buffer.alloc(4096, 0x61);
      const pour = () => {
        while (!socket.destroyed && socket.write(piece));
        socket.once('drain', pour);
      };
      pour();
    });
    await expect(client(cap).request({ url: site.url })).rejects.toEqual(failure('fetch-too-large'));
  });

  test('headers without end are refused', async () => {
    const site = await rawPeer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`);
    });
    await expect(client().request({ url: site.url })).rejects.toEqual(
      failure('fetch-too-large', { phase: 'headers' }),
    );
  });

  test('exactly the cap is accepted, and a request may set its own', async () => {
    const site = await peer((_request, response) => response.end(Buffer.alloc(10_000)));
    expect((await client(cap).request({ url: site.url })).body).toHaveLength(10_000);
    await expect(client(cap).request({ url: site.url, maxBytes: 9_999 })).rejects.toEqual(
      failure('fetch-too-large'),
    );
  });
});

describe('broken answers', () => {
  test.each([
    ['shorter than stated', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'fetch-truncated', 'body'],
    [
      'cut between chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
      'fetch-truncated',
      'body',
    ],
    ['cut in the headers', 'HTTP/1.1 200 OK\r\nContent-Le', 'fetch-truncated', 'headers'],
    ['no answer at all', '', 'fetch-truncated', 'headers'],
    ['not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'fetch-protocol', 'headers'],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      'fetch-truncated',
      'headers',
    ],
  ])('%s', async (_name, bytes, code, phase) => {
    const site = await rawPeer((socket) => socket.end(bytes));
    await expect(client().request({ url: site.url })).rejects.toEqual(failure(code, { phase, sent: true }));
  });
});

describe('time', () => {
  const slow = { headersTimeoutMs: 80, bodyTimeoutMs: 80, totalTimeoutMs: 5000 };
  test('no headers', async () => {
    const site = await rawPeer(() => undefined);
    await expect(client(slow).request({ url: site.url })).rejects.toEqual(
      failure('fetch-timeout', { phase: 'headers', sent: true }),
    );
  });

  test('a body that stops', async () => {
    const site = await rawPeer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'));
    await expect(client(slow).request({ url: site.url })).rejects.toEqual(
      failure('fetch-timeout', { phase: 'body', sent: true }),
    );
  });

  test('a body that drips is ended by the total time', async () => {
    const site = await rawPeer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const drip = setInterval(() => socket.write('a'), 10);
      socket.once('close', () => {
        clearInterval(drip);
      });
    });
    await expect(client().request({ url: site.url, totalTimeoutMs: 150 })).rejects.toEqual(
      failure('fetch-timeout', { phase: 'body', sent: true }),
    );
  });

  test('a name server that never answers', async () => {
    const fetcher = client({ connectTimeoutMs: 80, lookup: () => new Promise(() => undefined) });
    await expect(fetcher.request({ url: 'http://hung.example/' })).rejects.toEqual(
      failure('fetch-timeout', { phase: 'connect', sent: false }),
    );
  });

  test('redirects share one total time', async () => {
    const site = await peer((request, response) => {
      setTimeout(() => response.writeHead(302, { Location: `${request.url ?? ''}x` }).end(), 60);
    });
    await expect(
      client({ maxRedirects: 50 }).request({ url: site.url, totalTimeoutMs: 150 }),
    ).rejects.toEqual(failure('fetch-timeout'));
  });
});

describe('a caller that gives up', () => {
  test('before the start nothing is sent', async () => {
    const site = await peer((_request, response) => response.end());
    await expect(client().request({ url: site.url, signal: AbortSignal.abort() })).rejects.toEqual(
      failure('fetch-aborted', { phase: 'connect', sent: false }),
    );
    expect(site.connections()).toBe(0);
  });

  test('in the middle, the connection is dropped', async () => {
    const giveUp = new AbortController();
    let dropped: () => void = () => undefined;
    const drop = new Promise<void>((resolve) => {
      dropped = resolve;
    });
    const site = await rawPeer((socket) => {
      socket.once('close', dropped);
      giveUp.abort();
    });
    await expect(client().request({ url: site.url, signal: giveUp.signal })).rejects.toEqual(
      failure('fetch-aborted', { phase: 'headers', sent: true }),
    );
    await drop;
  });
});
