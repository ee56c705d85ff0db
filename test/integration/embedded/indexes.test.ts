import { describe, expect, test } from '@jest/globals';
import { refusal } from './store-process.js';
import { useDatabase } from './use-database.js';

const fixture = useDatabase();

describe('indexes', () => {
  test('a unique index names key and value of a duplicate', async () => {
    await fixture.items.createIndexes([{ key: { email: 1 }, unique: true }]);
    await fixture.items.insertOne({ _id: 1, email: 'a@example.cn' });
    const error = await refusal(fixture.items.insertOne({ _id: 2, email: 'a@example.cn' }));
    expect(error.code).toBe(11000);
    expect(error.message).toContain('E11000 duplicate key error collection:');
    expect(
      (
        await refusal(
          fixture.items.updateOne({ _id: 3 }, { $set: { email: 'a@example.cn' } }, { upsert: true }),
        )
      ).code,
    ).toBe(11000);
    expect(await fixture.items.countDocuments()).toBe(1);
  });

  test('a failed update leaves document and indexes as they were', async () => {
    await fixture.items.createIndexes([
      { key: { a: 1 }, unique: true },
      { key: { b: 1 }, unique: true },
    ]);
    await fixture.items.insertMany([
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 2, b: 2 },
    ]);
    expect((await refusal(fixture.items.updateOne({ _id: 2 }, { $set: { a: 3, b: 1 } }))).code).toBe(11000);
    expect(await fixture.items.find({ a: 2 }).toArray()).toEqual([{ _id: 2, a: 2, b: 2 }]);
    expect(await fixture.items.countDocuments({ a: 3 })).toBe(0);
  });

  test('missing counts as null in a unique index, but not in a sparse or partial one', async () => {
    await fixture.items.createIndexes([{ key: { plain: 1 }, unique: true }]);
    await fixture.items.insertOne({ _id: 1 });
    expect((await refusal(fixture.items.insertOne({ _id: 2 }))).code).toBe(11000);
    await fixture.items.dropIndexes();
    await fixture.items.createIndexes([{ key: { sparse: 1 }, unique: true, sparse: true }]);
    await fixture.items.createIndexes([
      { key: { state: 1, key: 1 }, unique: true, partialFilterExpression: { state: 'open' } },
    ]);
    await fixture.items.insertMany([
      { _id: 2 },
      { _id: 3 },
      { _id: 4, state: 'closed', key: 1 },
      { _id: 5, state: 'closed', key: 1 },
      { _id: 6, state: 'open', key: 1 },
    ]);
    expect((await refusal(fixture.items.insertOne({ _id: 7, state: 'open', key: 1 }))).code).toBe(11000);
    expect((await refusal(fixture.items.updateOne({ _id: 4 }, { $set: { state: 'open' } }))).code).toBe(
      11000,
    );
  });

  test('elements of arrays are found by index, and are unique across documents', async () => {
    await fixture.items.createIndexes([{ key: { 'hashes.value': 1 }, unique: true }]);
    await fixture.items.insertOne({ _id: 1, hashes: [{ value: 'a' }, { value: 'b' }, { value: 'a' }] });
    expect(await fixture.items.countDocuments({ 'hashes.value': 'b' })).toBe(1);
    expect(
      (await refusal(fixture.items.insertOne({ _id: 2, hashes: [{ value: 'c' }, { value: 'b' }] }))).code,
    ).toBe(11000);
    const typed = fixture.database.collection<{ _id: number; hashes: { value: string }[] }>(
      fixture.items.collectionName,
    );
    await typed.updateOne({ _id: 1 }, { $pull: { hashes: { value: 'b' } } });
    await fixture.items.insertOne({ _id: 2, hashes: [{ value: 'b' }] });
    expect(await fixture.items.countDocuments({ 'hashes.value': 'b' })).toBe(1);
  });

  test('indexes are listed and dropped', async () => {
    await fixture.items.createIndexes([{ key: { a: 1, b: -1 }, name: 'ab' }]);
    expect((await fixture.items.indexes()).map(({ name, key }) => [name, key])).toEqual([
      ['_id_', { _id: 1 }],
      ['ab', { a: 1, b: -1 }],
    ]);
    await fixture.items.dropIndex('ab');
    expect((await refusal(fixture.items.dropIndex('ab'))).code).toBe(27);
  });
});
