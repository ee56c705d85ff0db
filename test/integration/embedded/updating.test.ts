import { describe, expect, test } from '@jest/globals';
import { useDatabase } from './use-database.js';

const fixture = useDatabase();

describe('updating', () => {
  test('an update of nothing new is no modification', async () => {
    await fixture.items.insertOne({ _id: 1, a: 1 });
    expect(await fixture.items.updateOne({ _id: 1 }, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
  });

  test('an upsert takes what the query fixes, then the update', async () => {
    const result = await fixture.items.updateOne(
      { _id: 'k', 'o.kind': 'a', n: { $gt: 3 } },
      { $set: { v: 1 }, $setOnInsert: { made: true } },
      { upsert: true },
    );
    expect(result).toMatchObject({ upsertedCount: 1, upsertedId: 'k' });
    expect(await fixture.items.findOne({ _id: 'k' })).toEqual({
      _id: 'k',
      o: { kind: 'a' },
      v: 1,
      made: true,
    });
    await fixture.items.updateOne(
      { _id: 'k' },
      { $set: { v: 2 }, $setOnInsert: { made: false } },
      { upsert: true },
    );
    expect(await fixture.items.findOne({ _id: 'k' })).toMatchObject({ v: 2, made: true });
  });

  test('the positional operators change the right elements', async () => {
    await fixture.items.insertOne({
      _id: 1,
      list: [
        { k: 'a', n: 1 },
        { k: 'b', n: 1 },
        { k: 'c', n: 5 },
      ],
    });
    await fixture.items.updateOne({ _id: 1, 'list.k': 'b' }, { $set: { 'list.$.n': 9 } });
    await fixture.items.updateOne(
      { _id: 1 },
      { $inc: { 'list.$[e].n': 1 } },
      { arrayFilters: [{ 'e.n': { $gte: 5 } }] },
    );
    expect(await fixture.items.findOne({ _id: 1 })).toEqual({
      _id: 1,
      list: [
        { k: 'a', n: 1 },
        { k: 'b', n: 10 },
        { k: 'c', n: 6 },
      ],
    });
  });

  test('of many writers with the same version exactly one wins', async () => {
    await fixture.items.insertOne({ _id: 1, version: 1, by: -1 });
    for (let version = 1; version <= 5; version++) {
      const tries = Array.from({ length: 40 }, (_, by) =>
        fixture.items.findOneAndUpdate(
          { _id: 1, version },
          { $set: { by }, $inc: { version: 1 } },
          { returnDocument: 'after' },
        ),
      );
      const winners = (await Promise.all(tries)).filter((found) => found !== null);
      expect(winners).toHaveLength(1);
      expect(winners[0]).toMatchObject({ version: version + 1 });
    }
  });

  test('increments are never lost', async () => {
    await fixture.items.insertOne({ _id: 1, n: 0 });
    await Promise.all(
      Array.from({ length: 300 }, () => fixture.items.updateOne({ _id: 1 }, { $inc: { n: 1 } })),
    );
    expect(await fixture.items.findOne({ _id: 1 })).toEqual({ _id: 1, n: 300 });
  });

  test('findOneAndUpdate takes the first by sort, before or after, and can upsert', async () => {
    await fixture.items.insertMany([3, 1, 2].map((n) => ({ _id: n, n, state: 'due' })));
    const lease = (): Promise<unknown> =>
      fixture.items.findOneAndUpdate(
        { state: 'due' },
        { $set: { state: 'held' } },
        { sort: { n: 1 }, projection: { n: 1 } },
      );
    expect([await lease(), await lease(), await lease(), await lease()]).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
      null,
    ]);
    expect(
      await fixture.items.findOneAndUpdate(
        { _id: 9 },
        { $set: { a: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    ).toEqual({ _id: 9, a: 1 });
    expect(await fixture.items.findOneAndDelete({ _id: 9 })).toEqual({ _id: 9, a: 1 });
  });

  test('updateMany changes each document once though its change moves it in the index', async () => {
    await fixture.items.createIndexes([{ key: { n: 1 } }]);
    await fixture.items.insertMany(Array.from({ length: 500 }, (_, at) => ({ _id: at, n: at })));
    expect(await fixture.items.updateMany({ n: { $gte: 0 } }, { $inc: { n: 1000 } })).toMatchObject({
      matchedCount: 500,
      modifiedCount: 500,
    });
    expect(await fixture.items.countDocuments({ n: { $gte: 1000, $lt: 1500 } })).toBe(500);
  });
});
