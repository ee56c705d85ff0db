import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import type { FetchSettings } from '../../../src/fetch/fetch-client.js';
import { createTestClient, startPeer, type Peer } from './wire.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});
function client(settings: Partial<FetchSettings> = {}) {
  const made = createTestClient(settings);
  open.push(made);
  return made;
}
async function peer(...parameters: Parameters<typeof startPeer>): Promise<Peer> {
  const made = await startPeer(...parameters);
  open.push(made);
  return made;
}
function failure(code: string, details: Record<string, unknown> = {}) {
  return expect.objectContaining({ code, details: expect.objectContaining(details) });
}

describe('private addresses', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://017700000001:PORT/',
    'http://127.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:0.0.0.0]:PORT/',
    'http://localhost:PORT/',
    'https://127.0.0.1:PORT/',
  ])('%s is refused without a connection', async (pattern) => {
    const site = await peer((_request, response) => response.end('secret'));
    await expect(
      client({ allow: [] }).request({ url: pattern.replace('PORT', String(site.port)) }),
    ).rejects.toEqual(failure('fetch-forbidden-address', { phase: 'connect', sent: false }));
    expect(site.connections()).toBe(0);
  });

  test('a redirect to one is refused', async () => {
    const inner = await peer((_request, response) => response.end('secret'));
    const outer = await peer((_request, response) =>
      response.writeHead(302, { Location: inner.url.replace('127.0.0.1', '127.0.0.2') }).end(),
    );
    await expect(client({ allow: ['127.0.0.1/32'] }).request({ url: outer.url })).rejects.toEqual(
      failure('fetch-forbidden-address', { hostname: '127.0.0.2' }),
    );
    expect(inner.connections()).toBe(0);
  });

  test('a name that turns private at the second asking is refused', async () => {
    const site = await peer((_request, response) =>
      response.writeHead(200, { Connection: 'close' }).end('ok'),
    );
    const answers = ['127.0.0.1', '127.0.0.2'];
    const fetcher = client({
      allow: ['127.0.0.1/32'],
      lookup: () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]),
    });
    const url = `http://rebinding.example:${site.port}/`;
    expect((await fetcher.request({ url })).status).toBe(200);
    await expect(fetcher.request({ url })).rejects.toEqual(
      failure('fetch-forbidden-address', { hostname: 'rebinding.example', addresses: ['127.0.0.2'] }),
    );
    expect(site.connections()).toBe(1);
  });

  test('of a mixed answer only permitted addresses are used', async () => {
    const site = await peer((request, response) => response.end(request.socket.localAddress));
    const fetcher = client({
      allow: ['127.0.0.1/32'],
      lookup: () =>
        Promise.resolve([
          { address: '127.0.0.2', family: 4 },
          { address: '::1', family: 6 },
          { address: '127.0.0.1', family: 4 },
        ]),
    });
    const answer = await fetcher.request({ url: `http://mixed.example:${site.port}/` });
    expect(Buffer.from(answer.body).toString()).toBe('127.0.0.1');
  });
});

describe('no connection', () => {
  test('a name that does not exist', async () => {
    const fetcher = client({ lookup: () => Promise.reject(new Error('ENOTFOUND')) });
    await expect(fetcher.request({ url: 'http://nowhere.example/' })).rejects.toEqual(
      failure('fetch-dns', { phase: 'connect', sent: false }),
    );
  });

  test('a name without addresses', async () => {
    const fetcher = client({ lookup: () => Promise.resolve([]) });
    await expect(fetcher.request({ url: 'http://empty.example/' })).rejects.toEqual(failure('fetch-dns'));
  });

  test('a port where nobody listens', async () => {
    const site = await peer(() => undefined);
    await site.close();
    await expect(client().request({ url: site.url })).rejects.toEqual(
      failure('fetch-connect', { phase: 'connect', sent: false }),
    );
  });

  test('a peer that speaks no TLS', async () => {
    const site = await peer((_request, response) => response.end());
    await expect(client().request({ url: site.url.replace('http:', 'https:') })).rejects.toEqual(
      failure('fetch-tls', { phase: 'connect', sent: false }),
    );
  });

  test('an address with a password is refused before anything else', async () => {
    await expect(client().request({ url: 'http://u:p@127.0.0.1/' })).rejects.toEqual(
      failure('fetch-invalid-url'),
    );
  });

  test('a header that would break the request is refused', async () => {
    const site = await peer((_request, response) => response.end());
    await expect(client().request({ url: site.url, headers: { 'x-a': 'b\r\nx-c: d' } })).rejects.toEqual(
      failure('internal', { sent: false }),
    );
  });
});

describe('redirects', () => {
  test('are followed to the final address, relative and in raw Chinese', async () => {
    const site = await peer((request, response) => {
      if (request.url === '/a') response.writeHead(301, { Location: 'b/?x=1' }).end('moved');
      else if (request.url === '/b/?x=1') {
        response.writeHead(302, { Location: Buffer.from('/通知').toString('latin1') }).end();
      } else response.end(request.url);
    });
    const answer = await client().request({ url: `${site.url}/a` });
    expect(answer).toMatchObject({
      url: `${site.url}/%E9%80%9A%E7%9F%A5`,
      requestedUrl: `${site.url}/a`,
      redirects: [
        { status: 301, from: `${site.url}/a`, to: `${site.url}/b/?x=1` },
        { status: 302, from: `${site.url}/b/?x=1`, to: `${site.url}/%E9%80%9A%E7%9F%A5` },
      ],
    });
  });

  test('five are followed, the sixth is one too many', async () => {
    const site = await peer((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { Location: `/${left - 1}` }).end();
    });
    expect((await client().request({ url: `${site.url}/5` })).status).toBe(200);
    await expect(client().request({ url: `${site.url}/6` })).rejects.toEqual(
      failure('fetch-too-many-redirects'),
    );
  });

  test('a circle ends', async () => {
    const site = await peer((_request, response) => response.writeHead(302, { Location: '/' }).end());
    await expect(client().request({ url: site.url })).rejects.toEqual(failure('fetch-too-many-redirects'));
  });

  test.each(['file:///etc/passwd', 'http://u:p@example.com/', 'http://'])(
    'to %s is refused',
    async (location) => {
      const site = await peer((_request, response) => response.writeHead(302, { Location: location }).end());
      await expect(client().request({ url: site.url })).rejects.toEqual(failure('fetch-invalid-url'));
    },
  );

  test('the body of a redirect, however large or coded, is of no interest', async () => {
    const site = await peer((request, response) => {
      if (request.url === '/') {
        response.writeHead(302, { Location: '/b', 'Content-Encoding': 'br' }).end(Buffer.alloc(2_000_000));
      } else response.end('ok');
    });
    expect((await client().request({ url: site.url })).status).toBe(200);
  });

  test('another origin gets no secrets, the same origin keeps them', async () => {
    const seen: Record<string, IncomingHttpHeaders> = {};
    const other = await peer((request, response) => {
      seen['other'] = request.headers;
      response.end();
    });
    const site = await peer((request, response) => {
      seen[request.url ?? ''] = request.headers;
      response.writeHead(302, { Location: request.url === '/' ? '/again' : other.url }).end();
    });
    const headers = { Authorization: 'Bearer t', Cookie: 'c=1', 'X-Api-Key': 'k', Accept: 'text/html' };
    await client().request({ url: `${site.url}/`, headers });
    expect(seen['/again']).toMatchObject({ authorization: 'Bearer t', cookie: 'c=1', 'x-api-key': 'k' });
    expect(seen['other']).toMatchObject({ accept: 'text/html', host: `127.0.0.1:${other.port}` });
    expect(seen['other']).not.toHaveProperty('authorization');
    expect(seen['other']).not.toHaveProperty('cookie');
    expect(seen['other']).not.toHaveProperty('x-api-key');
  });

  test('a POST does not follow unless told, then turns into GET without its body', async () => {
    const seen: string[] = [];
    const site = await peer((request, response) => {
      seen.push(`${request.method ?? ''} ${request.headers['content-length'] ?? '-'}`);
      if (request.url === '/') response.writeHead(303, { Location: '/done' }).end();
      else response.end();
    });
    const post = { method: 'POST', url: `${site.url}/`, body: 'abc' } as const;
    expect((await client().request(post)).status).toBe(303);
    expect((await client().request({ ...post, followRedirects: true })).status).toBe(200);
    expect(seen).toEqual(['POST 3', 'POST 3', 'GET -']);
  });

  test('a 302 without Location is an answer', async () => {
    const site = await peer((_request, response) => response.writeHead(302).end('x'));
    expect((await client().request({ url: site.url })).status).toBe(302);
  });
});
