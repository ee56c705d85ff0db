import { describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { refusal } from './store-process.js';
import { useDatabase } from './use-database.js';

const fixture = useDatabase();

describe('refusals', () => {
  test.each<[string, () => Promise<unknown>, number]>([
    ['an unknown query operator', () => fixture.items.find({ a: { $foo: 1 } }).toArray(), 2],
    ['an unknown update operator', () => fixture.items.updateOne({}, { $foo: { a: 1 } }), 9],
    ['a change of the id', () => fixture.items.updateOne({ _id: 1 }, { $set: { _id: 2 } }), 66],
    [
      'conflicting changes',
      () => fixture.items.updateOne({ _id: 1 }, { $set: { n: 1 }, $inc: { n: 1 } }),
      40,
    ],
    ['a path through a scalar', () => fixture.items.updateOne({ _id: 1 }, { $set: { 'n.x': 1 } }), 28],
    ['$inc of text', () => fixture.items.updateOne({ _id: 1 }, { $inc: { text: 1 } }), 14],
    [
      'a cursor that is gone',
      () => fixture.database.command({ getMore: mongoose.mongo.Long.fromNumber(12345), collection: 'x' }),
      43,
    ],
  ])('%s', async (_name, work, code) => {
    await fixture.items.insertOne({ _id: 1, n: 1, text: 'x' });
    expect((await refusal(work())).code).toBe(code);
  });
});
