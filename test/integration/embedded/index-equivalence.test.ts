import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { mongo } from 'mongoose';
import { StoreUnderTest } from './store-process.js';

/** Whatever index answers a query, the answer is the one of a scan: same documents, same order. */
let store: StoreUnderTest;
let indexed: mongo.Collection<mongo.Document & { _id: number }>;

const scalars = fc.constantFrom<unknown>(
  null,
  0,
  1,
  2,
  2.5,
  -1,
  'a',
  'ab',
  'b',
  '',
  true,
  false,
  new Date(1000),
  new Date(2000),
);
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('x', 'y'), tie('value'), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    },
  ),
}));
const documents = fc.dictionary(fc.constantFrom('a', 'b', 'c'), values, {
  maxKeys: 3,
  noNullPrototype: true,
});
const paths = fc.constantFrom('a', 'b', 'c', 'a.x', 'b.y');
const conditions = fc.oneof(
  values,
  fc
    .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), scalars)
    .map(([name, value]) => ({ [name]: value })),
  fc.array(scalars, { maxLength: 3 }).map((list) => ({ $in: list })),
  fc.tuple(scalars, scalars).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.constantFrom({ $exists: true }, { $exists: false }, { $regex: '^a' }),
);
const clauses = fc.tuple(paths, conditions).map(([path, condition]) => ({ [path]: condition }));
const filters = fc.oneof(
  fc.array(clauses, { minLength: 1, maxLength: 3 }).map((all) => ({ $and: all })),
  fc.tuple(clauses, clauses).map(([one, other]) => ({ $or: [one, other] })),
);
const sorts = fc.oneof(
  fc.constant({ _id: 1 as const }),
  fc
    .tuple(fc.constantFrom('a', 'b', 'a.x'), fc.constantFrom(1 as const, -1 as const))
    .map(([path, direction]) => ({ [path]: direction, _id: direction })),
);

beforeAll(async () => {
  store = await StoreUnderTest.start();
  indexed = (await store.connect()).db('equivalence').collection('items');
  const seeds = fc.sample(documents, { numRuns: 400, seed: 20261123 });
  await indexed.insertMany(seeds.map((document, at) => ({ ...document, _id: at })));
  await indexed.createIndexes([
    { key: { a: 1, _id: 1 } },
    { key: { b: -1, _id: -1 } },
    { key: { 'a.x': 1, _id: 1 } },
    { key: { c: 1 }, sparse: true },
    { key: { 'b.y': 1 }, partialFilterExpression: { a: { $exists: true } } },
  ]);
});

afterAll(() => store.remove());

describe('any index', () => {
  test('gives what a scan gives', async () => {
    await fc.assert(
      fc.asyncProperty(filters, sorts, fc.nat(20), async (filter, sort, limit) => {
        const find = indexed.find(filter).sort(sort).limit(limit).project({ _id: 1 });
        const byScan = await find.clone().hint({ $natural: 1 }).toArray();
        expect(await find.toArray()).toEqual(byScan);
        const counted = await indexed.countDocuments(filter);
        expect(counted).toBe(await indexed.countDocuments(filter, { hint: { $natural: 1 } }));
      }),
      { numRuns: 500 },
    );
  });

  test('still does after random updates and deletes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(399), documents, filters, async (id, document, filter) => {
        await indexed
          .updateOne({ _id: id }, { $set: document, $unset: { 'c.x': '' } }, { upsert: true })
          .catch(() => undefined);
        if (id % 7 === 0) await indexed.deleteOne({ _id: id });
        const find = indexed.find(filter).sort({ _id: 1 }).project({ _id: 1 });
        expect(await find.clone().toArray()).toEqual(await find.clone().hint({ $natural: 1 }).toArray());
      }),
      { numRuns: 200 },
    );
  });
});
