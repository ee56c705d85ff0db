import { ObjectId } from 'bson';
import { BsonType, typeName } from '../bson/bson-type.js';
import { BsonWriter } from '../bson/bson-writer.js';
import { documentValue, ElementReader, RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import type { WriteTask } from '../storage/write-queue.js';
import { MAX_DOCUMENT_BYTES, MAX_WRITE_BATCH } from '../wire/limits.js';
import {
  collectionName,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { toWriteError, writeReply, type WriteError } from './write-errors.js';

export const insert: CommandDefinition = {
  fields: new Set(['insert', 'documents', 'ordered', 'bypassDocumentValidation']),
  run: runInsert,
};

async function runInsert(context: CommandContext): Promise<Reply> {
  const { args } = context;
  const name = collectionName(context);
  const documents = args.documents('documents');
  checkBatchSize(documents.length);
  return context.queue.run(insertAll(context, name, documents, args.flag('ordered', true)));
}

/** A write command carries at least one and at most MongoDB's number of operations. */
export function checkBatchSize(size: number): void {
  if (size > 0 && size <= MAX_WRITE_BATCH) return;
  throw new MongoError(
    16,
    `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${size} operations.`,
  );
}

function* insertAll(
  context: CommandContext,
  name: string,
  documents: readonly RawValue[],
  ordered: boolean,
): WriteTask<Reply> {
  const errors: WriteError[] = [];
  let inserted = 0;
  for (const [index, document] of documents.entries()) {
    try {
      const storable = toStorable(document);
      // looked up each time: between two steps another command may have dropped the collection
      context.catalog.ensure(context.db, name).insert(storable);
      inserted++;
    } catch (error) {
      errors.push(toWriteError(error, index));
      if (ordered) break;
    }
    yield;
  }
  return writeReply({ n: inserted }, errors);
}

const writer = new BsonWriter();

/** The document as it is stored: `_id` first, made up when absent; refused when its id or size is not allowed. */
export function toStorable(document: RawValue): RawValue {
  if (document.end - document.start > MAX_DOCUMENT_BYTES) {
    throw new MongoError(
      10334,
      `BSONObj size: ${document.end - document.start} (0x${(document.end - document.start).toString(16).toUpperCase()}) is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES + 16 * 1024}(16MB)`,
    );
  }
  const reader = new ElementReader(document);
  let id: RawValue | undefined;
  for (let index = 0; id === undefined && reader.next(); index++) {
    if (reader.name !== '_id') continue;
    id = reader.value;
    checkId(id);
    if (index === 0) return document;
  }
  return withIdFirst(document, id ?? newId());
}

function newId(): RawValue {
  return new RawValue(BsonType.objectId, Buffer.from(new ObjectId().id), 0, 12);
}

function checkId(id: RawValue): void {
  if (id.type === BsonType.array || id.type === BsonType.regex || id.type === BsonType.undefined) {
    throw new MongoError(53, `The '_id' value cannot be of type ${typeName(id.type)}`);
  }
  if (id.type !== BsonType.object) return;
  const reader = new ElementReader(id);
  while (reader.next()) {
    if (reader.name.startsWith('$'))
      throw new MongoError(
        52,
        `_id fields may not contain '$'-prefixed fields: ${reader.name} is not valid for storage.`,
      );
  }
}

function withIdFirst(document: RawValue, id: RawValue): RawValue {
  writer.reset();
  const mark = writer.open();
  writer.element('_id', id);
  const reader = new ElementReader(document);
  while (reader.next()) if (reader.name !== '_id') writer.element(reader.name, reader.value);
  writer.close(mark);
  return documentValue(writer.finish());
}
