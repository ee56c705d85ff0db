import type { Connection } from 'mongoose';
import type { FileText } from '../../schemas/file-text.js';
import { defineModel, type Stored } from './connection.js';

type TextRecord = Omit<FileText, 'sha256'> & { id: string };
export type FileTextStore = ReturnType<typeof createFileTextStore>;

/** Texts of stored files by their hash, and why there is none where there is none. */
export function createFileTextStore(connection: Connection) {
  defineModel<TextRecord>(connection, 'fileTexts');
  const collection = connection.collection<Stored<TextRecord>>('fileTexts');

  async function find(sha256: string): Promise<FileText | undefined> {
    const found = await collection.findOne({ _id: sha256 });
    if (!found) return undefined;
    const { _id, ...rest } = found;
    return { sha256: _id, ...rest };
  }

  /** What came of reading a file, without the text itself. */
  async function findState(sha256: string): Promise<Omit<FileText, 'sha256' | 'document'> | undefined> {
    const found = await collection.findOne({ _id: sha256 }, { projection: { document: 0 } });
    if (!found) return undefined;
    const { _id, document: _text, ...rest } = found;
    return rest;
  }

  /** Repeating it is harmless: the same bytes give the same text. */
  async function save({ sha256, ...text }: FileText): Promise<void> {
    await collection.replaceOne({ _id: sha256 }, text, { upsert: true });
  }

  return { find, findState, save };
}
