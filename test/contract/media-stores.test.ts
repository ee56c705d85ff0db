import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { loadConfig } from '../../src/config.js';
import type { MediaStore } from '../../src/media/media-store.js';
import { openMediaStore } from '../../src/media/open-media-store.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let s3: S3Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baosong-media-'));
  s3 = await startS3Server();
});
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const bucketSettings = () => ({
  MEDIA_STORE: `s3://${s3.bucket}/portal/media`,
  MEDIA_S3_ENDPOINT: s3.url,
  MEDIA_S3_ACCESS_KEY: s3.accessKey,
  MEDIA_S3_SECRET_KEY: 'secret',
});

const stores: [name: string, settings: () => Record<string, string>][] = [
  ['a folder', () => ({})],
  ['a bucket', bucketSettings],
];

describe.each(stores)('%s', (name, settings) => {
  const dataDir = () => join(folder, name);
  let store: MediaStore;
  beforeAll(async () => {
    store = await openMediaStore(loadConfig({ DATA_DIR: dataDir(), ...settings() }));
  });
  afterAll(() => {
    store.close();
  });
  /** Whatever happened, nothing is left of what was on its way. */
  afterEach(async () => {
    expect(await readdir(join(dataDir(), 'media', 'incoming')).catch(() => [])).toEqual([]);
  });

  async function read(hash: string, range?: { start: number; end: number }): Promise<Buffer | undefined> {
    const stream = await store.open(hash, range);
    return stream && buffer(stream);
  }

  test('gives back what it was given, whole and in parts', async () => {
    const bytes = Buffer.from('一二三四五');
    const stored = await store.put(bytes);
    expect(stored).toEqual({ sha256: sha256(bytes), size: 15 });
    expect(await store.has(stored.sha256)).toBe(true);
    expect(await store.sizeOf(stored.sha256)).toBe(15);
    expect(await read(stored.sha256)).toEqual(bytes);
    expect((await read(stored.sha256, { start: 3, end: 8 }))?.toString()).toBe('二三');
    expect((await read(stored.sha256, { start: 12, end: 14 }))?.toString()).toBe('五');
  });

  test('takes a stream as it comes', async () => {
    const piece = Buffer.alloc(100_000, 'a');
    async function* pieces() {
      for (let count = 0; count < 30; count += 1) {
        await Promise.resolve();
        yield piece;
      }
    }
    const whole = Buffer.alloc(3_000_000, 'a');
    const stored = await store.put(pieces());
    expect(stored).toEqual({ sha256: sha256(whole), size: whole.length });
    expect(Buffer.compare((await read(stored.sha256)) ?? Buffer.alloc(0), whole)).toBe(0);
  });

  test('keeps nothing of a stream that fails, and throws what it failed with', async () => {
    async function* broken() {
      yield Buffer.from('half a fi');
      await Promise.resolve();
      throw new Error('the line broke');
    }
    await expect(store.put(broken())).rejects.toThrow('the line broke');
    expect(await store.has(sha256(Buffer.from('half a fi')))).toBe(false);
  });

  test('keeps the same bytes once, whoever brings them', async () => {
    const bytes = Buffer.from('同一文件');
    const all = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)));
    expect(new Set(all.map((each) => each.sha256)).size).toBe(1);
    expect(await read(sha256(bytes))).toEqual(bytes);
  });

  test('shows what a staged file is before it is kept, and forgets one that is not wanted', async () => {
    const bytes = Buffer.alloc(200_000, 'b');
    const staged = await store.stage(bytes);
    expect(staged).toMatchObject({ sha256: sha256(bytes), size: 200_000 });
    expect(staged.head).toHaveLength(65_536);
    expect(await store.has(staged.sha256)).toBe(false);
    await staged.discard();
    await staged.discard();
    expect(await store.has(staged.sha256)).toBe(false);
  });

  test('knows what it does not have', async () => {
    const unknown = 'f'.repeat(64);
    expect(await store.open(unknown)).toBeUndefined();
    expect(await store.sizeOf(unknown)).toBeUndefined();
    expect(await store.has(unknown)).toBe(false);
  });

  test('keeps an empty file too', async () => {
    const { sha256: hash } = await store.put(new Uint8Array());
    expect(await store.sizeOf(hash)).toBe(0);
  });

  test('is found in order, and is as it was before', async () => {
    await expect(store.probe()).resolves.toBeUndefined();
    expect([...s3.objects.keys()].filter((key) => key.includes('probe'))).toEqual([]);
  });
});

describe('a bucket', () => {
  const open = (settings: Record<string, string> = {}) =>
    openMediaStore(loadConfig({ DATA_DIR: join(folder, 'other'), ...bucketSettings(), ...settings }));

  test('is used under the prefix, each copy under its hash', async () => {
    const store = await open();
    const { sha256: hash } = await store.put(Buffer.from('where'));
    expect(s3.objects.get(`portal/media/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`)).toEqual(
      Buffer.from('where'),
    );
    store.close();
  });

  test.each(['status', 'cut'] as const)('that fails in passing (%s) is asked again', async (how) => {
    const store = await open();
    s3.fail(2, how);
    const { sha256: hash } = await store.put(Buffer.from(`again ${how}`));
    expect(await store.has(hash)).toBe(true);
    store.close();
  });

  test.each<[string, Record<string, string>]>([
    ['that is not there', { MEDIA_STORE: 's3://elsewhere' }],
    ['that does not know the key', { MEDIA_S3_ACCESS_KEY: 'AKOTHER' }],
    ['that does not answer', { MEDIA_S3_ENDPOINT: 'http://127.0.0.1:9' }],
  ])('%s is trouble of ours, and says so', async (_name, settings) => {
    const store = await open(settings);
    const trouble = expect.objectContaining({ code: 'service-unavailable', retryable: true });
    await expect(store.put(Buffer.from('lost'))).rejects.toEqual(trouble);
    await expect(store.probe()).rejects.toEqual(trouble);
    store.close();
  });

  test('without keys is a mistake in the settings', async () => {
    await expect(open({ MEDIA_S3_SECRET_KEY: '' })).rejects.toEqual(
      expect.objectContaining({ code: 'configuration-invalid' }),
    );
  });
});
