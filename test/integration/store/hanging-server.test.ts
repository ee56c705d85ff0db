import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLog } from '../../../src/log.js';
import { closeStore, connectStore } from '../../../src/store/connection.js';
import { createStores } from '../../../src/store/index.js';
import { createSecretBox } from '../../../src/store/secret-box.js';
import { watchPool } from '../../../src/store/watch-pool.js';
import { StoreUnderTest } from '../embedded/store-process.js';

let store: StoreUnderTest;

beforeEach(async () => {
  store = await StoreUnderTest.start();
});
afterEach(() => store.remove());

const signal = (name: 'SIGSTOP' | 'SIGCONT'): boolean => process.kill(store.service.pid, name);

/** An operation ends, or the process that waits for it hears that it never will. */
test('no operation on a server that hangs is waited for without end', async () => {
  const client = await store.connect({
    // A server that does not answer is given up within a second or two.
    ...{ heartbeatFrequencyMS: 500, connectTimeoutMS: 1000, serverSelectionTimeoutMS: 1000 },
  });
  const isStuck = new Promise<string>((told) => {
    const onStuck = (): void => {
      told('told of');
    };
    watchPool(client, onStuck, { stuckMs: 1000 });
  });
  const things = client.db('d').collection('things');
  await things.insertOne({ n: 0 });
  signal('SIGSTOP');
  const insert = things.insertMany(Array.from({ length: 12 }, (_, n) => ({ n, pad: 'x'.repeat(1_000_000) })));
  const ended = insert.then(
    () => 'done',
    () => 'failed',
  );
  expect(['told of', 'failed']).toContain(await Promise.race([ended, isStuck]));
  signal('SIGCONT');
});

test('whether a store is ready that hangs is answered all the same', async () => {
  const connection = await connectStore({
    ...{ url: store.service.url, database: 'd', log: createLog('silent') },
  });
  const stores = createStores(connection, createSecretBox('0'.repeat(64)));
  expect(await stores.isReady()).toBe(true);
  signal('SIGSTOP');
  expect(await stores.isReady()).toBe(false);
  signal('SIGCONT');
  await closeStore(connection);
});
