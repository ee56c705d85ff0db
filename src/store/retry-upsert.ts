import { isDuplicateKey } from './connection.js';

/** Of two upserts of one document at the same time some engines refuse the second: done again it finds the document. */
export async function retryUpsert<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return write();
  }
}
