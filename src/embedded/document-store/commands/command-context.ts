import type { EncodableDocument } from '../bson/encode.js';
import type { Cursors } from '../read/cursors.js';
import type { Catalog } from '../storage/catalog.js';
import type { Collection } from '../storage/collection.js';
import type { LmdbStorage } from '../storage/lmdb-storage.js';
import type { WriteQueue } from '../storage/write-queue.js';
import { MongoError } from '../mongo-error.js';
import type { CommandArguments } from './command-arguments.js';

/** Log line: a static event name and its facts. */
export type Log = (event: string, fields: Record<string, unknown>) => void;

/** The parts of a running store that commands work with. */
export interface StoreParts {
  storage: LmdbStorage;
  catalog: Catalog;
  queue: WriteQueue;
  cursors: Cursors;
  log: Log;
  /** Asks for dropped keys to be purged soon. */
  purgeSoon: () => void;
  /** MongoDB's `ttlMonitorSleepSecs`; returns the previous value. */
  setSweepSeconds: (seconds: number) => number;
  connections: () => number;
  startedAt: number;
}

/** One command being answered. */
export class CommandContext {
  readonly storage: LmdbStorage;
  readonly catalog: Catalog;
  readonly queue: WriteQueue;
  readonly cursors: Cursors;

  constructor(
    readonly parts: StoreParts,
    readonly args: CommandArguments,
    readonly db: string,
    readonly connection: object,
    readonly connectionId: number,
  ) {
    this.storage = parts.storage;
    this.catalog = parts.catalog;
    this.queue = parts.queue;
    this.cursors = parts.cursors;
  }
}

/** A finished reply, or one to be encoded; `ok: 1` is added to the latter. */
export type Reply = Buffer | EncodableDocument;

export interface CommandDefinition {
  /** Fields besides the generic ones; the command's own name included. */
  fields: ReadonlySet<string>;
  run: (context: CommandContext) => Reply | Promise<Reply>;
}

/** The collection that a command names in its first field. */
export function collectionName(context: CommandContext): string {
  const name = context.args.string(context.args.command);
  if (name === '') throw new MongoError(73, `Invalid namespace specified '${context.db}.'`);
  return name;
}

export function findCollection(context: CommandContext): Collection | undefined {
  return context.catalog.find(context.db, collectionName(context));
}
