import type { RawValue } from '../bson/raw-value.js';
import { getField } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import { parseFilterField } from '../query/parse-filter.js';
import { parseProjection, project, type Projection } from '../query/projection.js';
import { parseSort } from '../query/sort-order.js';
import type { FindRequest } from '../read/find-documents.js';
import type { Found } from '../read/run-plan.js';
import type { Collection } from '../storage/collection.js';
import type { WriteTask } from '../storage/write-queue.js';
import { parseArrayFilters, type ArrayFilters } from '../update/array-filters.js';
import { parseUpdate, type Update } from '../update/parse-update.js';
import { refuseCollation, type CommandArguments } from './command-arguments.js';
import {
  collectionName,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { findOne } from './find-one.js';
import { findHint } from './hint.js';
import { updateFound, upsertStorable } from './update.js';

export const findAndModify: CommandDefinition = {
  fields: new Set([
    'findAndModify',
    'findandmodify',
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'collation',
    'bypassDocumentValidation',
    'let',
  ]),
  run: (context) => context.queue.run(modifyOne(context)),
};

interface Modification {
  changes: Update;
  arrayFilters: ArrayFilters;
}

const ID = Buffer.from('_id');

// a single step: finding and changing happen in one turn of the one writer
function* modifyOne(context: CommandContext): WriteTask<Reply> {
  const { args } = context;
  refuseCollation(args);
  if (args.get('let') !== undefined) throw new MongoError(238, "'let' is not supported by this store");
  const name = collectionName(context);
  const collection = context.catalog.find(context.db, name);
  const request = parseRequest(args, collection);
  const projection = parseProjection(args.optionalDocument('fields'));
  const modification = parseModification(args);
  const found = collection === undefined ? undefined : findOne(context.storage, collection, request);
  if (collection === undefined || found === undefined)
    return missing(context, name, request, modification, projection);
  return modification === undefined
    ? removed(collection, found, projection)
    : updated(collection, request, found, modification, args.flag('new', false), projection);
}

function parseRequest(args: CommandArguments, collection: Collection | undefined): FindRequest {
  const sort = args.optionalDocument('sort');
  return {
    filter: parseFilterField('findAndModify', 'query', args.get('query')),
    sort: sort === undefined ? [] : parseSort(sort),
    skip: 0,
    limit: 0,
    hint: collection === undefined ? undefined : findHint(args, collection),
  };
}

/** undefined: the document is to be removed. */
function parseModification(args: CommandArguments): Modification | undefined {
  const value = args.get('update');
  if (args.flag('remove', false)) {
    if (value !== undefined) throw new MongoError(9, 'Cannot specify both an update and remove=true');
    if (args.flag('upsert', false))
      throw new MongoError(9, 'Cannot specify both upsert=true and remove=true ');
    if (args.flag('new', false))
      throw new MongoError(
        9,
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    return undefined;
  }
  if (value === undefined) throw new MongoError(9, 'Either an update or remove=true must be specified');
  const changes = parseUpdate(value);
  return { changes, arrayFilters: parseArrayFilters(args.optionalArray('arrayFilters'), changes) };
}

function removed(collection: Collection, found: Found, projection: Projection | undefined): Reply {
  collection.remove(found.record, found.document);
  return { lastErrorObject: { n: 1 }, value: shown(found.document, projection) };
}

function updated(
  collection: Collection,
  request: FindRequest,
  found: Found,
  { changes, arrayFilters }: Modification,
  wantsNew: boolean,
  projection: Projection | undefined,
): Reply {
  const after = updateFound(collection, request, found, changes, arrayFilters) ?? found.document;
  return {
    lastErrorObject: { n: 1, updatedExisting: true },
    value: shown(wantsNew ? after : found.document, projection),
  };
}

function missing(
  context: CommandContext,
  name: string,
  request: FindRequest,
  modification: Modification | undefined,
  projection: Projection | undefined,
): Reply {
  const { args } = context;
  if (modification === undefined) return { lastErrorObject: { n: 0 }, value: null };
  if (!args.flag('upsert', false)) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
  const document = upsertStorable(request, modification.changes, modification.arrayFilters);
  context.catalog.ensure(context.db, name).insert(document);
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted: getField(document, ID) },
    value: args.flag('new', false) ? shown(document, projection) : null,
  };
}

function shown(document: RawValue, projection: Projection | undefined): RawValue {
  return projection === undefined ? document : project(projection, document);
}
