import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { ItemMarks } from '../../../src/store/item-record.js';
import { createUpkeepStore, type UpkeepStore } from '../../../src/store/upkeep-store.js';
import { clusterWork } from '../../../workers/cluster.js';
import { createWriter } from '../../support/article-writer.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { sampleContent, sampleItem } from '../../unit/domain/sample-item.js';

const AT = '2026-11-23T09:00:00.000+08:00';
/** More than two steps. */
const OLD = 1100;
const SIGNED = 300;

let gateway: Gateway;
const connections: Connection[] = [];
beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
});
afterAll(async () => {
  for (const connection of connections) await connection.close();
  await gateway.stop();
});

async function anotherProcess(): Promise<{ upkeep: UpkeepStore; connection: Connection }> {
  const dbName = gateway.config.MONGO_DATABASE;
  const connection = await mongoose.createConnection(gateway.services.mongoUrl, { dbName }).asPromise();
  connections.push(connection);
  return { upkeep: createUpkeepStore(connection), connection };
}

/** An item as it was stored before there were any marks but those of the checks. */
function oldItem(n: number, bodyText: string, fields: Partial<ContentItem> = {}): ContentItem & ItemMarks {
  return {
    ...sampleItem({ id: `old-${String(n).padStart(5, '0')}`, state: 'in-review', ...fields }),
    ...{ content: sampleContent({ bodyText }), fingerprints: { revision: `r${n}`, content: `c${n}` } },
    originKey: `old ${n}`,
  };
}

async function dueAfter(work: Promise<boolean>): Promise<[isMore: boolean, due: number]> {
  const isMore = await work;
  return [isMore, (await gateway.app.stores.clusters.findDue('routine', '9999', 10_000)).length];
}

test('the look for due work takes a step', async () => {
  const { connection, upkeep } = await anotherProcess();
  await connection.collection('upkeep').deleteMany({});
  await clusterWork({ ...gateway.app, stores: { ...gateway.app.stores, upkeep } }).findDue(['routine'], 10);
  expect(await upkeep.markOldItems(AT)).toBe(false);
});

test('items from before get their marks at start-up, a step at a time, and with them their signatures', async () => {
  const { items, signatures } = gateway.app.stores;
  const writer = createWriter(5);
  const text = writer.article(400);
  const texts = Array.from({ length: OLD }, (_, n) => `${n}`);
  [texts[1], texts[SIGNED + 1], texts[OLD - 1]] = [text, text, writer.edit(text, 0.03)];
  await items.insertMany(texts.map((bodyText, n) => oldItem(n, bodyText)));
  const signed = texts
    .slice(0, SIGNED)
    .map((_, n) => [`old-${String(n).padStart(5, '0')}`, SIGNATURE] as const);
  await signatures.save(new Map(signed));

  const [one, other] = [await anotherProcess(), await anotherProcess()];
  await one.connection.collection('upkeep').deleteMany({});
  expect(await dueAfter(one.upkeep.markOldItems(AT))).toEqual([true, 500 - SIGNED]);
  expect(await dueAfter(other.upkeep.markOldItems(AT))).toEqual([true, 1000 - SIGNED]);
  expect(await dueAfter(one.upkeep.markOldItems(AT))).toEqual([true, OLD - SIGNED]);
  for (const { upkeep } of [one, other])
    expect(await dueAfter(upkeep.markOldItems(AT))).toEqual([false, OLD - SIGNED]);

  while ((await gateway.app.clusterItems('routine')).clustered > 0);
  const alike = ['old-00301', 'old-01099'];
  expect((await signatures.findMany(alike)).size).toBe(2);
  const clusterIds = (await items.findMany(alike)).map(({ clusterId }) => clusterId);
  expect(clusterIds).toEqual([expect.any(String), clusterIds[0]]);
});

test('published articles from before are looked at again as well', async () => {
  const { items } = gateway.app.stores;
  const publication = { operation: 'publish' as const, revision: 1, at: AT };
  const withdrawn = { ...publication, operation: 'withdraw' as const };
  const channel = 'collect' as const;
  const rows: [n: number, fields: Partial<ContentItem>][] = [
    [20_001, { sourceId: 's', channel, state: 'delivered', publication }],
    [20_002, { sourceId: 's', channel, state: 'withdrawn', publication: withdrawn }],
    [20_003, { sourceId: 's', channel, state: 'in-review' }],
    [20_004, { state: 'delivered', publication }],
  ];
  await items.insertMany(rows.map(([n, fields]) => oldItem(n, '短', fields)));
  const { connection, upkeep } = await anotherProcess();
  await connection.collection('upkeep').deleteMany({});
  while (await upkeep.markOldItems(AT));
  const due = await items.findDueLooks('s', '9999', 10);
  expect(due.map(({ id }) => id)).toEqual(['old-20001']);
});

/** Of no text that is looked for here. */
const SIGNATURE = { slots: Buffer.alloc(128, 7), figures: 0, bands: [-1] };
