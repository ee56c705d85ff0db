import mongoose, {
  Schema,
  type Connection,
  type IndexDefinition,
  type IndexOptions,
  type Model,
} from 'mongoose';
import pRetry from 'p-retry';
import { AppError } from '../../schemas/errors.js';
import type { Log } from '../log.js';
import { watchHeartbeat } from './watch-heartbeat.js';
import { watchPool } from './watch-pool.js';

/** How a thing lies in its collection: `id` is `_id`, everything else is as its schema says. */
export type Stored<T extends { id: string }> = Omit<T, 'id'> & { _id: string };

export interface StoreIndex {
  keys: IndexDefinition;
  options?: IndexOptions;
}

/**
 * Opens the document store; any server that speaks MongoDB's protocol. Tries for `patienceSeconds`, because services
 * that start together come up in any order, then throws `service-unavailable`.
 */
export async function connectStore(settings: {
  url: string;
  database: string;
  log: Log;
  patienceSeconds?: number;
  /** The driver will not find the store again: this process must be replaced. */
  onStuck?: () => void;
}): Promise<Connection> {
  const connection = mongoose.createConnection();
  const attempt = () =>
    connection.openUri(settings.url, {
      dbName: settings.database,
      serverSelectionTimeoutMS: 2000,
      maxPoolSize: 40,
    });
  try {
    await pRetry(attempt, {
      retries: 1000,
      minTimeout: 200,
      maxTimeout: 1000,
      maxRetryTime: (settings.patienceSeconds ?? 30) * 1000,
      onFailedAttempt: ({ attemptNumber }) => {
        settings.log.debug({ attemptNumber }, 'store-connect-retry');
      },
    });
  } catch (cause) {
    throw new AppError('service-unavailable', 'the document store does not answer', { cause });
  }
  if (settings.onStuck) {
    watchHeartbeat(connection.getClient(), settings.onStuck);
    watchPool(connection.getClient(), settings.onStuck);
  }
  return connection;
}

export async function closeStore(connection: Connection): Promise<void> {
  await connection.close();
}

const { MongoBulkWriteError, MongoError, MongoNetworkError } = mongoose.mongo;
const { MongoNotConnectedError, MongoServerSelectionError } = mongoose.mongo;
const { MongoTopologyClosedError, MongoClientClosedError } = mongoose.mongo;

/** The driver lets a write to a server that has just died through as the socket's own error. */
const BROKEN_SOCKET = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ENOTCONN',
  'ETIMEDOUT',
]);

/** What MongoDB answers to a write while its disk is full. */
const OUT_OF_DISK_SPACE = 14031;

/**
 * The store is away, changing its primary or out of space, or this process is closing its connection: the same work will
 * succeed later, and nothing is wrong with it.
 */
export function isStoreUnreachable(thrown: unknown): boolean {
  const error = originOf(thrown);
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoClientClosedError ||
    (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError')) ||
    (error instanceof MongoError && error.code === OUT_OF_DISK_SPACE) ||
    isBrokenSocket(error)
  );
}

/** The driver wraps whatever ends a bulk write, and the wrapper is of none of these classes. */
function originOf(error: unknown): unknown {
  const wrapped = error instanceof MongoBulkWriteError ? error.errorResponse : undefined;
  return wrapped instanceof Error ? wrapped : error;
}

function isBrokenSocket(error: unknown): boolean {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    BROKEN_SOCKET.has(error.code)
  );
}

/**
 * A Mongoose model over a collection whose documents were checked by their Ajv schema before they got here: Mongoose
 * carries them, it does not define them a second time.
 */
export function defineModel<T extends { id: string }>(
  connection: Connection,
  collection: string,
  indexes: StoreIndex[] = [],
): Model<Stored<T>> {
  const schema = new Schema<Stored<T>>({ _id: { type: String, required: true } } as never, {
    strict: false,
    strictQuery: false,
    versionKey: false,
    minimize: false,
    autoIndex: false,
    id: false,
    collection,
  });
  for (const index of indexes) schema.index(index.keys, index.options);
  return connection.model<Stored<T>>(collection, schema);
}

type IndexDescription = mongoose.mongo.IndexDescription & { key: Map<string, 1 | -1>; name: string };

/**
 * Creates the indexes of a model that are missing, in one command: engines build those of one command together. One of
 * the same name that has other keys is asked for as well, so that the server says what is wrong.
 */
export async function createMissingIndexes(connection: Connection, collection: string): Promise<void> {
  const wanted = connection.model(collection).schema.indexes().map(toDescription);
  if (wanted.length === 0) return;
  const target = connection.collection(collection);
  const known = new Map((await listIndexes(target)).map((index) => [index.name, index]));
  const missing = wanted.filter((index) => !isSameIndex(known.get(index.name), index));
  if (missing.length > 0) await target.createIndexes(missing);
}

function toDescription([keys, options]: [IndexDefinition, IndexOptions]): IndexDescription {
  const { unique, sparse, partialFilterExpression, expireAfterSeconds } = options;
  const fields = Object.entries(keys).map(([field, order]) => [field, Number(order)] as const);
  return {
    key: new Map(fields.map(([field, order]) => [field, order === -1 ? -1 : 1])),
    name: fields.flat().join('_'),
    ...(unique !== undefined && { unique: true }),
    ...(sparse === true && { sparse }),
    ...(partialFilterExpression && { partialFilterExpression }),
    ...(typeof expireAfterSeconds === 'number' && { expireAfterSeconds }),
  };
}

async function listIndexes(target: {
  listIndexes(): { toArray(): Promise<mongoose.mongo.IndexDescriptionInfo[]> };
}): Promise<mongoose.mongo.IndexDescriptionInfo[]> {
  try {
    return await target.listIndexes().toArray();
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

const NAMESPACE_NOT_FOUND = 26;

function isSameIndex(
  known: mongoose.mongo.IndexDescriptionInfo | undefined,
  { key, unique }: IndexDescription,
): boolean {
  if (!known) return false;
  const keys = JSON.stringify(Object.entries(known.key));
  return keys === JSON.stringify([...key]) && (known.unique === true) === (unique === true);
}

/** An index of the same name or keys is there and is another one: asking again changes nothing. */
export function contradictsIndexes(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && CONTRADICTIONS.has(Number(error.code));
}

/** CannotCreateIndex, IndexOptionsConflict, IndexKeySpecsConflict. */
const CONTRADICTIONS: ReadonlySet<number> = new Set([67, 85, 86]);

/** The thing as the rest of the code knows it. */
export function fromStored<T extends { id: string }>(stored: Stored<T>): T {
  const { _id, ...rest } = stored;
  return { id: _id, ...rest } as unknown as T;
}

export function toStored<T extends { id: string }>(thing: T): Stored<T> {
  const { id, ...rest } = thing;
  return { _id: id, ...rest };
}

const DUPLICATE_KEY = 11000;

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/** Positions of the documents that a bulk insert refused as duplicates; any other failure is thrown on. */
export function duplicateIndexes(error: unknown): number[] {
  const failures = (error as { writeErrors?: unknown }).writeErrors;
  const list: unknown[] = Array.isArray(failures) ? failures : [failures];
  // The whole of it failed, on the way or in the server: no document was looked at, and none may pass for stored.
  if (list.length === 0) throw error;
  return list.map((failure) => {
    const { index, code } = (failure ?? {}) as { index?: number; code?: number };
    if (code !== DUPLICATE_KEY || index === undefined) throw error;
    return index;
  });
}
