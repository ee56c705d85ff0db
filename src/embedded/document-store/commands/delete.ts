import type { RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import { matches } from '../query/matches.js';
import { parseFilterField } from '../query/parse-filter.js';
import type { FindRequest } from '../read/find-documents.js';
import type { Collection } from '../storage/collection.js';
import type { WriteTask } from '../storage/write-queue.js';
import { CommandArguments, refuseCollation } from './command-arguments.js';
import {
  collectionName,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { findAllRecords, findOne } from './find-one.js';
import { findHint } from './hint.js';
import { checkBatchSize } from './insert.js';
import { toWriteError, writeReply, type WriteError } from './write-errors.js';

export const remove: CommandDefinition = {
  fields: new Set(['delete', 'deletes', 'ordered', 'let']),
  run: runDelete,
};

const STATEMENT_FIELDS = new Set(['q', 'limit', 'collation', 'hint']);

async function runDelete(context: CommandContext): Promise<Reply> {
  const { args } = context;
  const name = collectionName(context);
  if (args.get('let') !== undefined) throw new MongoError(238, "'let' is not supported by this store");
  const statements = args.documents('deletes');
  checkBatchSize(statements.length);
  return context.queue.run(deleteAll(context, name, statements, args.flag('ordered', true)));
}

function* deleteAll(
  context: CommandContext,
  name: string,
  statements: readonly RawValue[],
  ordered: boolean,
): WriteTask<Reply> {
  const errors: WriteError[] = [];
  let removed = 0;
  for (const [index, value] of statements.entries()) {
    try {
      removed += yield* runStatement(context, name, CommandArguments.nested('delete.deletes', value));
    } catch (error) {
      errors.push(toWriteError(error, index));
      if (ordered) break;
    }
    yield;
  }
  return writeReply({ n: removed }, errors);
}

function* runStatement(context: CommandContext, name: string, args: CommandArguments): WriteTask<number> {
  args.allow(STATEMENT_FIELDS, false);
  refuseCollation(args);
  args.required('limit');
  const limit = args.whole('limit', 0);
  if (limit !== 0 && limit !== 1)
    throw new MongoError(9, `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  const collection = context.catalog.find(context.db, name);
  const filter = parseFilterField('delete.deletes', 'q', args.required('q'));
  if (collection === undefined) return 0;
  const request: FindRequest = { filter, sort: [], skip: 0, limit: 0, hint: findHint(args, collection) };
  if (limit === 0) return yield* deleteMany(context, collection, request);
  const found = findOne(context.storage, collection, request);
  if (found === undefined) return 0;
  collection.remove(found.record, found.document);
  return 1;
}

/** Deletes all matching documents, step by step. */
export function* deleteMany(
  context: Pick<CommandContext, 'storage'>,
  collection: Collection,
  request: FindRequest,
): WriteTask<number> {
  let removed = 0;
  for (const record of yield* findAllRecords(context.storage, collection, request)) {
    const document = collection.dropped ? undefined : collection.read(record);
    if (document === undefined || !matches(request.filter, document)) continue;
    collection.remove(record, document);
    removed++;
    yield;
  }
  return removed;
}
