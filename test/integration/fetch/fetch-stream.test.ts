import { afterEach, describe, expect, test } from '@jest/globals';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FetchClient, FetchSettings } from '../../../src/fetch/fetch-client.js';
import { createTestClient, startPeer, startRawPeer, type Peer } from './wire.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});
function client(settings: Partial<FetchSettings> = {}): FetchClient {
  const made = createTestClient({ maxBytes: 50_000_000, ...settings });
  open.push(made);
  return made;
}
async function peer(...parameters: Parameters<typeof startPeer>): Promise<Peer> {
  const made = await startPeer(...parameters);
  open.push(made);
  return made;
}

const text = Buffer.from('正文'.repeat(500_000));

describe('a body that goes into a stream', () => {
  test.each([
    ['plain', {}, text],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(text)],
  ])('(%s) comes whole, and the answer carries none of it', async (_name, headers, sent) => {
    const site = await peer((_request, response) => response.writeHead(200, headers).end(sent));
    const line = new PassThrough();
    const taken = buffer(line);
    const answer = await client().request({ url: site.url, receive: () => line });
    expect(Buffer.compare(await taken, text)).toBe(0);
    expect(answer).toMatchObject({ status: 200, bytesOnWire: sent.length });
    expect(answer.body).toHaveLength(0);
  });

  test('is opened for the final answer alone, which it is shown', async () => {
    const site = await peer((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' }).end('moved');
      else response.writeHead(404, { 'content-type': 'text/html' }).end('not here');
    });
    const heads: { status: number; type: string | undefined }[] = [];
    const line = new PassThrough();
    const taken = buffer(line);
    await client().request({
      url: `${site.url}/`,
      receive: ({ status, headers }) => {
        heads.push({ status, type: headers['content-type'] });
        return line;
      },
    });
    expect(heads).toEqual([{ status: 404, type: 'text/html' }]);
    expect((await taken).toString()).toBe('not here');
  });

  test('that nobody opens is passed over', async () => {
    const site = await peer((_request, response) => response.writeHead(503).end(text));
    const answer = await client({ maxBytes: 1000 }).request({ url: site.url, receive: () => undefined });
    expect([answer.status, answer.body.length]).toEqual([503, 0]);
  });

  test.each([
    ['plain', (bytes: Buffer) => bytes, {}],
    ['compressed', (bytes: Buffer) => gzipSync(bytes, { level: 0 }), { 'content-encoding': 'gzip' }],
  ])('(%s) waits for a slow reader instead of filling memory', async (_name, encode, headers) => {
    const whole = encode(Buffer.alloc(40_000_000, 'a'));
    const site = await peer((_request, response) => response.writeHead(200, headers).end(whole));
    let most = 0;
    const slow = new Writable({
      highWaterMark: 64_000,
      write(_chunk, _encoding, done) {
        most = Math.max(most, slow.writableLength);
        setImmediate(done);
      },
    });
    const answer = await client().request({ url: site.url, receive: () => slow });
    expect(answer.bytesOnWire).toBe(whole.length);
    // A few pieces of the socket or of the inflater, however long the body.
    expect(most).toBeLessThan(1_000_000);
  });
});

describe('a stream whose body fails', () => {
  function watched() {
    const line = new PassThrough();
    const ended = new Promise<unknown>((resolve) => {
      line.once('error', resolve);
      line.once('end', () => {
        resolve('ended');
      });
    });
    line.resume();
    return { line, ended };
  }

  test.each([
    ['larger than its cap', {}, Buffer.alloc(2000)],
    ['larger than its cap once inflated', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(90_000))],
  ])('because it is %s is destroyed with the reason', async (_name, headers, sent) => {
    const site = await peer((_request, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked', ...headers }).end(sent);
    });
    const { line, ended } = watched();
    const asked = client({ maxBytes: 1000 }).request({ url: site.url, receive: () => line });
    await expect(asked).rejects.toMatchObject({ code: 'fetch-too-large' });
    expect(await ended).toMatchObject({ code: 'fetch-too-large' });
  });

  test('because the line breaks, or its caller gives up, is destroyed as well', async () => {
    const site = await startRawPeer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
    );
    open.push(site);
    const cut = watched();
    await expect(client().request({ url: site.url, receive: () => cut.line })).rejects.toMatchObject({
      code: 'fetch-truncated',
    });
    expect(await cut.ended).toMatchObject({ code: 'fetch-truncated' });

    const hanging = await startRawPeer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
    );
    open.push(hanging);
    const left = watched();
    const giveUp = new AbortController();
    left.line.once('data', () => {
      giveUp.abort();
    });
    await expect(
      client().request({ url: hanging.url, receive: () => left.line, signal: giveUp.signal }),
    ).rejects.toMatchObject({ code: 'fetch-aborted' });
    expect(await left.ended).toMatchObject({ code: 'fetch-aborted' });
  });

  test('a reader that fails is trouble of ours, not of the peer', async () => {
    const site = await peer((_request, response) => response.end(text));
    const full = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      },
    });
    await expect(client().request({ url: site.url, receive: () => full })).rejects.toMatchObject({
      code: 'service-unavailable',
    });
    await nextTurn();
    expect(full.destroyed).toBe(true);
  });
});
