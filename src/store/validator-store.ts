import type { Connection } from 'mongoose';
import { defineModel, type Stored } from './connection.js';

/** What a source said about one address when it was last read: enough to ask "has it changed?". */
export interface PageValidators {
  /** `sourceId address`. */
  id: string;
  etag?: string;
  lastModified?: string;
  /** SHA-256 of the bytes, hex. */
  bodySha256?: string;
  at: string;
}

export type ValidatorStore = ReturnType<typeof createValidatorStore>;

export function createValidatorStore(connection: Connection) {
  defineModel<PageValidators>(connection, 'pageValidators');
  const collection = connection.collection<Stored<PageValidators>>('pageValidators');
  const key = (sourceId: string, url: string) => `${sourceId} ${url}`;

  async function find(sourceId: string, url: string): Promise<Omit<PageValidators, 'id'> | undefined> {
    const found = await collection.findOne({ _id: key(sourceId, url) });
    if (!found) return undefined;
    const { _id, ...rest } = found;
    return rest;
  }

  async function save(
    sourceId: string,
    pages: ReadonlyMap<string, Omit<PageValidators, 'id'>>,
  ): Promise<void> {
    if (pages.size === 0) return;
    const writes = [...pages].map(([url, validators]) => ({
      replaceOne: { filter: { _id: key(sourceId, url) }, replacement: validators, upsert: true },
    }));
    await collection.bulkWrite(writes, { ordered: false });
  }

  return { find, save };
}
