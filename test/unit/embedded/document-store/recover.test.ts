import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseIndexDefinition } from '../../../../src/embedded/document-store/index/index-definition.js';
import { Catalog } from '../../../../src/embedded/document-store/storage/catalog.js';
import { spaceRange } from '../../../../src/embedded/document-store/storage/key-space.js';
import { LmdbStorage } from '../../../../src/embedded/document-store/storage/lmdb-storage.js';
import { recover } from '../../../../src/embedded/document-store/storage/recover.js';
import { WriteQueue } from '../../../../src/embedded/document-store/storage/write-queue.js';
import { rawDocument } from './raw.js';

let folder: string;
let storage: LmdbStorage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baosong-recover-'));
  storage = new LmdbStorage(folder);
});

afterEach(async () => {
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

/** A collection of 200 documents with an index that was registered but not filled, as a kill leaves it. */
async function leaveHalfBuilt(unique: boolean): Promise<void> {
  const catalog = new Catalog(storage);
  await storage.transaction(() => {
    const collection = catalog.ensure('d', 'items');
    for (let n = 0; n < 200; n++) collection.insert(rawDocument({ _id: n, half: n % 100 }));
    catalog.addIndex(
      collection,
      parseIndexDefinition(rawDocument({ key: { half: 1 }, name: 'half', unique })),
      true,
    );
  });
}

async function recovered(): Promise<{ catalog: Catalog; events: string[] }> {
  const events: string[] = [];
  const catalog = new Catalog(storage);
  const queue = new WriteQueue(
    storage,
    () => undefined,
    () => undefined,
  );
  await recover(storage, catalog, queue, (event) => events.push(event));
  return { catalog, events };
}

describe('opening after a kill', () => {
  test('fills an index that was being built', async () => {
    await leaveHalfBuilt(false);
    const { catalog, events } = await recovered();
    const index = catalog.find('d', 'items')?.indexes.find(({ definition }) => definition.name === 'half');
    expect(index).toMatchObject({ building: false, usable: true });
    expect(storage.count(spaceRange(index?.id ?? 0))).toBe(200);
    expect(events).toEqual(['index-build-resumed']);
  });

  test('gives up an index that the documents do not allow, and says so', async () => {
    await leaveHalfBuilt(true);
    const { catalog, events } = await recovered();
    expect(catalog.find('d', 'items')?.indexes.map(({ definition }) => definition.name)).toEqual(['_id_']);
    expect(events).toEqual(['index-build-resumed', 'index-build-abandoned']);
    expect((await recovered()).events).toEqual([]);
  });

  test('purges what was dropped', async () => {
    await leaveHalfBuilt(false);
    const { catalog } = await recovered();
    const collection = catalog.find('d', 'items');
    if (collection === undefined) throw new Error('no collection');
    await storage.transaction(() => {
      catalog.drop(collection);
    });
    expect(storage.count(spaceRange(collection.id))).toBe(200);
    const after = await recovered();
    expect([
      storage.count(spaceRange(collection.id)),
      after.catalog.all(),
      after.catalog.droppedSpaces(),
    ]).toEqual([0, [], []]);
  });
});
