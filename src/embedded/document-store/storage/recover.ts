import { MongoError } from '../mongo-error.js';
import type { Catalog } from './catalog.js';
import { fillIndex } from './index-build.js';
import type { LmdbStorage } from './lmdb-storage.js';
import { purgeDropped } from './purge.js';
import type { WriteQueue } from './write-queue.js';
import type { Log } from '../commands/command-context.js';

/** Finishes what a killed process left behind: index builds are done over, dropped keys are purged. */
export async function recover(
  storage: LmdbStorage,
  catalog: Catalog,
  queue: WriteQueue,
  log: Log,
): Promise<void> {
  for (const collection of catalog.all()) {
    for (const index of collection.indexes.filter(({ building }) => building)) {
      const { name } = index.definition;
      log('index-build-resumed', { namespace: collection.namespace, index: name });
      try {
        // entries that are there already are simply written again
        await queue.run(fillIndex(storage, catalog, collection, index));
      } catch (error) {
        if (!(error instanceof MongoError)) throw error;
        log('index-build-abandoned', { namespace: collection.namespace, index: name, reason: error.message });
      }
    }
  }
  await queue.run(purgeDropped(storage, catalog));
}
