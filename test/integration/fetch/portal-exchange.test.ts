import { afterEach, expect, test } from '@jest/globals';
import type { FetchSettings } from '../../../src/fetch/fetch-client.js';
import { createPortalExchange } from '../../../src/fetch/portal-exchange.js';
import { createTestClient, startPeer, startRawPeer, type Peer } from './wire.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});
function exchange(settings: Partial<FetchSettings> = {}) {
  const client = createTestClient(settings);
  open.push(client);
  return createPortalExchange(client);
}
function keep(peer: Peer): Peer {
  open.push(peer);
  return peer;
}
const post = { method: 'POST', headers: {}, body: 'x' } as const;

test.each([302, 404, 500])('status %d is an answer', async (status) => {
  const portal = keep(
    await startPeer((_request, response) => response.writeHead(status, { Location: '/' }).end('a')),
  );
  const answer = await exchange()({ ...post, url: portal.url });
  expect(answer).toMatchObject({ status, headers: { location: '/' } });
});

test.each([
  ['cut before an answer', ''],
  ['cut in the answer', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
  ['an answer that is not HTTP', 'garbage\r\n\r\n'],
  ['an answer in Brotli', 'HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc'],
  ['an endless answer', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nabc'],
])('%s is ambiguous', async (_name, bytes) => {
  const portal = keep(await startRawPeer((socket) => socket.end(bytes)));
  await expect(exchange()({ ...post, url: portal.url })).rejects.toMatchObject({
    code: 'portal-ambiguous',
    retryable: true,
  });
});

test('a portal that hangs is ambiguous', async () => {
  const portal = keep(await startRawPeer(() => undefined));
  await expect(exchange({ headersTimeoutMs: 50 })({ ...post, url: portal.url })).rejects.toMatchObject({
    code: 'portal-ambiguous',
    details: { fetchCode: 'fetch-timeout' },
  });
});

test.each([
  ['nobody listens', 'fetch-connect', {}],
  ['the name is unknown', 'fetch-dns', { lookup: () => Promise.resolve([]) }],
  [
    'names are never answered',
    'fetch-connect',
    { connectTimeoutMs: 50, lookup: () => new Promise<never>(() => undefined) },
  ],
  [
    'the address is private',
    'fetch-forbidden-address',
    { allow: [], lookup: () => Promise.resolve([{ address: '10.0.0.1', family: 4 }]) },
  ],
])('when %s nothing was sent: %s', async (_name, code, settings) => {
  const gone = await startPeer(() => undefined);
  await gone.close();
  const host = 'lookup' in settings ? 'portal.example' : '127.0.0.1';
  await expect(exchange(settings)({ ...post, url: `http://${host}:${gone.port}/` })).rejects.toMatchObject({
    code,
  });
});
