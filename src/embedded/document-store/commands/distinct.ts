import { FieldPath, anyAtPath } from '../bson/field-path.js';
import { BsonType } from '../bson/bson-type.js';
import { itemsOf, type RawValue } from '../bson/raw-value.js';
import { KeyWriter } from '../index/key-writer.js';
import { MongoError } from '../mongo-error.js';
import { parseFilterField } from '../query/parse-filter.js';
import { findDocuments, planFind, type FindRequest } from '../read/find-documents.js';
import { consume, Turns } from '../read/take-turns.js';
import { MAX_DOCUMENT_BYTES } from '../wire/limits.js';
import { refuseCollation } from './command-arguments.js';
import {
  findCollection,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { findHint } from './hint.js';

export const distinct: CommandDefinition = {
  fields: new Set(['distinct', 'key', 'query', 'collation', 'hint']),
  run: runDistinct,
};

async function runDistinct(context: CommandContext): Promise<Reply> {
  const { args, storage } = context;
  refuseCollation(args);
  const path = new FieldPath(args.string('key'));
  const collection = findCollection(context);
  const filter = parseFilterField('distinct', 'query', args.get('query'));
  if (collection === undefined) return { values: [] };
  const request: FindRequest = { filter, sort: [], skip: 0, limit: 0, hint: findHint(args, collection) };
  const values = new DistinctValues();
  const found = findDocuments(storage, collection, request, planFind(storage, collection, request), {
    keys: 0,
    documents: 0,
  });
  await consume(found, new Turns(args.count('maxTimeMS', 0)), ({ document }) => {
    collectValues(document, path, values);
    return true;
  });
  return { values: values.sorted() };
}

/** An array counts with its elements, not as a whole. */
function collectValues(document: RawValue, path: FieldPath, values: DistinctValues): void {
  anyAtPath(document, path, false, (value) => {
    if (value?.type === BsonType.array) for (const item of itemsOf(value)) values.add(item);
    else if (value !== undefined) values.add(value);
    return false;
  });
}

/** Values by their sortable encoding, in which equal values of different number types coincide. */
class DistinctValues {
  readonly #values = new Map<string, { key: Buffer; value: RawValue }>();
  readonly #writer = new KeyWriter();
  #bytes = 0;

  add(value: RawValue): void {
    const key = this.#writer.reset().field(value, false).finish();
    const text = key.toString('latin1');
    if (this.#values.has(text)) return;
    this.#bytes += value.end - value.start;
    if (this.#bytes > MAX_DOCUMENT_BYTES) throw new MongoError(17217, 'distinct too big, 16mb cap');
    this.#values.set(text, { key, value });
  }

  sorted(): RawValue[] {
    return [...this.#values.values()].sort((a, b) => a.key.compare(b.key)).map(({ value }) => value);
  }
}
