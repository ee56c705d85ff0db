import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PortalContext } from '../../adapters/portal-adapter.js';
import { fileDrop, type FileDropOptions } from '../../adapters/portals/file-drop.js';
import { isAppError } from '../../schemas/errors.js';
import { portalEvent } from '../../schemas/portal-event.js';
import { createDropFolders } from '../../src/delivery/drop-folder.js';
import { createPortalExchange } from '../../src/fetch/portal-exchange.js';
import { createTestClient } from '../integration/fetch/wire.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { closedPlaces, readSecret, SECRETS, toOrder, xsdErrors } from './portal-harness.js';

const NOW = new Date('2026-11-23T01:05:00Z');
const decided = { decidedAt: '2026-11-23T09:00:00.000+08:00' };

interface Place {
  /** Of a folder. */
  root?: string;
  options: FileDropOptions;
  ctx: PortalContext;
  /** What another system finds there: contents by name. */
  files(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

const base = { secret: readSecret, signal: new AbortController().signal, now: () => NOW, ...closedPlaces };
const noExchange = () => Promise.reject(new Error('nothing leaves'));

async function openFolder(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'drop-'));
  const folder = join(root, 'central');
  return {
    root,
    options: { target: 'folder:central', format: 'json', columns: { notice: '通知公告' } },
    ctx: { ...base, exchange: noExchange, dropFolder: createDropFolders(root) },
    async files() {
      const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
      const contents = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
      return Object.fromEntries(await Promise.all(contents));
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

let s3: S3Server;

async function openBucket(): Promise<Place> {
  s3 = await startS3Server('exchange');
  const client = createTestClient();
  return {
    options: {
      ...{ target: 's3://exchange/in/box', format: 'json', endpoint: s3.url },
      columns: { notice: '通知公告' },
    },
    ctx: { ...base, exchange: createPortalExchange(client) },
    files: () => {
      const entries = [...s3.objects].map(([key, body]) => [key.replace('in/box/', ''), body.toString()]);
      return Promise.resolve(Object.fromEntries(entries) as Record<string, string>);
    },
    async close() {
      await s3.close();
      await client.close();
    },
  };
}

let place: Place;
const send = (...order: Parameters<typeof toOrder>) =>
  fileDrop.send({ ...toOrder(...order), ...decided }, place.options, place.ctx);

describe.each([
  ['a folder', openFolder],
  ['a bucket', openBucket],
])('files dropped into %s', (_where, open) => {
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.close());

  test('are one an order, named by its key, with a receipt that names them', async () => {
    expect(await send(1, 'publish')).toEqual({
      ...{ idempotencyKey: 'item-1.1.publish', status: 'accepted', receiptNumber: 'item-1.1.publish.json' },
      at: '2026-11-23T09:05:00.000+08:00',
    });
    const files = await place.files();
    expect(Object.keys(files)).toEqual(['item-1.1.publish.json']);
    const event = portalEvent.parse(JSON.parse(files['item-1.1.publish.json'] ?? ''), 'file');
    expect(event).toMatchObject({ type: 'item.published', data: { itemId: 'item-1', column: '通知公告' } });
  });

  test('are the same to the byte when they are repeated, at once or later', async () => {
    await send(1, 'publish');
    const before = await place.files();
    place.ctx = { ...place.ctx, now: () => new Date(NOW.getTime() + 3_600_000) };
    await Promise.all([send(1, 'publish'), send(1, 'publish')]);
    expect(await place.files()).toEqual(before);
  });

  test('tell of corrections and withdrawals in files of their own', async () => {
    await send(1, 'publish');
    await send(2, 'correct', '更正');
    const withdrawn = await fileDrop.withdraw(toOrder(2, 'withdraw'), place.options, place.ctx);
    expect(withdrawn).toMatchObject({ status: 'withdrawn', receiptNumber: 'item-1.2.withdraw.json' });
    expect(Object.keys(await place.files()).sort()).toEqual([
      'item-1.1.publish.json',
      'item-1.2.correct.json',
      'item-1.2.withdraw.json',
    ]);
  });

  test('are found by their key, and none that was never dropped', async () => {
    await send(1, 'publish');
    const ask = (key: string) => fileDrop.findReceipt(key, place.options, place.ctx);
    expect(await ask('item-1.1.publish')).toMatchObject({
      status: 'accepted',
      receiptNumber: 'item-1.1.publish.json',
    });
    expect(await ask('item-1.2.correct')).toBeUndefined();
  });

  test('are packages of the central portal where that was agreed', async () => {
    place.options = { ...place.options, format: 'xml', sender: 'bm07000001' };
    await send(1, 'publish');
    const files = await place.files();
    expect(Object.keys(files)).toEqual(['item-1.1.publish.xml']);
    expect(await xsdErrors('central-package.xsd', Object.values(files))).toEqual([]);
  });
});

describe('a folder', () => {
  test('never shows a file before it is whole, and keeps it from strangers', async () => {
    place = await openFolder();
    await send(1, 'publish');
    const folder = join(place.root ?? '', 'central');
    expect((await readdir(folder)).sort()).toEqual(['.incoming', 'item-1.1.publish.json']);
    expect(await readdir(join(folder, '.incoming'))).toEqual([]);
    expect((await stat(join(folder, 'item-1.1.publish.json'))).mode & 0o777).toBe(0o640);
    await place.close();
  });

  test('that cannot be written is tried again', async () => {
    const root = join(await mkdtemp(join(tmpdir(), 'drop-')), 'file');
    await writeFile(root, '');
    const ctx = { ...base, exchange: noExchange, dropFolder: createDropFolders(root) };
    const options: FileDropOptions = { target: 'folder:central', format: 'json' };
    const sent = fileDrop.send(toOrder(1, 'publish'), options, ctx);
    await expect(sent).rejects.toMatchObject({ code: 'service-unavailable', retryable: true });
  });

  test.each(['..', '../other', 'a/b', '', '.incoming'])('%j is no name for one', (name) => {
    expect(() => createDropFolders('/tmp')(name)).toThrow(
      expect.objectContaining({ code: 'configuration-invalid' }),
    );
  });
});

describe('a bucket', () => {
  beforeEach(async () => {
    place = await openBucket();
  });
  afterEach(() => place.close());

  test('that is busy is tried again', async () => {
    s3.fail(1);
    await expect(send(1, 'publish')).rejects.toMatchObject({ code: 'portal-unavailable', retryable: true });
  });

  test('that never answered is asked', async () => {
    s3.fail(1, 'cut');
    await expect(send(1, 'publish')).rejects.toMatchObject({ code: 'portal-ambiguous' });
    expect(await fileDrop.findReceipt('item-1.1.publish', place.options, place.ctx)).toBeUndefined();
  });

  test('that does not know our key is not held against the item, and the secret stays out of the error', async () => {
    const secret = (name: string) => (name === 'accessKeyId' ? 'AKOTHER' : readSecret(name));
    const error: unknown = await fileDrop
      .send(toOrder(1, 'publish'), place.options, { ...place.ctx, secret })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'portal-unauthorized', details: { status: 403 } });
    const shown = isAppError(error) ? JSON.stringify([error.message, error.details]) : '';
    expect(shown).not.toContain(SECRETS['secretAccessKey']);
  });

  test('that is missing is no answer to the question whether a file is there', async () => {
    const options = { ...place.options, target: 's3://another/in' };
    const asked = fileDrop.findReceipt('item-1.1.publish', options, place.ctx);
    await expect(asked).rejects.toMatchObject({ code: 'portal-protocol' });
  });
});
