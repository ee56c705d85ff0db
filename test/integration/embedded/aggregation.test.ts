import { beforeEach, describe, expect, test } from '@jest/globals';
import { refusal } from './store-process.js';
import { useDatabase } from './use-database.js';

const fixture = useDatabase();

describe('aggregation', () => {
  beforeEach(async () => {
    await fixture.items.insertMany([
      {
        _id: 1,
        unit: 'a',
        state: 'adopted',
        points: 3,
        tags: ['x', 'y'],
        at: new Date('2026-11-01T20:00:00Z'),
      },
      { _id: 2, unit: 'a', state: 'declined', points: 0, tags: ['x'], at: new Date('2026-11-02T00:00:00Z') },
      { _id: 3, unit: 'b', state: 'adopted', points: 5.5, tags: [], at: new Date('2026-12-01T00:00:00Z') },
    ]);
  });

  const run = (pipeline: object[]): Promise<unknown[]> => fixture.items.aggregate(pipeline).toArray();

  test('$match, $group with accumulators, $sort', async () => {
    expect(
      await run([
        { $match: { _id: { $gte: 1 } } },
        {
          $group: {
            _id: '$unit',
            n: { $sum: 1 },
            points: { $sum: '$points' },
            most: { $max: '$points' },
            mean: { $avg: '$points' },
            states: { $push: '$state' },
          },
        },
        { $sort: { _id: 1 } },
      ]),
    ).toEqual([
      { _id: 'a', n: 2, points: 3, most: 3, mean: 1.5, states: ['adopted', 'declined'] },
      { _id: 'b', n: 1, points: 5.5, most: 5.5, mean: 5.5, states: ['adopted'] },
    ]);
  });

  test('a compound group id and a conditional sum', async () => {
    expect(
      await run([
        {
          $group: {
            _id: {
              unit: '$unit',
              month: { $dateToString: { date: '$at', format: '%Y-%m', timezone: '+08:00' } },
            },
            adopted: { $sum: { $cond: [{ $eq: ['$state', 'adopted'] }, 1, 0] } },
          },
        },
        { $sort: { '_id.unit': 1 } },
      ]),
    ).toEqual([
      { _id: { unit: 'a', month: '2026-11' }, adopted: 1 },
      { _id: { unit: 'b', month: '2026-12' }, adopted: 1 },
    ]);
  });

  test('$unwind, $project, $addFields, $count, $facet', async () => {
    expect(await run([{ $unwind: '$tags' }, { $sortByCount: '$tags' }])).toEqual([
      { _id: 'x', count: 2 },
      { _id: 'y', count: 1 },
    ]);
    expect(
      await run([
        { $match: { _id: 1 } },
        { $project: { _id: 0, unit: 1, double: { $multiply: ['$points', 2] } } },
      ]),
    ).toEqual([{ unit: 'a', double: 6 }]);
    expect(
      await run([
        { $match: { _id: 3 } },
        { $addFields: { 'more.tags': { $size: '$tags' } } },
        { $project: { more: 1 } },
      ]),
    ).toEqual([{ _id: 3, more: { tags: 0 } }]);
    expect(
      await run([
        {
          $facet: {
            all: [{ $count: 'n' }],
            first: [{ $sort: { _id: 1 } }, { $limit: 1 }, { $project: { _id: 1 } }],
          },
        },
      ]),
    ).toEqual([{ all: [{ n: 3 }], first: [{ _id: 1 }] }]);
  });

  test('a mistake in a later stage is refused though nothing reaches it', async () => {
    const error = await refusal(fixture.items.aggregate([{ $match: { _id: 99 } }, { $foo: 1 }]).toArray());
    expect(error.code).toBe(40324);
  });
});
