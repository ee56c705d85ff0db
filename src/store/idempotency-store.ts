import { randomUUID } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { gather } from '../gather.js';
import { defineModel, duplicateIndexes } from './connection.js';
import { retryUpsert } from './retry-upsert.js';

interface IdempotencyRecord {
  /** `accountId key`. */
  id: string;
  /** SHA-256 of the request. */
  digest: string;
  /** Absent while the first request still runs. */
  answer?: { status: number; body: unknown };
  /** A request that died is forgotten after this, so that a repeat can run. */
  lockedUntil: Date;
  /** Whose work runs under this key. */
  owner?: string;
  expiresAt: Date;
}

type Row = Omit<IdempotencyRecord, 'id'> & { _id: string };

type Collection = mongo.Collection<Row>;

export type BeginOutcome =
  | { status: 'begun' }
  | { status: 'running' }
  | { status: 'conflict' }
  | { status: 'answered'; answer: { status: number; body: unknown } };

interface AnsweredWork {
  id: string;
  answer: { status: number; body: unknown };
}

const MOST_AT_ONCE = 100;

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;

/** Answers kept under an Idempotency-Key; the store forgets them a day later. */
export function createIdempotencyStore(connection: Connection) {
  defineModel<IdempotencyRecord>(connection, 'idempotency', [
    { keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } },
  ]);
  const collection = connection.collection<Row>('idempotency');

  /** Requests of the same moment are begun, and finished, in one write. */
  const insert = gather((rows: readonly Row[]) => insertRows(collection, rows), { most: MOST_AT_ONCE });
  const finish = gather(
    async (answered: readonly AnsweredWork[]) => {
      await collection.bulkWrite(answered.map(toAnswerWrite), { ordered: false });
      return answered.map(() => undefined);
    },
    { most: MOST_AT_ONCE },
  );

  async function begin(id: string, digest: string, now: Date): Promise<BeginOutcome> {
    const record = { digest, owner: randomUUID(), ...termsFrom(now) };
    if (await insert({ _id: id, ...record })) return { status: 'begun' };
    return resume(id, record, now);
  }

  /** A key seen before: answer it, refuse it, or take over from a request that died in the middle. */
  async function resume(id: string, record: Omit<Row, '_id' | 'answer'>, now: Date): Promise<BeginOutcome> {
    const found = await collection.findOne({ _id: id });
    if (!found) return { status: 'running' };
    if (found.digest !== record.digest) return { status: 'conflict' };
    if (found.answer) return { status: 'answered', answer: found.answer };
    // Stored by us all the same, by a write that broke off before it was acknowledged.
    if (found.owner === record.owner) return { status: 'begun' };
    const taken = await collection.updateOne(
      { _id: id, answer: { $exists: false }, lockedUntil: { $lte: now } },
      { $set: record },
    );
    return { status: taken.modifiedCount === 1 ? 'begun' : 'running' };
  }

  /** The request failed on our side: a repeat may run again. */
  async function abandon(id: string): Promise<void> {
    await collection.deleteOne({ _id: id, answer: { $exists: false } });
  }

  return {
    begin,
    finish: (id: string, answer: AnsweredWork['answer']) => finish({ id, answer }),
    abandon,
    ...keepMany(collection),
  };
}

/** Which of these keys were not there before. */
async function insertRows(collection: Collection, rows: readonly Row[]): Promise<boolean[]> {
  const isNew = rows.map(() => true);
  try {
    await collection.insertMany(rows, { ordered: false });
  } catch (error) {
    for (const index of duplicateIndexes(error)) isNew[index] = false;
  }
  return isNew;
}

function toAnswerWrite({ id, answer }: AnsweredWork) {
  return { updateOne: { filter: { _id: id }, update: { $set: { answer } } } };
}

/** One piece of work of several that are begun together. */
export interface KeyedWork {
  id: string;
  digest: string;
}

/** The same for many keys in a few round trips. `owner` tells whose work it is that runs under a key. */
function keepMany(collection: Collection) {
  /** What each of these keys, all of them different, stands at; those that are `begun` are the owner's to finish. */
  async function beginMany(work: readonly KeyedWork[], owner: string, now: Date): Promise<BeginOutcome[]> {
    if (work.length === 0) return [];
    const writes = work.map(({ id, digest }) => ({
      updateOne: {
        filter: { _id: id },
        update: { $setOnInsert: { digest, owner, ...termsFrom(now) } },
        upsert: true,
      },
    }));
    await retryUpsert(() => collection.bulkWrite(writes, { ordered: false }));
    const rows = await collection.find({ _id: { $in: work.map(({ id }) => id) } }).toArray();
    const found = new Map(rows.map((row) => [row._id, row]));
    const outcomes: BeginOutcome[] = [];
    for (const one of work) outcomes.push(await judge(found.get(one.id), one, owner, now));
    return outcomes;
  }

  async function judge(row: Row | undefined, { digest }: KeyedWork, owner: string, now: Date) {
    if (!row) return { status: 'running' } as const;
    if (row.digest !== digest) return { status: 'conflict' } as const;
    if (row.answer) return { status: 'answered', answer: row.answer } as const;
    if (row.owner === owner) return { status: 'begun' } as const;
    const orphaned = { _id: row._id, answer: { $exists: false }, lockedUntil: { $lte: now } };
    const taken = await collection.updateOne(orphaned, { $set: { owner, ...termsFrom(now) } });
    return { status: taken.modifiedCount === 1 ? 'begun' : 'running' } as const;
  }

  async function finishMany(answers: readonly AnsweredWork[], owner: string): Promise<void> {
    if (answers.length === 0) return;
    const writes = answers.map(({ id, answer }) => ({
      updateOne: { filter: { _id: id, owner }, update: { $set: { answer } } },
    }));
    await collection.bulkWrite(writes, { ordered: false });
  }

  /** Nothing was done under these: a repeat may run them. */
  async function abandonMany(ids: readonly string[], owner: string): Promise<void> {
    if (ids.length === 0) return;
    await collection.deleteMany({ _id: { $in: [...ids] }, owner, answer: { $exists: false } });
  }

  return { beginMany, finishMany, abandonMany };
}

function termsFrom(now: Date): Pick<Row, 'lockedUntil' | 'expiresAt'> {
  return {
    lockedUntil: new Date(now.getTime() + 60_000),
    expiresAt: new Date(now.getTime() + 86_400_000),
  };
}
