import { BsonWriter } from '../bson/bson-writer.js';
import { documentValue, type RawValue } from '../bson/raw-value.js';

const writer = new BsonWriter();

/** A document of the fields that are present. */
export function documentOf(fields: readonly (readonly [string, RawValue | undefined])[]): RawValue {
  writer.reset();
  const mark = writer.open();
  for (const [name, value] of fields) if (value !== undefined) writer.element(name, value);
  writer.close(mark);
  return documentValue(writer.finish());
}
