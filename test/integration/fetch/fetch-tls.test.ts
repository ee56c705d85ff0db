import { afterEach, expect, test } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FetchClient, FetchSettings } from '../../../src/fetch/fetch-client.js';
import { packageRoot } from '../../../src/package-root.js';
import { createTestClient } from './wire.js';

// A certificate made for these tests alone: it names portal.example, is signed by itself, and no one else trusts it.
const fixture = (name: string) => readFileSync(join(packageRoot, 'test/fixtures/fetch', name), 'utf8');
const cert = fixture('loopback-cert.pem');

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function startTlsPeer(): Promise<number> {
  const server = createServer({ cert, key: fixture('loopback-key.pem') }, (_request, response) =>
    response.end('ok'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

function client(settings: Partial<FetchSettings>): FetchClient {
  const made = createTestClient({
    lookup: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    ...settings,
  });
  open.push(made);
  return made;
}

test('a certificate of a named authority for the right name is trusted', async () => {
  const port = await startTlsPeer();
  const answer = await client({ ca: cert }).request({ url: `https://portal.example:${port}/` });
  expect(Buffer.from(answer.body).toString()).toBe('ok');
});

test('the end of the certificate comes with every answer over TLS, on a kept connection too', async () => {
  const port = await startTlsPeer();
  const asked = client({ ca: cert });
  const url = `https://portal.example:${port}/`;
  const [first, second] = [await asked.request({ url }), await asked.request({ url })];
  const end = new Date(new X509Certificate(cert).validTo);
  expect([first.certificateEndsAt, second.certificateEndsAt]).toEqual([end, end]);
});

test.each([
  ['an unknown authority', 'portal.example', {}],
  ['another name', 'other.example', { ca: cert }],
])('%s is refused before anything is sent', async (_name, host, settings) => {
  const port = await startTlsPeer();
  await expect(client(settings).request({ url: `https://${host}:${port}/` })).rejects.toMatchObject({
    code: 'fetch-tls',
    details: { phase: 'connect', sent: false },
  });
});

test('a private address is refused over TLS as well', async () => {
  const port = await startTlsPeer();
  await expect(
    client({ ca: cert, allow: [] }).request({ url: `https://portal.example:${port}/` }),
  ).rejects.toMatchObject({
    code: 'fetch-forbidden-address',
  });
});
