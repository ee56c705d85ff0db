import type { Encodable, EncodableDocument } from '../bson/encode.js';
import { RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';

export type WriteError = Record<string, Encodable>;

/** One failed operation of a batch. Defects are not write errors: they go up. */
export function toWriteError(error: unknown, index: number): WriteError {
  if (!(error instanceof MongoError)) throw error;
  return { index, code: error.code, errmsg: error.message, ...encodableExtras(error) };
}

/** The details that some errors carry, e.g. key and value of a duplicate. */
export function encodableExtras(error: MongoError): Record<string, Encodable> {
  const extras: Record<string, Encodable> = {};
  for (const [name, value] of Object.entries(error.extras))
    if (value instanceof RawValue) extras[name] = value;
  return extras;
}

export function writeReply(counts: EncodableDocument, errors: readonly WriteError[]): EncodableDocument {
  return errors.length === 0 ? counts : { ...counts, writeErrors: errors };
}
