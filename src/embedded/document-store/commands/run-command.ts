import { BsonType } from '../bson/bson-type.js';
import { firstElement } from '../bson/raw-value.js';
import { encodeDocument, type EncodableDocument } from '../bson/encode.js';
import { MongoError } from '../mongo-error.js';
import type { Request } from '../wire/op-msg.js';
import { aggregate } from './aggregate.js';
import { checkGenericArguments, CommandArguments } from './command-arguments.js';
import { CommandContext, type CommandDefinition, type StoreParts } from './command-context.js';
import {
  collStats,
  create,
  dbStats,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
} from './collections.js';
import { count } from './count.js';
import { getMore, killCursors } from './cursor-commands.js';
import { remove } from './delete.js';
import { distinct } from './distinct.js';
import { explain } from './explain.js';
import { find } from './find.js';
import { findAndModify } from './find-and-modify.js';
import { createIndexes, dropIndexes, listIndexes } from './indexes.js';
import { insert } from './insert.js';
import { serverCommands } from './server-commands.js';
import { update } from './update.js';
import { encodableExtras } from './write-errors.js';

const COMMANDS = new Map<string, CommandDefinition>(
  Object.entries({
    ...serverCommands,
    aggregate,
    collStats,
    count,
    create,
    createIndexes,
    dbStats,
    delete: remove,
    distinct,
    drop,
    dropDatabase,
    dropIndexes,
    deleteIndexes: dropIndexes,
    explain,
    find,
    findAndModify,
    findandmodify: findAndModify,
    getMore,
    insert,
    killCursors,
    listCollections,
    listDatabases,
    listIndexes,
    update,
  }),
);

export interface Caller {
  connection: object;
  connectionId: number;
}

/** Answers one request; refusals become MongoDB error replies, and so do defects, which are logged besides. */
export async function runCommand(parts: StoreParts, request: Request, caller: Caller): Promise<Buffer> {
  try {
    const reply = await dispatch(parts, request, caller);
    return Buffer.isBuffer(reply) ? reply : encodeDocument({ ...reply, ok: 1 });
  } catch (error) {
    if (error instanceof MongoError) return errorReply(error);
    parts.log('command-crashed', {
      command: firstElement(request.body)?.name,
      error: String(error),
      stack: stackOf(error),
    });
    return errorReply(new MongoError(1, `internal error: ${String(error)}`));
  }
}

export function errorReply(error: MongoError): Buffer {
  const { code, codeName, message } = error;
  return encodeDocument({ ok: 0, errmsg: message, code, codeName, ...encodableExtras(error) });
}

async function dispatch(
  parts: StoreParts,
  request: Request,
  caller: Caller,
): Promise<Buffer | EncodableDocument> {
  const args = CommandArguments.of(request);
  const definition = COMMANDS.get(args.command);
  if (definition === undefined) throw new MongoError(59, `no such command: '${args.command}'`);
  args.allow(definition.fields);
  const isHandshake = serverCommands[args.command] !== undefined;
  if (!isHandshake) checkGenericArguments(args);
  const db = args.get('$db')?.type === BsonType.string ? args.string('$db') : 'admin';
  return definition.run(new CommandContext(parts, args, db, caller.connection, caller.connectionId));
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
