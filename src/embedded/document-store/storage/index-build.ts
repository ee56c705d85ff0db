import { documentValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import type { IndexDefinition } from '../index/index-definition.js';
import type { Catalog } from './catalog.js';
import type { Collection, CollectionIndex } from './collection.js';
import { readRecord, spaceRange } from './key-space.js';
import type { LmdbStorage } from './lmdb-storage.js';
import type { WriteTask } from './write-queue.js';

const CHUNK = 64;

/**
 * Makes an index. From its first step on writers keep it up to date, so the rest can be filled in piece by piece;
 * readers get it when it is complete. A document that does not fit (duplicate, parallel arrays) undoes it.
 */
export function* buildIndex(
  storage: LmdbStorage,
  catalog: Catalog,
  collection: Collection,
  definition: IndexDefinition,
): WriteTask<CollectionIndex> {
  const index = catalog.addIndex(collection, definition, true);
  yield* fillIndex(storage, catalog, collection, index);
  return index;
}

/** Fills a registered index from the documents and declares it complete. */
export function* fillIndex(
  storage: LmdbStorage,
  catalog: Catalog,
  collection: Collection,
  index: CollectionIndex,
): WriteTask<undefined> {
  try {
    let range = spaceRange(collection.id);
    for (;;) {
      if (collection.dropped || !collection.indexes.includes(index)) {
        throw new MongoError(
          276,
          `Index build failed: collection ${collection.namespace} or the index was dropped`,
        );
      }
      const entries = storage.entries(range, CHUNK, false);
      for (const { key, value } of entries)
        collection.addToIndex(index, readRecord(key), documentValue(value));
      const last = entries.at(-1);
      if (last === undefined || entries.length < CHUNK) break;
      range = { from: Buffer.concat([last.key, Buffer.from([0])]), to: range.to };
      yield;
    }
    catalog.finishIndex(collection, index);
  } catch (error) {
    if (error instanceof MongoError && !collection.dropped) catalog.dropIndex(collection, index);
    throw error;
  }
  return undefined;
}
