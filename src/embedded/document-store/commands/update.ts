import { getField, type RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import { parseFilterField } from '../query/parse-filter.js';
import { parseSort } from '../query/sort-order.js';
import type { FindRequest } from '../read/find-documents.js';
import { matches } from '../query/matches.js';
import type { Found } from '../read/run-plan.js';
import type { Collection } from '../storage/collection.js';
import type { WriteTask } from '../storage/write-queue.js';
import { applyUpdate } from '../update/apply-update.js';
import { parseArrayFilters, type ArrayFilters } from '../update/array-filters.js';
import { parseUpdate, type Update } from '../update/parse-update.js';
import { upsertDocument } from '../update/upsert-document.js';
import { CommandArguments, refuseCollation } from './command-arguments.js';
import {
  collectionName,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { findAllRecords, findOne, matchedIndex } from './find-one.js';
import { findHint } from './hint.js';
import { checkBatchSize, toStorable } from './insert.js';
import { toWriteError, writeReply, type WriteError } from './write-errors.js';

export const update: CommandDefinition = {
  fields: new Set(['update', 'updates', 'ordered', 'bypassDocumentValidation', 'let']),
  run: runUpdate,
};

const STATEMENT_FIELDS = new Set(['q', 'u', 'multi', 'upsert', 'arrayFilters', 'collation', 'hint', 'sort']);

interface Outcome {
  matched: number;
  modified: number;
  upserted: RawValue | undefined;
}

async function runUpdate(context: CommandContext): Promise<Reply> {
  const { args } = context;
  const name = collectionName(context);
  if (args.get('let') !== undefined) throw new MongoError(238, "'let' is not supported by this store");
  const statements = args.documents('updates');
  checkBatchSize(statements.length);
  return context.queue.run(updateAll(context, name, statements, args.flag('ordered', true)));
}

function* updateAll(
  context: CommandContext,
  name: string,
  statements: readonly RawValue[],
  ordered: boolean,
): WriteTask<Reply> {
  const errors: WriteError[] = [];
  const upserted: { index: number; _id: RawValue }[] = [];
  let [matched, modified] = [0, 0];
  for (const [index, value] of statements.entries()) {
    try {
      const outcome = yield* runStatement(context, name, CommandArguments.nested('update.updates', value));
      matched += outcome.matched;
      modified += outcome.modified;
      if (outcome.upserted !== undefined) upserted.push({ index, _id: outcome.upserted });
    } catch (error) {
      errors.push(toWriteError(error, index));
      if (ordered) break;
    }
    yield;
  }
  const counts = {
    n: matched + upserted.length,
    nModified: modified,
    ...(upserted.length > 0 ? { upserted } : {}),
  };
  return writeReply(counts, errors);
}

function* runStatement(context: CommandContext, name: string, args: CommandArguments): WriteTask<Outcome> {
  args.allow(STATEMENT_FIELDS, false);
  refuseCollation(args);
  const changes = parseUpdate(args.required('u'));
  const arrayFilters = parseArrayFilters(args.optionalArray('arrayFilters'), changes);
  const multi = args.flag('multi', false);
  if (multi && changes.kind === 'replace')
    throw new MongoError(9, 'multi update is not supported for replacement-style update');
  const collection = context.catalog.find(context.db, name);
  const request = parseRequest(args, collection);
  if (multi && request.sort.length > 0) throw new MongoError(9, 'Cannot specify sort with multi=true');
  let outcome: Outcome = { matched: 0, modified: 0, upserted: undefined };
  if (collection !== undefined) {
    outcome = multi
      ? yield* updateMany(context, collection, request, changes, arrayFilters)
      : updateOne(context, collection, request, changes, arrayFilters);
  }
  if (outcome.matched > 0 || !args.flag('upsert', false)) return outcome;
  return { ...outcome, upserted: upsert(context, name, request, changes, arrayFilters) };
}

function parseRequest(args: CommandArguments, collection: Collection | undefined): FindRequest {
  const sort = args.optionalDocument('sort');
  return {
    filter: parseFilterField('update.updates', 'q', args.required('q')),
    sort: sort === undefined ? [] : parseSort(sort),
    skip: 0,
    limit: 0,
    hint: collection === undefined ? undefined : findHint(args, collection),
  };
}

function updateOne(
  context: CommandContext,
  collection: Collection,
  request: FindRequest,
  changes: Update,
  arrayFilters: ArrayFilters,
): Outcome {
  const found = findOne(context.storage, collection, request);
  if (found === undefined) return { matched: 0, modified: 0, upserted: undefined };
  const changed = updateFound(collection, request, found, changes, arrayFilters);
  return { matched: 1, modified: changed === undefined ? 0 : 1, upserted: undefined };
}

/** The matching documents are settled first: a change must not bring a document back into the scan. */
function* updateMany(
  context: CommandContext,
  collection: Collection,
  request: FindRequest,
  changes: Update,
  arrayFilters: ArrayFilters,
): WriteTask<Outcome> {
  const outcome: Outcome = { matched: 0, modified: 0, upserted: undefined };
  for (const record of yield* findAllRecords(context.storage, collection, request)) {
    const document = collection.dropped ? undefined : collection.read(record);
    // another write may have come in between two steps
    if (document === undefined || !matches(request.filter, document)) continue;
    outcome.matched++;
    if (updateFound(collection, request, { record, document }, changes, arrayFilters) !== undefined)
      outcome.modified++;
    yield;
  }
  return outcome;
}

/** Changes one found document; the new version, or undefined when the update changes nothing. */
export function updateFound(
  collection: Collection,
  request: FindRequest,
  found: Found,
  changes: Update,
  arrayFilters: ArrayFilters,
): RawValue | undefined {
  const position =
    changes.kind === 'modify' && changes.usesPosition ? matchedIndex(request, found) : undefined;
  const changed = applyUpdate(changes, found.document, {
    isInsert: false,
    arrayFilters,
    matchedIndex: position,
  });
  if (changed === undefined) return undefined;
  collection.replace(
    found.record,
    found.document,
    changed,
    changes.kind === 'modify' ? changes.heads : undefined,
  );
  return changed;
}

const ID = Buffer.from('_id');

/** Inserts what the update makes of an empty document; returns its `_id`. */
function upsert(
  context: CommandContext,
  name: string,
  request: FindRequest,
  changes: Update,
  arrayFilters: ArrayFilters,
): RawValue {
  const document = upsertStorable(request, changes, arrayFilters);
  context.catalog.ensure(context.db, name).insert(document);
  const id = getField(document, ID);
  if (id === undefined) throw new Error('a storable document has an _id');
  return id;
}

export function upsertStorable(request: FindRequest, changes: Update, arrayFilters: ArrayFilters): RawValue {
  return toStorable(upsertDocument(request.filter, changes, { arrayFilters, matchedIndex: undefined }));
}
