import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { ItemMarks } from '../../../src/store/item-record.js';
import { sampleContent, sampleItem } from '../../unit/domain/sample-item.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

const { MongoClient } = mongoose.mongo;

let gateway: Gateway;
let client: mongo.MongoClient;
const MANY = 400;

/** One item of a source; `n` is its number, its key and its address. */
function record(
  sourceId: string,
  n: number,
  fields: Partial<ContentItem & ItemMarks> = {},
): ContentItem & ItemMarks {
  const url = `http://${sourceId}.test/${n}.html`;
  return {
    ...sampleItem({ id: `${sourceId}-${n}`, sourceId, channel: 'collect', state: 'in-review' }),
    ...{ content: sampleContent({ url }), fingerprints: { revision: `r${n}`, content: `${sourceId}-c${n}` } },
    originKey: `${sourceId} k${n}`,
    ...fields,
  };
}

const missing = (since: string) => ({ reason: 'gone' as const, status: 404, since, lastAt: since, times: 1 });
const AT = '2026-11-23T09:00:00.000+08:00';

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
  client = await MongoClient.connect(gateway.services.mongoUrl);
  const { items } = gateway.app.stores;
  for (const source of ['one', 'two'])
    await items.insertMany(Array.from({ length: MANY }, (_, n) => record(source, n)));
});
afterAll(async () => {
  await client.close();
  await gateway.stop();
});

const COMMAND_NOT_FOUND = 59;

/** Undefined where the engine has no such command. */
async function explain(find: mongo.FindCursor): Promise<mongo.Document | undefined> {
  try {
    return await find.explain('executionStats');
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError && error.code === COMMAND_NOT_FOUND)
      return undefined;
    throw error;
  }
}

describe('what an item of a source is found by', () => {
  test('its address, in its source alone, several where several share it', async () => {
    const { items } = gateway.app.stores;
    const twin = record('one', 7000, { content: sampleContent({ url: 'http://one.test/7.html' }) });
    await items.insertMany([twin]);
    const found = await items.findByAddress('one', ['http://one.test/7.html', 'http://two.test/8.html']);
    expect(found.map(({ id }) => id).sort()).toEqual(['one-7', 'one-7000']);
    expect(found[0]).toMatchObject({
      sourceId: 'one',
      content: { url: 'http://one.test/7.html' },
      revision: 1,
    });
    expect(await items.findByAddress('one', [])).toEqual([]);
  });

  test('its content, in any source', async () => {
    const found = await gateway.app.stores.items.findWithContent(['one-c3', 'two-c4', 'none']);
    expect(found.map(({ id }) => id).sort()).toEqual(['one-3', 'two-4']);
  });

  const filters: [name: string, filter: object, most: number][] = [
    [
      'address',
      { sourceId: 'one', 'content.url': { $in: ['http://one.test/1.html', 'http://one.test/2.html'] } },
      2,
    ],
    ['content', { 'fingerprints.content': { $in: ['one-c1', 'two-c1'] } }, 2],
    ['missing', { sourceId: 'one', 'missing.since': { $exists: true } }, 0],
    ['proposed', { 'proposal.kind': 'withdraw' }, 0],
    ['source', { sourceId: 'two' }, MANY],
  ];
  test.each(filters)('%s, on an index', async (_name, filter, most) => {
    const items = client.db(gateway.config.MONGO_DATABASE).collection('items');
    const plan = await explain(items.find(filter));
    // An engine that explains nothing still has to find the same, which the other tests ask of it.
    if (plan === undefined) return;
    expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
    expect((plan as { executionStats: { totalDocsExamined: number } }).executionStats.totalDocsExamined).toBe(
      most,
    );
  });
});

describe('a new name', () => {
  test('is taken on with address and id, and the content stays the revision it is', async () => {
    const { items } = gateway.app.stores;
    await items.rename([
      { id: 'one-10', originKey: 'one new', url: 'http://one.test/new.html', externalId: 'new' },
    ]);
    const [item] = (await items.findKnown(['one new', 'one k10'])).values();
    expect(item).toMatchObject({ id: 'one-10', revision: 1, version: 1 });
    const { content } = (await items.findById('one-10')) ?? record('one', 0);
    expect(content).toMatchObject({
      url: 'http://one.test/new.html',
      externalId: 'new',
      title: '基础测绘成果汇交',
    });
  });

  test('that another item has stays with that one, and the first to ask gets a free one', async () => {
    const { items } = gateway.app.stores;
    await items.rename([
      { id: 'one-20', originKey: 'one k21' },
      { id: 'one-22', originKey: 'one free' },
      { id: 'one-23', originKey: 'one free' },
    ]);
    const known = await items.findKnown(['one k20', 'one k21', 'one free', 'one k23']);
    expect([...known].map(([key, { id }]) => [key, id]).sort()).toEqual([
      ['one free', 'one-22'],
      ['one k20', 'one-20'],
      ['one k21', 'one-21'],
      ['one k23', 'one-23'],
    ]);
  });
});

describe('what is missing', () => {
  test('is marked, found and unmarked without touching the version', async () => {
    const { items } = gateway.app.stores;
    await items.markMissing([{ id: 'two-1', missing: missing(AT) }]);
    expect(await items.findMissing('two')).toMatchObject([{ id: 'two-1', version: 1, missing: missing(AT) }]);
    expect(await items.findById('two-1')).not.toHaveProperty('missing');
    await items.markMissing([{ id: 'two-1', missing: null }]);
    expect(await items.findMissing('two')).toEqual([]);
  });

  test('is counted among what there is to withdraw: published or under way', async () => {
    const { items } = gateway.app.stores;
    const published = { operation: 'publish' as const, revision: 1, at: AT };
    const rows: [ContentItem['state'], Partial<ContentItem>, boolean][] = [
      ['in-review', {}, true],
      ['delivered', { publication: published }, true],
      ['declined', {}, false],
      ['declined', { publication: { ...published, operation: 'correct' } }, true],
      ['expired', { publication: { ...published, operation: 'withdraw' } }, false],
      ['withdrawn', { publication: { ...published, operation: 'withdraw' } }, false],
      ['merged', {}, false],
    ];
    await items.insertMany(rows.map(([state, fields], n) => record('states', n, { state, ...fields })));
    const live = rows.flatMap(([, , isLive], n) => (isLive ? [`states-${n}`] : []));
    expect((await items.findLive('states')).map(({ id }) => id).sort()).toEqual(live);
    expect(await items.countLive('states')).toBe(live.length);
    const all = rows.map((_, n) => `http://states.test/${n}.html`);
    const referred = await items.findReferred('states', { originKeys: ['states k0', 'one k0'], urls: all });
    expect(referred.map(({ id }) => id).sort()).toEqual(live);
  });
});
