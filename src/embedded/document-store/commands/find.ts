import { parseFilterField } from '../query/parse-filter.js';
import type { RawValue } from '../bson/raw-value.js';
import { parseProjection, project, type Projection } from '../query/projection.js';
import { parseSort } from '../query/sort-order.js';
import { MongoError } from '../mongo-error.js';
import { findDocuments, planFind, type FindRequest, type FoundStream } from '../read/find-documents.js';
import { PAUSE, type Pause } from '../read/run-plan.js';
import { Turns } from '../read/take-turns.js';
import type { Collection } from '../storage/collection.js';
import { refuseCollation, type CommandArguments } from './command-arguments.js';
import {
  collectionName,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { firstBatch } from './cursor-reply.js';
import { findHint } from './hint.js';

export const FIND_FIELDS = new Set([
  'find',
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'collation',
  'allowDiskUse',
  'noCursorTimeout',
  'let',
]);

export const find: CommandDefinition = { fields: FIND_FIELDS, run: runFind };

/** Reads the query part of find's arguments. */
export function parseFind(args: CommandArguments, collection: Collection | undefined): FindRequest {
  refuseCollation(args);
  if (args.get('let') !== undefined) throw new MongoError(238, "'let' is not supported by this store");
  const sort = args.optionalDocument('sort');
  return {
    filter: parseFilterField('find', 'filter', args.get('filter')),
    sort: sort === undefined ? [] : parseSort(sort),
    skip: args.count('skip', 0),
    limit: Math.abs(args.whole('limit', 0)),
    hint: collection === undefined ? undefined : findHint(args, collection),
  };
}

async function runFind(context: CommandContext): Promise<Reply> {
  const { args, storage } = context;
  const name = collectionName(context);
  const collection = context.catalog.find(context.db, name);
  const request = parseFind(args, collection);
  const projection = parseProjection(args.optionalDocument('projection'));
  const wish = {
    size: args.get('batchSize') === undefined ? undefined : args.count('batchSize', 0),
    single: args.flag('singleBatch', false) || args.whole('limit', 0) < 0,
  };
  const namespace = `${context.db}.${name}`;
  const turns = new Turns(args.count('maxTimeMS', 0));
  if (collection === undefined) return firstBatch(context, namespace, nothing(), wish, turns);
  const chosen = planFind(storage, collection, request);
  const found = findDocuments(storage, collection, request, chosen, { keys: 0, documents: 0 });
  return firstBatch(context, namespace, projected(found, projection), wish, turns, collection);
}

export function* nothing(): Generator<never, undefined, undefined> {
  // an empty stream
}

export function* projected(
  source: FoundStream,
  projection: Projection | undefined,
): Generator<RawValue | Pause, undefined, undefined> {
  for (const item of source) {
    if (item === PAUSE) yield item;
    else yield projection === undefined ? item.document : project(projection, item.document);
  }
}
