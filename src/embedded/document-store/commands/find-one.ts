import type { MatchDetails } from '../bson/field-path.js';
import { matches } from '../query/matches.js';
import type { FindRequest } from '../read/find-documents.js';
import { findDocuments, planFind } from '../read/find-documents.js';
import { PAUSE, type Found } from '../read/run-plan.js';
import type { Collection } from '../storage/collection.js';
import type { LmdbStorage } from '../storage/lmdb-storage.js';

/** The first document of a query, for writes that concern one document; runs to its end within one turn. */
export function findOne(
  storage: LmdbStorage,
  collection: Collection,
  request: FindRequest,
): Found | undefined {
  const one = { ...request, limit: 1 };
  for (const item of findDocuments(storage, collection, one, planFind(storage, collection, one), {
    keys: 0,
    documents: 0,
  })) {
    if (item !== PAUSE) return item;
  }
  return undefined;
}

/** Record numbers of all matching documents; yields now and then. */
export function* findAllRecords(
  storage: LmdbStorage,
  collection: Collection,
  request: FindRequest,
): Generator<undefined, number[], undefined> {
  const records: number[] = [];
  for (const item of findDocuments(storage, collection, request, planFind(storage, collection, request), {
    keys: 0,
    documents: 0,
  })) {
    if (item !== PAUSE) records.push(item.record);
    if (item === PAUSE || records.length % 256 === 0) yield;
  }
  return records;
}

/** Array position that the query matched in a document, for the positional operator. */
export function matchedIndex(request: FindRequest, found: Found): number | undefined {
  const details: MatchDetails = { arrayIndex: undefined };
  matches(request.filter, found.document, details);
  return details.arrayIndex;
}
