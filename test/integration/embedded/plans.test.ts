import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { mongo } from 'mongoose';
import { StoreUnderTest } from './store-process.js';

/** Proof by explain that the embedded store answers from its indexes: 100 000 documents, hardly any looked at. */
const DOCUMENTS = 100_000;
const UNITS = 1000;
const STATES = ['collected', 'checked', 'approved', 'delivered'];

let store: StoreUnderTest;
let items: mongo.Collection;

interface Stats {
  stage: string;
  index: unknown;
  direction: unknown;
  keys: unknown;
  documents: unknown;
  returned: unknown;
}

/** The flat truth of an explain. */
async function explain(find: mongo.FindCursor): Promise<Stats> {
  const { queryPlanner, executionStats } = await find.explain();
  const { winningPlan } = queryPlanner as { winningPlan: { stage: string; inputStage?: mongo.Document } };
  const scan = winningPlan.inputStage;
  return {
    stage: winningPlan.stage,
    index: scan?.['indexName'],
    direction: scan?.['direction'],
    keys: (executionStats as mongo.Document)['totalKeysExamined'],
    documents: (executionStats as mongo.Document)['totalDocsExamined'],
    returned: (executionStats as mongo.Document)['nReturned'],
  };
}

const looked = (count: number): Partial<Stats> => ({
  stage: 'FETCH',
  keys: count,
  documents: count,
  returned: count,
});

beforeAll(async () => {
  store = await StoreUnderTest.start();
  items = (await store.connect()).db('plans').collection('items');
  await items.createIndexes([
    { key: { unit: 1, at: -1 }, name: 'unit_at' },
    { key: { at: 1 }, name: 'at' },
    { key: { url: 1 }, name: 'url', unique: true },
    { key: { nextAt: 1 }, name: 'due', partialFilterExpression: { enabled: true } },
    { key: { tags: 1, at: 1 }, name: 'tags_at' },
    { key: { rare: 1 }, name: 'rare', sparse: true },
  ]);
  for (let from = 0; from < DOCUMENTS; from += 5000) {
    await items.insertMany(
      Array.from({ length: 5000 }, (_, offset) => {
        const at = from + offset;
        return {
          unit: `u${at % UNITS}`,
          at: new Date(at * 1000),
          url: `https://example.cn/${at}`,
          state: STATES[at % 4],
          enabled: at % 10 === 0,
          nextAt: new Date(at),
          tags: [`t${at % 500}`, `t${(at + 1) % 500}`],
          ...(at % 25_000 === 0 ? { rare: at } : {}),
        };
      }),
    );
  }
}, 120_000);

afterAll(() => store.remove());

describe('at 100 000 documents', () => {
  test('an equality looks at what it returns', async () => {
    expect(await explain(items.find({ unit: 'u7' }))).toMatchObject({ index: 'unit_at', ...looked(100) });
    expect(await explain(items.find({ url: 'https://example.cn/77' }))).toMatchObject({
      index: 'url',
      ...looked(1),
    });
  });

  test('a range looks at what it returns', async () => {
    const range = { $gte: new Date(5_000_000), $lt: new Date(5_050_000) };
    expect(await explain(items.find({ at: range }))).toMatchObject({ index: 'at', ...looked(50) });
    expect(await explain(items.find({ unit: 'u5', at: { $lt: new Date(10_005_000) } }))).toMatchObject({
      index: 'unit_at',
      ...looked(10),
    });
  });

  test('a sorted page stops early, in both directions', async () => {
    expect(await explain(items.find().sort({ at: -1 }).limit(50))).toMatchObject({
      index: 'at',
      direction: 'backward',
      ...looked(50),
    });
    expect(await explain(items.find({ unit: 'u7' }).sort({ at: -1 }).limit(20))).toMatchObject({
      index: 'unit_at',
      direction: 'forward',
      ...looked(20),
    });
    expect(await explain(items.find({ unit: 'u7' }).sort({ at: 1 }).skip(10).limit(20))).toMatchObject({
      direction: 'backward',
      keys: 30,
    });
  });

  test('a sorted page over several values merges their ranges', async () => {
    const find = items
      .find({ unit: { $in: ['u1', 'u2', 'u3'] } })
      .sort({ at: -1 })
      .limit(30);
    expect(await explain(find)).toMatchObject({ index: 'unit_at', ...looked(30) });
    const found = await find.clone().toArray();
    expect(found.map(({ at }) => Number(at) / 1000)).toEqual(
      Array.from({ length: 10 }, (_, n) => [3, 2, 1].map((u) => 99_000 - n * 1000 + u)).flat(),
    );
  });

  test('$in and $or are several lookups', async () => {
    expect(
      await explain(items.find({ url: { $in: ['https://example.cn/1', 'https://example.cn/2'] } })),
    ).toMatchObject(looked(2));
    const either = items.find({
      $or: [{ url: 'https://example.cn/1' }, { unit: 'u1', at: new Date(1_000) }, { rare: 25_000 }],
    });
    expect(await explain(either)).toMatchObject({ stage: 'FETCH', documents: 2, returned: 2 });
  });

  test('a partial index serves queries that imply its filter', async () => {
    const due = { enabled: true, nextAt: { $lte: new Date(99) } };
    expect(await explain(items.find(due))).toMatchObject({ index: 'due', ...looked(10) });
    expect((await explain(items.find({ nextAt: { $lte: new Date(99) } }))).index).not.toBe('due');
  });

  test('a sparse index serves only queries that need the field', async () => {
    expect(await explain(items.find({ rare: { $gt: 0 } }))).toMatchObject({ index: 'rare', ...looked(3) });
    expect((await explain(items.find({ rare: null }).limit(1))).index).toBeUndefined();
  });

  test('elements of arrays are found and sorted by index', async () => {
    expect(await explain(items.find({ tags: 't9' }).sort({ at: 1 }).limit(10))).toMatchObject({
      index: 'tags_at',
      ...looked(10),
    });
  });

  test('any of several elements is a lookup for each, and a document is looked at once', async () => {
    const several = { tags: { $in: ['t9', 't10', 't250'] } };
    const found = await explain(items.find(several));
    expect(found).toMatchObject({
      stage: 'FETCH',
      index: 'tags_at',
      keys: 1200,
      documents: 1000,
      returned: 1000,
    });
  });

  test('an anchored pattern is a range', async () => {
    expect(await explain(items.find({ url: /^https:\/\/example\.cn\/4242/ }))).toMatchObject({
      index: 'url',
      ...looked(11),
    });
  });

  test('counting by an index reads no document', async () => {
    expect(await items.countDocuments({ unit: 'u7' })).toBe(100);
    expect(await items.countDocuments()).toBe(DOCUMENTS);
  });

  test('without an index all documents are looked at, and a hint can force that', async () => {
    expect(await explain(items.find({ state: 'none' }))).toMatchObject({
      stage: 'COLLSCAN',
      documents: DOCUMENTS,
    });
    expect(await explain(items.find({ unit: 'u7' }).hint({ $natural: 1 }))).toMatchObject({
      stage: 'COLLSCAN',
    });
  });

  test('an update and a delete find their documents by index as well', async () => {
    expect(await items.updateMany({ unit: 'u8' }, { $set: { state: 'x' } })).toMatchObject({
      modifiedCount: 100,
    });
    expect(await items.deleteMany({ unit: 'u8', at: { $lt: new Date(5_000_000) } })).toMatchObject({
      deletedCount: 5,
    });
    expect(await items.countDocuments({ unit: 'u8' })).toBe(95);
  });
});
