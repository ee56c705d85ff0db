import { describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { refusal } from './store-process.js';
import { useDatabase } from './use-database.js';

const fixture = useDatabase();

describe('writing and reading', () => {
  test('what was inserted is found with its types and order', async () => {
    const { Long, Decimal128, Int32, Double, ObjectId, Binary } = mongoose.mongo;
    const document = {
      _id: 'x',
      z: new Int32(1),
      a: new Double(1),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.50'),
      id: new ObjectId('64b000000000000000000001'),
      bytes: new Binary(Buffer.from('测绘')),
      when: new Date(1_790_000_000_123),
      nested: { list: [1, 'x', null, { deep: true }] },
      text: '自然资源部',
    };
    await fixture.items.insertOne(document);
    const found = await fixture.items.findOne({ _id: 'x' }, { promoteValues: false });
    expect(Object.keys(found ?? {})).toEqual(Object.keys(document));
    expect(mongoose.mongo.BSON.serialize(found ?? {})).toEqual(mongoose.mongo.BSON.serialize(document));
  });

  test('a document without an id gets one', async () => {
    const { insertedId } = await fixture.database.collection('ids').insertOne({ a: 1 });
    expect(insertedId).toBeInstanceOf(mongoose.mongo.ObjectId);
  });

  test('an unordered insert goes on after a duplicate, an ordered one stops', async () => {
    await fixture.items.insertOne({ _id: 2 });
    const ordered = await refusal(fixture.items.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]));
    expect([ordered.code, await fixture.items.countDocuments()]).toEqual([11000, 2]);
    const unordered = await refusal(
      fixture.items.insertMany([{ _id: 1 }, { _id: 4 }, { _id: 5 }], { ordered: false }),
    );
    expect([unordered.code, await fixture.items.countDocuments()]).toEqual([11000, 4]);
  });

  test('bulkWrite mixes operations and counts them', async () => {
    const result = await fixture.items.bulkWrite([
      { insertOne: { document: { _id: 1, n: 1 } } },
      { insertOne: { document: { _id: 2, n: 1 } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
      { updateMany: { filter: {}, update: { $set: { seen: true } } } },
      { replaceOne: { filter: { _id: 3 }, replacement: { n: 9 }, upsert: true } },
      { deleteOne: { filter: { _id: 2 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 3,
      modifiedCount: 3,
      upsertedCount: 1,
      deletedCount: 1,
    });
    expect(await fixture.items.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 2, seen: true },
      { _id: 3, n: 9 },
    ]);
  });

  test('sort, skip, limit and projection', async () => {
    await fixture.items.insertMany(
      [3, 1, 2, 5, 4].map((n) => ({ _id: n, n, tags: [n, n + 1], o: { p: n, q: n } })),
    );
    const page = await fixture.items
      .find({ n: { $gte: 2 } })
      .sort({ n: -1 })
      .skip(1)
      .limit(2)
      .project({ _id: 0, n: 1, 'o.p': 1 })
      .toArray();
    expect(page).toEqual([
      { n: 4, o: { p: 4 } },
      { n: 3, o: { p: 3 } },
    ]);
    expect(await fixture.items.findOne({ _id: 1 }, { projection: { tags: { $slice: -1 } } })).toEqual({
      _id: 1,
      n: 1,
      tags: [2],
      o: { p: 1, q: 1 },
    });
    expect(await fixture.items.findOne({ _id: 1 }, { projection: { tags: 0, 'o.q': 0 } })).toEqual({
      _id: 1,
      n: 1,
      o: { p: 1 },
    });
  });

  test('values of all types sort in one order', async () => {
    await fixture.items.insertMany([
      { _id: 1, v: 'text' },
      { _id: 2, v: 5 },
      { _id: 3 },
      { _id: 4, v: { a: 1 } },
      { _id: 5, v: true },
      { _id: 6, v: new Date(0) },
      { _id: 7, v: -1.5 },
      { _id: 8, v: [3, 9] },
    ]);
    const ids = async (direction: 1 | -1): Promise<unknown[]> =>
      (await fixture.items.find().sort({ v: direction }).toArray()).map(({ _id }) => _id);
    expect(await ids(1)).toEqual([3, 7, 8, 2, 1, 4, 5, 6]);
    expect(await ids(-1)).toEqual([6, 5, 4, 1, 8, 2, 7, 3]);
  });

  test('a cursor gives thousands of documents once each, in batches', async () => {
    await fixture.items.insertMany(
      Array.from({ length: 5000 }, (_, at) => ({ _id: at, pad: 'x'.repeat(50) })),
    );
    const seen = new Set<unknown>();
    for await (const { _id } of fixture.items.find({}, { batchSize: 700 })) seen.add(_id);
    expect(seen.size).toBe(5000);
  });

  test('batches are cut at 16 MB', async () => {
    await fixture.items.insertMany(
      Array.from({ length: 6 }, (_, at) => ({ _id: at, pad: 'x'.repeat(5 * 1024 * 1024) })),
    );
    expect((await fixture.items.find().toArray()).map(({ _id }) => _id)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('count and distinct', async () => {
    await fixture.items.insertMany([1, 2, 2, 3].map((n, at) => ({ _id: at, n, tags: [`t${n}`, 'all'] })));
    expect(await fixture.items.countDocuments({ n: 2 })).toBe(2);
    expect(await fixture.items.countDocuments({}, { skip: 1, limit: 2 })).toBe(2);
    expect(await fixture.items.estimatedDocumentCount()).toBe(4);
    expect((await fixture.items.distinct('tags', { n: { $gt: 1 } })).sort()).toEqual(['all', 't2', 't3']);
  });

  test('a collection that does not exist is empty', async () => {
    await fixture.items.drop();
    expect(await fixture.items.find().toArray()).toEqual([]);
    expect(await fixture.items.countDocuments()).toBe(0);
    expect((await fixture.items.updateOne({ _id: 1 }, { $set: { a: 1 } })).matchedCount).toBe(0);
    expect((await fixture.items.deleteMany({})).deletedCount).toBe(0);
  });
});
