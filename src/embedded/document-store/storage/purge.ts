import type { Catalog } from './catalog.js';
import { spaceRange } from './key-space.js';
import type { LmdbStorage } from './lmdb-storage.js';
import type { WriteTask } from './write-queue.js';

const CHUNK = 200;

/** Deletes the keys of dropped collections and indexes, a few at a time. */
export function* purgeDropped(storage: LmdbStorage, catalog: Catalog): WriteTask<number> {
  let purged = 0;
  for (const space of catalog.droppedSpaces()) {
    for (;;) {
      const keys = storage.keys(spaceRange(space), CHUNK, false);
      for (const key of keys) storage.remove(key);
      purged += keys.length;
      if (keys.length < CHUNK) break;
      yield;
    }
    catalog.forgetDropped(space);
    yield;
  }
  return purged;
}
