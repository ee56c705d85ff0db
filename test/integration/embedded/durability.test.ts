import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { distFile } from '../../../src/package-root.js';
import { startDocumentStore } from '../../../src/embedded/start-document-store.js';
import { eventually, isAlive, StoreUnderTest } from './store-process.js';

let store: StoreUnderTest;

interface Doc {
  _id: number;
  n?: number;
  pad?: string;
}

beforeEach(async () => {
  store = await StoreUnderTest.start();
});

afterEach(() => store.remove());

/** Inserts without end until the store is gone; what was acknowledged. */
async function insertUntilKilled(lanes: number, killAt: number): Promise<Set<number>> {
  const client = await store.connect({ retryWrites: false });
  const items = client.db('d').collection<Doc>('items');
  const acknowledged = new Set<number>();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const id = next++;
      await items.insertOne({ _id: id, n: id % 10, pad: 'x'.repeat(2000) });
      acknowledged.add(id);
      if (acknowledged.size === killAt) process.kill(store.service.pid, 'SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: lanes }, lane));
  await store.service.exited;
  return acknowledged;
}

describe('a store killed by -9', () => {
  test('comes back with every acknowledged insert, in documents and in indexes', async () => {
    const setup = await store.connect();
    await setup
      .db('d')
      .collection<Doc>('items')
      .createIndexes([{ key: { n: 1 } }]);
    const acknowledged = await insertUntilKilled(16, 700);
    await store.startAgain();
    const items = (await store.connect()).db('d').collection<Doc>('items');
    const found = new Set((await items.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
    expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
    const byIndex = await Promise.all(Array.from({ length: 10 }, (_, n) => items.countDocuments({ n })));
    expect(byIndex.reduce((sum, count) => sum + count, 0)).toBe(found.size);
    expect(await items.countDocuments()).toBe(found.size);
  });

  test('loses no acknowledged update and keeps each update whole', async () => {
    const client = await store.connect({ retryWrites: false });
    const items = client.db('d').collection<Doc & { copy: number }>('pairs');
    await items.createIndexes([{ key: { n: 1 } }, { key: { copy: 1 } }]);
    await items.insertOne({ _id: 1, n: 0, copy: 0 });
    let acknowledged = 0;
    const updates = (async () => {
      for (;;) {
        const value = acknowledged + 1;
        await items.updateOne({ _id: 1 }, { $set: { n: value, copy: value } });
        acknowledged = value;
        if (value === 150) process.kill(store.service.pid, 'SIGKILL');
      }
    })();
    await expect(updates).rejects.toThrow();
    await store.service.exited;
    await store.startAgain();
    const again = (await store.connect()).db('d').collection<Doc & { copy: number }>('pairs');
    const document = await again.findOne({ _id: 1 });
    expect(document?.n).toBeGreaterThanOrEqual(acknowledged);
    expect(document?.copy).toBe(document?.n);
    expect(await again.countDocuments({ n: document?.n ?? -1, copy: document?.n ?? -1 })).toBe(1);
  });

  test('while it builds an index finishes that index when it comes back', async () => {
    const items = (await store.connect()).db('d').collection<Doc>('many');
    for (let from = 0; from < 30_000; from += 5000) {
      await items.insertMany(
        Array.from({ length: 5000 }, (_, at) => ({ _id: from + at, n: (from + at) % 100 })),
      );
    }
    const building = items.createIndexes([{ key: { n: 1 }, name: 'by_n' }]);
    await items.findOne({ _id: 1 }); // the build has begun before this is answered
    await store.kill();
    await expect(building).rejects.toThrow();
    await store.startAgain();
    const again = (await store.connect()).db('d').collection<Doc>('many');
    const names = (await again.indexes()).map(({ name }) => name);
    // killed before its first commit it never existed; from then on it must be complete
    if (names.includes('by_n')) expect(await again.find({ n: 7 }).hint('by_n').toArray()).toHaveLength(300);
    await again.createIndexes([{ key: { n: 1 }, name: 'by_n' }]);
    expect(await again.find({ n: 7 }).hint('by_n').toArray()).toHaveLength(300);
  });

  test('leaves a lock and a socket behind that do not hinder the next one', async () => {
    await (await store.connect()).db('d').collection<Doc>('items').insertOne({ _id: 1 });
    await store.kill();
    await store.startAgain();
    expect(await (await store.connect()).db('d').collection<Doc>('items').countDocuments()).toBe(1);
  });
});

describe('a store that is told to end', () => {
  test('commits what it has accepted and exits with 0', async () => {
    const items = (await store.connect({ retryWrites: false })).db('d').collection<Doc>('items');
    await items.insertOne({ _id: -1 });
    const writes = Array.from({ length: 200 }, (_, id) => items.insertOne({ _id: id }));
    const outcomes = Promise.allSettled(writes);
    await writes[0];
    await store.service.stop();
    expect(await store.service.exited).toBe(0);
    const acknowledged = (await outcomes).filter(({ status }) => status === 'fulfilled').length;
    await store.startAgain();
    const found = await (await store.connect()).db('d').collection<Doc>('items').countDocuments();
    expect(found).toBeGreaterThanOrEqual(acknowledged + 1);
  });
});

describe('a data directory', () => {
  test('in use is refused to a second store with a clear message', async () => {
    const args = ['--data', join(store.dataDir, 'documents'), '--listen', '127.0.0.1:0'];
    const second = spawn(process.execPath, [distFile('src/embedded/document-store/main.js'), ...args]);
    let output = '';
    second.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve) => second.once('exit', resolve));
    expect(code).toBe(1);
    expect(output).toContain('is in use by another document store');
    expect(await (await store.connect()).db('d').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  test('locked by a number that now belongs to another program is free', async () => {
    await store.service.stop();
    writeFileSync(join(store.dataDir, 'documents', 'store.lock'), `${process.pid} 1\n`);
    await store.startAgain();
    expect(await (await store.connect()).db('d').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  test('too deep for a socket path gets its socket elsewhere', async () => {
    const deep = join(store.dataDir, 'd'.repeat(60), 'e'.repeat(60));
    mkdirSync(deep, { recursive: true });
    const other = await startDocumentStore({ dataDir: deep });
    expect(Buffer.byteLength(other.url)).toBeLessThan(160);
    expect(other.url).not.toContain('eeee');
    await other.stop();
  });

  test('can be served on a loopback port', async () => {
    const other = await startDocumentStore({ dataDir: join(store.dataDir, 'tcp'), listen: '127.0.0.1:0' });
    expect(other.url).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/baosong\?directConnection=true$/);
    await other.stop();
    expect(await other.exited).toBe(0);
  });
});

describe('orphans', () => {
  test('store and Redis end when their parent is killed by -9', async () => {
    const script = `
      import { startDocumentStore } from ${JSON.stringify(distFile('src/embedded/start-document-store.js'))};
      import { startRedis } from ${JSON.stringify(distFile('src/embedded/start-redis.js'))};
      const dataDir = ${JSON.stringify(join(store.dataDir, 'orphans'))};
      const [documents, redis] = await Promise.all([startDocumentStore({ dataDir }), startRedis({ dataDir })]);
      console.log(documents.pid, redis.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const line = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
      }),
    );
    const pids = line.trim().split(' ').map(Number);
    expect(pids.every((pid) => pid > 1 && isAlive(pid))).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => pids.every((pid) => !isAlive(pid)), 'no orphan left');
  });
});
