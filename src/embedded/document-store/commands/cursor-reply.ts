import { BsonType } from '../bson/bson-type.js';
import { BsonWriter } from '../bson/bson-writer.js';
import type { RawValue } from '../bson/raw-value.js';
import { PAUSE } from '../read/run-plan.js';
import type { Turns } from '../read/take-turns.js';
import type { Cursor, DocumentStream } from '../read/cursors.js';
import { MAX_DOCUMENT_BYTES } from '../wire/limits.js';
import type { CommandContext } from './command-context.js';
import type { Collection } from '../storage/collection.js';

/** Documents in a first batch when the client names no size. */
const FIRST_BATCH = 101;

export interface BatchWish {
  /** undefined: MongoDB's defaults. */
  size: number | undefined;
  /** Close the cursor after this batch whatever is left. */
  single: boolean;
}

/** Answers find or aggregate: the first batch, and a cursor when there is more. */
export async function firstBatch(
  context: CommandContext,
  namespace: string,
  stream: DocumentStream,
  wish: BatchWish,
  turns: Turns,
  collection?: Collection,
): Promise<Buffer> {
  const batch = await takeBatch({ stream, held: undefined }, wish.size ?? FIRST_BATCH, turns);
  if (batch.done || wish.single) {
    stream.return?.();
    return cursorReply('firstBatch', namespace, 0n, batch.documents);
  }
  const { connection } = context;
  const cursor = context.cursors.open({ namespace, stream, held: batch.held, collection, connection });
  return cursorReply('firstBatch', namespace, cursor.id, batch.documents);
}

/** Answers getMore. */
export async function nextBatch(
  context: CommandContext,
  cursor: Cursor,
  size: number | undefined,
  turns: Turns,
): Promise<Buffer> {
  try {
    const batch = await takeBatch(cursor, size ?? Infinity, turns);
    cursor.held = batch.held;
    if (batch.done) context.cursors.close(cursor.id);
    return cursorReply('nextBatch', cursor.namespace, batch.done ? 0n : cursor.id, batch.documents);
  } catch (error) {
    context.cursors.close(cursor.id);
    throw error;
  } finally {
    context.cursors.release(cursor);
  }
}

interface Batch {
  documents: RawValue[];
  held: RawValue | undefined;
  done: boolean;
}

async function takeBatch(
  source: { stream: DocumentStream; held: RawValue | undefined },
  size: number,
  turns: Turns,
): Promise<Batch> {
  const documents: RawValue[] = [];
  let bytes = 0;
  if (source.held !== undefined && size > 0) {
    documents.push(source.held);
    bytes = source.held.bytes.length;
  }
  while (documents.length < size) {
    const step = source.stream.next();
    if (step.done === true) return { documents, held: undefined, done: true };
    if (step.value === PAUSE) {
      await turns.pause();
      continue;
    }
    bytes += step.value.end - step.value.start;
    if (bytes > MAX_DOCUMENT_BYTES && documents.length > 0)
      return { documents, held: step.value, done: false };
    documents.push(step.value);
    if (documents.length % 256 === 0) await turns.pause();
  }
  return { documents, held: size === 0 ? source.held : undefined, done: false };
}

const writer = new BsonWriter();

/** The stored bytes go into the reply as they are. */
function cursorReply(
  batchName: string,
  namespace: string,
  id: bigint,
  documents: readonly RawValue[],
): Buffer {
  writer.reset();
  const top = writer.open();
  writer.name(BsonType.object, 'cursor');
  const cursor = writer.open();
  writer.name(BsonType.array, batchName);
  const batch = writer.open();
  documents.forEach((document, index) => {
    writer.element(String(index), document);
  });
  writer.close(batch);
  writer.name(BsonType.int64, 'id');
  writer.int64(id);
  writer.stringElement('ns', namespace);
  writer.close(cursor);
  writer.name(BsonType.double, 'ok');
  writer.double(1);
  writer.close(top);
  return writer.finish();
}
