import { BsonType, typeName } from '../bson/bson-type.js';
import { itemsOf, type RawValue } from '../bson/raw-value.js';
import { int64Value } from '../bson/arithmetic.js';
import { MongoError } from '../mongo-error.js';
import { Turns } from '../read/take-turns.js';
import type { CommandContext, CommandDefinition, Reply } from './command-context.js';
import { nextBatch } from './cursor-reply.js';

export const getMore: CommandDefinition = {
  fields: new Set(['getMore', 'collection', 'batchSize', 'term', 'lastKnownCommittedOpTime']),
  run: runGetMore,
};

export const killCursors: CommandDefinition = {
  fields: new Set(['killCursors', 'cursors']),
  run: runKillCursors,
};

function cursorId(value: RawValue): bigint {
  if (value.type === BsonType.int64) return value.bytes.readBigInt64LE(value.start);
  if (value.type === BsonType.int32) return BigInt(value.bytes.readInt32LE(value.start));
  throw new MongoError(
    14,
    `BSON field 'getMore.getMore' is the wrong type '${typeName(value.type)}', expected type 'long'`,
  );
}

async function runGetMore(context: CommandContext): Promise<Reply> {
  const { args } = context;
  const namespace = `${context.db}.${args.string('collection')}`;
  const size = args.count('batchSize', 0);
  const turns = new Turns(args.count('maxTimeMS', 0));
  const cursor = context.cursors.use(cursorId(args.required('getMore')), namespace, context.connection);
  return nextBatch(context, cursor, size === 0 ? undefined : size, turns);
}

function runKillCursors({ args, cursors }: CommandContext): Reply {
  const array = args.optionalArray('cursors');
  if (array === undefined)
    throw new MongoError(40414, "BSON field 'killCursors.cursors' is missing but a required field");
  const killed: RawValue[] = [];
  const unknown: RawValue[] = [];
  for (const id of itemsOf(array).map(cursorId)) (cursors.close(id) ? killed : unknown).push(int64Value(id));
  return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [] };
}
