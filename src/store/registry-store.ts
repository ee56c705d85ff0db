import type { Connection, mongo } from 'mongoose';
import { AppError } from '../../schemas/errors.js';
import {
  defineModel,
  fromStored,
  isDuplicateKey,
  toStored,
  type Stored,
  type StoreIndex,
} from './connection.js';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.js';

/** Things that people register by a short name of their choice: organizations, accounts, sources, portals. */
export interface RegistryStore<T extends { id: string }> {
  find: (id: string) => Promise<T | undefined>;
  /** By id; those that nobody registered are absent. */
  findMany: (ids: readonly string[]) => Promise<Map<string, T>>;
  /** Throws `conflict` when the name is taken. */
  create: (thing: T) => Promise<T>;
  list: (filter: mongo.Filter<Stored<T>>, page: PageRequest) => Promise<Page<T>>;
  collection: mongo.Collection<Stored<T>>;
}

export function createRegistryStore<T extends { id: string }>(
  connection: Connection,
  name: string,
  indexes: StoreIndex[] = [],
): RegistryStore<T> {
  defineModel<T>(connection, name, indexes);
  const collection = connection.collection<Stored<T>>(name);
  const byId = (id: string) => ({ _id: id }) as mongo.Filter<Stored<T>>;

  async function find(id: string): Promise<T | undefined> {
    const stored = await collection.findOne<Stored<T>>(byId(id));
    return stored ? fromStored<T>(stored) : undefined;
  }

  async function findMany(ids: readonly string[]): Promise<Map<string, T>> {
    const among = { _id: { $in: [...ids] } } as mongo.Filter<Stored<T>>;
    const found = (await collection.find<Stored<T>>(among).toArray()).map((stored) => fromStored<T>(stored));
    return new Map(found.map((thing) => [thing.id, thing]));
  }

  async function create(thing: T): Promise<T> {
    try {
      await collection.insertOne(toStored(thing) as mongo.OptionalUnlessRequiredId<Stored<T>>);
    } catch (cause) {
      if (!isDuplicateKey(cause)) throw cause;
      throw new AppError('conflict', `${name}: ${thing.id} exists already`, {
        details: { id: thing.id },
        cause,
      });
    }
    return thing;
  }

  async function list(filter: mongo.Filter<Stored<T>>, page: PageRequest): Promise<Page<T>> {
    const after = page.cursor === undefined ? {} : { _id: { $gt: decodeCursor(page.cursor) } };
    const found = await collection
      .find<Stored<T>>({ ...filter, ...after } as mongo.Filter<Stored<T>>)
      .sort({ _id: 1 })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found.slice(0, page.limit).map((stored) => fromStored<T>(stored)),
      ...(last && { nextCursor: encodeCursor(last._id) }),
    };
  }

  return { find, findMany, create, list, collection };
}
