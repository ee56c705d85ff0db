import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { MediaProblem, StoredMedia } from '../../schemas/media.js';
import { defineModel, type Stored } from './connection.js';

/** What fetching one file of one item has come to, across its revisions. */
export interface FileRecord {
  url: string;
  /** The revision for which it was last asked. */
  revision: number;
  /** Attempts that failed for this revision. */
  attempts: number;
  etag?: string;
  lastModified?: string;
  /** The newest copy; a later failure does not take it away. */
  copy?: StoredMedia;
  fetchedAt?: string;
  problem?: MediaProblem;
}

interface FilesOfItem {
  /** Of the item. */
  id: string;
  /** By a digest of the address, which itself may hold what a field's name must not. */
  files?: Record<string, FileRecord>;
  /** Every copy that a revision of the item ever had: what people who see the item may read. */
  copies?: StoredMedia[];
}

export type FileRecordStore = ReturnType<typeof createFileRecordStore>;

/** One document an item that has files; written file by file, so that a process that dies repeats at most one. */
export function createFileRecordStore(connection: Connection) {
  defineModel<FilesOfItem>(connection, 'itemFiles');
  const collection = connection.collection<Stored<FilesOfItem>>('itemFiles');

  async function find(itemId: string): Promise<Map<string, FileRecord>> {
    const found = await collection.findOne({ _id: itemId }, { projection: { files: 1 } });
    return new Map(Object.values(found?.files ?? {}).map((record) => [record.url, record]));
  }

  async function save(itemId: string, record: FileRecord): Promise<void> {
    const { copy } = record;
    await collection.updateOne(
      { _id: itemId },
      { $set: { [`files.${keyOf(record.url)}`]: record }, ...(copy && { $addToSet: { copies: copy } }) },
      { upsert: true },
    );
  }

  async function findCopy(itemId: string, sha256: string): Promise<StoredMedia | undefined> {
    const found = await collection.findOne({ _id: itemId }, { projection: { copies: 1 } });
    return found?.copies?.find((copy) => copy.sha256 === sha256);
  }

  return { find, save, findCopy };
}

function keyOf(url: string): string {
  return createHash('sha256').update(url).digest('base64url').slice(0, 22);
}
