import { dateValue } from '../bson/arithmetic.js';
import type { Filter } from '../query/filter.js';
import type { FindRequest } from '../read/find-documents.js';
import { deleteMany } from '../commands/delete.js';
import type { Collection, CollectionIndex } from './collection.js';
import type { LmdbStorage } from './lmdb-storage.js';
import type { WriteTask } from './write-queue.js';

/** Deletes what a TTL index says is over: documents whose date (any of them, in an array) lies far enough back. */
export function* expireDocuments(
  storage: LmdbStorage,
  collection: Collection,
  index: CollectionIndex,
  now: number,
): WriteTask<number> {
  const seconds = index.definition.expireAfterSeconds;
  const [field] = index.definition.fields;
  if (seconds === undefined || field === undefined) return 0;
  const value = dateValue(now - seconds * 1000);
  const due: Filter = { kind: 'path', path: field.path, test: { kind: 'compare', operator: 'lte', value } };
  const { partial, partialFilter } = index.definition;
  const filters = partial === undefined ? [due] : [due, partialFilter];
  const request: FindRequest = { filter: { kind: 'and', filters }, sort: [], skip: 0, limit: 0, hint: index };
  return yield* deleteMany({ storage }, collection, request);
}
