import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { startDocumentStore } from '../../src/embedded/start-document-store.js';
import { createLog } from '../../src/log.js';
import { closeStore, connectStore } from '../../src/store/connection.js';
import { createStores, type Stores } from '../../src/store/index.js';
import { createSecretBox } from '../../src/store/secret-box.js';

export interface BenchStore {
  stores: Stores;
  connection: Connection;
  pid: number;
  file: string;
}

/** The embedded store in a process of its own, with all indexes, for the time of one measurement. */
export async function withBenchStore(measure: (store: BenchStore) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'baosong-bench-'));
  const service = await startDocumentStore({ dataDir });
  const connection = await connectStore({ url: service.url, database: 'bench', log: createLog('error') });
  const stores = createStores(connection, createSecretBox('0'.repeat(64)));
  await stores.prepare();
  try {
    await measure({
      stores,
      connection,
      pid: service.pid,
      file: join(dataDir, 'documents', 'lmdb', 'data.mdb'),
    });
  } finally {
    await closeStore(connection);
    await service.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
