import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, StoreParts } from './commands/command-context.js';
import { Cursors } from './read/cursors.js';
import { StoreServer } from './server.js';
import { Catalog } from './storage/catalog.js';
import { lockDataDirectory } from './storage/data-directory-lock.js';
import { LmdbStorage } from './storage/lmdb-storage.js';
import { Maintenance } from './storage/maintenance.js';
import { recover } from './storage/recover.js';
import { WriteQueue } from './storage/write-queue.js';

export interface OpenStore {
  server: StoreServer;
  /** Answers what has arrived, commits it, and releases the data directory. */
  close(): Promise<void>;
}

/** Opens (and if need be repairs) a data directory; throws when another process has it. */
export async function openStore(folder: string, log: Log, lockWaitMs = 0): Promise<OpenStore> {
  const unlock = await lockDataDirectory(folder, lockWaitMs);
  const data = join(folder, 'lmdb');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const storage = new LmdbStorage(data);
  const catalog = new Catalog(storage);
  const queue = new WriteQueue(
    storage,
    (error) => {
      log('commit-failed', { error: error.message });
      catalog.reload();
      // LMDB shows nothing any more after it failed to write a meta page. What was committed is intact on disk, and a
      // new process finds it; this one would answer every question with "there is none".
      if (catalog.all().length === 0) process.kill(process.pid, 'SIGKILL');
    },
    (error) => {
      // the transaction must not commit half a document; the previous state is intact on disk
      log('half-written', { error: error instanceof Error ? error.stack : String(error) });
      process.kill(process.pid, 'SIGKILL');
    },
  );
  await recover(storage, catalog, queue, log);
  const maintenance = new Maintenance(storage, catalog, queue, log);
  const cursors = new Cursors();
  const parts: StoreParts = {
    storage,
    catalog,
    queue,
    cursors,
    log,
    purgeSoon: () => {
      maintenance.purgeSoon();
    },
    setSweepSeconds: (seconds) => maintenance.setSweepSeconds(seconds),
    connections: () => server.connections,
    startedAt: Date.now(),
  };
  const server = new StoreServer(parts);
  const close = async (): Promise<void> => {
    maintenance.stop();
    await server.stop();
    await queue.idle();
    cursors.stop();
    await storage.close();
    unlock();
  };
  return { server, close };
}
