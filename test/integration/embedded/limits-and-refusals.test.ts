import { randomUUID } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serialize } from 'bson';
import mongoose from 'mongoose';
import { eventually, refusal, StoreUnderTest, type Client, type Database } from './store-process.js';

/** What the embedded store does not have it refuses with MongoDB's codes; what is broken it survives. */
let store: StoreUnderTest;
let client: Client;
let database: Database;

beforeAll(async () => {
  store = await StoreUnderTest.start();
  client = await store.connect();
  database = client.db('limits');
  await database.collection('items').insertOne({ n: 1 });
});

afterAll(() => store.remove());

describe('refusals', () => {
  test.each<[string, mongoose.mongo.Document, number, string]>([
    ['an unknown command', { foo: 1 }, 59, "no such command: 'foo'"],
    ['an unknown field', { find: 'items', x: 1 }, 40415, "BSON field 'find.x' is an unknown field."],
    ['a wrong type', { find: 'items', limit: 'x' }, 14, "BSON field 'find.limit' is the wrong type 'string'"],
    [
      'a missing field',
      { insert: 'items' },
      40414,
      "BSON field 'insert.documents' is missing but a required field",
    ],
    ['collation', { find: 'items', collation: { locale: 'zh' } }, 238, 'Collation is not supported'],
    ['a snapshot read', { find: 'items', readConcern: { level: 'snapshot' } }, 123, 'replica set'],
    [
      'a write to several members',
      { insert: 'items', documents: [{}], writeConcern: { w: 2 } },
      2,
      "cannot use 'w' > 1",
    ],
    [
      '$lookup',
      { aggregate: 'items', pipeline: [{ $lookup: { from: 'x' } }], cursor: {} },
      238,
      '$lookup is not supported',
    ],
    ['$out', { aggregate: 'items', pipeline: [{ $out: 'x' }], cursor: {} }, 238, '$out is not supported'],
    [
      'an unknown stage',
      { aggregate: 'items', pipeline: [{ $foo: 1 }], cursor: {} },
      40324,
      "Unrecognized pipeline stage name: '$foo'",
    ],
    [
      'a text index',
      { createIndexes: 'items', indexes: [{ key: { a: 'text' }, name: 'x' }] },
      67,
      "Index type 'text' is not supported",
    ],
    [
      'a hashed index',
      { createIndexes: 'items', indexes: [{ key: { a: 'hashed' }, name: 'x' }] },
      67,
      "Index type 'hashed' is not supported",
    ],
    [
      'an unknown index option',
      { createIndexes: 'items', indexes: [{ key: { a: 1 }, name: 'x', foo: 1 }] },
      197,
      "The field 'foo' is not valid",
    ],
    [
      'TTL on two fields',
      { createIndexes: 'items', indexes: [{ key: { a: 1, b: 1 }, name: 'x', expireAfterSeconds: 1 }] },
      67,
      'TTL indexes are single-field indexes',
    ],
    [
      'a capped collection',
      { create: 'x', capped: true, size: 1000 },
      40415,
      "BSON field 'create.capped' is an unknown field.",
    ],
    ['a collection that exists', { create: 'items' }, 48, 'already exists'],
    ['a collection name with a dollar', { create: 'a$b' }, 73, 'Invalid collection name'],
    [
      'an unknown hint',
      { find: 'items', hint: 'nope' },
      2,
      'hint provided does not correspond to an existing index',
    ],
    ['dropping the index of ids', { dropIndexes: 'items', index: '_id_' }, 72, 'cannot drop _id index'],
    ['a wrong direction', { find: 'items', sort: { a: 2 } }, 15975, '$sort key ordering must be 1'],
    [
      'a mixed projection',
      { find: 'items', projection: { a: 1, b: 0 } },
      31254,
      'Cannot do exclusion on field b in inclusion projection',
    ],
  ])('%s', async (_name, command, code, message) => {
    const error = await refusal(database.command(command));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)]);
  });

  test('a transaction, as a server without a replica set does', async () => {
    const body = {
      insert: 'items',
      documents: [{ a: 1 }],
      txnNumber: mongoose.mongo.Long.fromNumber(1),
      startTransaction: true,
      autocommit: false,
    };
    const error = await refusal(database.command(body));
    expect([error.code, error.message]).toEqual([
      20,
      'Transaction numbers are only allowed on a replica set member or mongos',
    ]);
  });

  test('an id that is an array', async () => {
    const id: unknown = [1];
    const error = await refusal(
      database.collection('items').insertOne({ a: id, _id: id as mongoose.mongo.ObjectId }),
    );
    expect(error.code).toBe(53);
  });

  test('maxTimeMS ends a long query', async () => {
    const slow = database.collection('slow');
    await slow.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n })));
    const error = await refusal(
      slow
        .find({ $expr: { $lt: [{ $add: ['$n', 1] }, 0] } })
        .maxTimeMS(1)
        .toArray(),
    );
    expect(error.code).toBe(50);
  });

  test('making the same index again is no change', async () => {
    const again = { createIndexes: 'items', indexes: [{ key: { same: 1 }, name: 'same_1' }] };
    await database.command(again);
    expect(await database.command(again)).toMatchObject({ numIndexesBefore: 2, numIndexesAfter: 2 });
  });
});

describe('making indexes', () => {
  test('an index on existing duplicates is refused and leaves nothing', async () => {
    const items = database.collection(randomUUID());
    await items.insertMany([{ a: 1 }, { a: 1, b: 2 }]);
    expect((await refusal(items.createIndexes([{ key: { a: 1 }, unique: true }]))).code).toBe(11000);
    expect((await items.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  });

  test('an index may not be made again with other options', async () => {
    const items = database.collection(randomUUID());
    await items.createIndexes([{ key: { a: 1 } }]);
    expect([85, 86]).toContain((await refusal(items.createIndexes([{ key: { a: 1 }, unique: true }]))).code);
  });
});

describe('limits', () => {
  test('a document of 16 MB is stored, a larger one refused', async () => {
    const items = database.collection<{ _id: string; pad: string }>('large');
    const room = 16 * 1024 * 1024 - serialize({ _id: 'a', pad: '' }).length;
    await items.insertOne({ _id: 'a', pad: 'x'.repeat(room) });
    expect((await items.findOne({ _id: 'a' }))?.pad).toHaveLength(room);
    const larger = { insert: 'large', documents: [{ _id: 'b', pad: 'x'.repeat(room + 1) }] };
    expect(await database.command(larger)).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 10334 }] });
    expect(await items.countDocuments({ _id: 'b' })).toBe(0);
  });

  test('a document nested 150 deep is stored', async () => {
    let nested: mongoose.mongo.Document = { end: true };
    for (let depth = 0; depth < 150; depth++) nested = { a: nested };
    const { insertedId } = await database.collection('deep').insertOne({ ...nested });
    expect(await database.collection('deep').findOne({ _id: insertedId })).toMatchObject(nested);
  });

  test('a sort of more than 100 MB in memory is refused', async () => {
    const items = database.collection('heavy');
    const pad = 'x'.repeat(5 * 1024 * 1024);
    for (let n = 0; n < 21; n++) await items.insertOne({ n, pad });
    expect((await refusal(items.find().sort({ n: 1 }).toArray())).code).toBe(292);
    await items.createIndexes([{ key: { n: 1 } }]);
    expect((await items.find().sort({ n: -1 }).limit(1).toArray())[0]?.n).toBe(20);
    await items.drop();
  });
});

describe('documents that expire', () => {
  test('are gone soon after their time, others stay', async () => {
    const items = database.collection<{ _id: number; at?: unknown }>('sessions');
    await items.createIndexes([{ key: { at: 1 }, expireAfterSeconds: 3600 }]);
    const hour = 3600_000;
    await items.insertMany([
      { _id: 1, at: new Date(Date.now() - 2 * hour) },
      { _id: 2, at: new Date() },
      { _id: 3 },
      { _id: 4, at: 'text' },
      { _id: 5, at: [new Date(), new Date(Date.now() - 2 * hour)] },
    ]);
    await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
    await eventually(async () => (await items.countDocuments()) === 3, 'expired');
    expect((await items.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual([2, 3, 4]);
  });
});

describe('connections', () => {
  const socketPath = (): string =>
    decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(store.service.url)?.[1] ?? '');

  function connect(): Socket {
    return createConnection(socketPath()).on('error', () => undefined);
  }

  test.each([
    ['text', Buffer.from('GET / HTTP/1.1\r\nHost: example.cn\r\n\r\n')],
    ['a message longer than 48 MB', Buffer.from('0000ff7f0100000000000000dd070000', 'hex')],
    ['a negative length', Buffer.from('ffffffff0100000000000000dd070000', 'hex')],
    ['an unknown opcode', Buffer.from('100000000100000000000000ffff0000', 'hex')],
    ['an empty message', Buffer.from('100000000100000000000000dd070000', 'hex')],
  ])('%s closes the connection and nothing else', async (_name, bytes) => {
    const socket = connect();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(bytes);
    await closed;
    expect(await database.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  test('requests sent without waiting are answered in order', async () => {
    const socket = connect();
    const count = 200;
    const answered: number[] = [];
    const done = new Promise<void>((resolve) => {
      let pending = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        pending = Buffer.concat([pending, chunk]);
        while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
          answered.push(pending.readInt32LE(8));
          pending = pending.subarray(pending.readInt32LE(0));
        }
        if (answered.length === count) resolve();
      });
    });
    const body = Buffer.from(serialize({ ping: 1, $db: 'admin' }));
    for (let id = 1; id <= count; id++) {
      const head = Buffer.alloc(21);
      [21 + body.length, id, 0, 2013].forEach((number, at) => head.writeInt32LE(number, at * 4));
      socket.write(Buffer.concat([head, body]));
    }
    await done;
    socket.destroy();
    expect(answered).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  });

  test('a cursor ends with its connection', async () => {
    const openCursors = async (): Promise<unknown> => {
      const status = await database.command({ serverStatus: 1 });
      return (status['metrics'] as { cursor: { open: { total: number } } }).cursor.open.total;
    };
    const before = await openCursors();
    const other = await store.connect();
    const cursor = other.db('limits').collection('slow').find({}, { batchSize: 2 });
    await cursor.next();
    expect(await openCursors()).toBe(Number(before) + 1);
    await other.close(true);
    await eventually(async () => (await openCursors()) === before, 'cursor closed');
  });

  test('a hundred connections work at once', async () => {
    const many = await store.connect({ maxPoolSize: 100, minPoolSize: 100 });
    const items = many.db('limits').collection<{ _id: number }>('many');
    await Promise.all(Array.from({ length: 1000 }, (_, at) => items.insertOne({ _id: at })));
    expect(await items.countDocuments()).toBe(1000);
  });
});
