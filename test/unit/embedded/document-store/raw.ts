import { serialize, type Document } from 'bson';
import {
  documentValue,
  fieldsOf,
  type RawValue,
} from '../../../../src/embedded/document-store/bson/raw-value.js';

/** A document as the store sees it. */
export function rawDocument(document: Document): RawValue {
  return documentValue(Buffer.from(serialize(document, { ignoreUndefined: true })));
}

/** A single value as the store sees it. */
export function rawValue(value: unknown): RawValue {
  const [field] = fieldsOf(rawDocument({ value }));
  if (field === undefined) throw new Error('undefined has no BSON form');
  return field.value;
}
