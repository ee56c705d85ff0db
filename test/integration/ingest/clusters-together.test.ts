import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { toInstant } from '../../../schemas/instant.js';
import { LANES } from '../../../schemas/lane.js';
import { toClusterId } from '../../../src/domain/item-id.js';
import { signText, type TextSignature } from '../../../src/domain/near-duplicate.js';
import { createClusterItems } from '../../../src/ingest/cluster-items.js';
import { findNear } from '../../../src/ingest/find-near.js';
import { createJoinCluster } from '../../../src/ingest/join-cluster.js';
import type { ClusterStore } from '../../../src/store/cluster-store.js';
import { connectStore } from '../../../src/store/connection.js';
import { createWriter } from '../../support/article-writer.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

/** Clustering by hand, without workers: what runs at once and what dies in between is ours to say. */
let gateway: Gateway;
let desk: Desk;
beforeEach(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
  desk = openDesk(gateway);
});
afterEach(() => gateway.stop());

function clusterWith(change: Partial<ClusterStore>) {
  const { clusters, signatures } = gateway.app.stores;
  const changed = { ...clusters, ...change };
  let ids = 0;
  const newClusterId = () => toClusterId(gateway.app.now(), Buffer.from([0, 0, 0, 0, ++ids]));
  const joinCluster = createJoinCluster({ clusters: changed, newClusterId });
  return createClusterItems({ clusters: changed, signatures, joinCluster, now: gateway.app.now });
}

async function clustersOf(ids: readonly string[]): Promise<(string | undefined)[]> {
  return Promise.all(ids.map(async (id) => (await desk.item(id)).clusterId));
}

async function untilNoneDue(): Promise<void> {
  for (const lane of LANES) while ((await gateway.app.clusterItems(lane)).clustered > 0);
}

const lanes = LANES.map((lane) => (lane === 'flash' ? { lane, laneReason: '应急' } : { lane }));

test.each([1, 2, 3])(
  'workers of all lanes that cluster at once bring each article into one cluster (%i)',
  async (seed) => {
    const writer = createWriter(seed);
    const groups = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const text = writer.article(400);
        const copies = Array.from({ length: 12 }, (_, at) => ({
          ...lanes[at % lanes.length],
          bodyText: writer.edit(text, 0.03),
        }));
        return Promise.all(copies.map((copy) => desk.submit(copy)));
      }),
    );
    const workers = LANES.flatMap((lane) => [lane, lane, lane]);
    await Promise.all(workers.map((lane) => gateway.app.clusterItems(lane)));
    await untilNoneDue();
    const found = await Promise.all(groups.map(clustersOf));
    for (const members of found) expect(new Set(members)).toEqual(new Set([expect.any(String)]));
    expect(new Set(found.map(([first]) => first)).size).toBe(groups.length);
  },
);

test('two that come in at the same time see each other, whoever looks first', async () => {
  const writer = createWriter(4);
  const text = writer.article(300);
  const one = await desk.submit({ bodyText: text, lane: 'urgent' });
  const other = await desk.submit({ bodyText: writer.edit(text, 0.05), lane: 'routine' });
  // The first has looked, and found nobody; it has not finished when the second looks.
  let second: Promise<unknown> = Promise.resolve();
  const slow = clusterWith({
    markClustered: async (done) => {
      second = gateway.app.clusterItems('routine');
      await second;
      return gateway.app.stores.clusters.markClustered(done);
    },
  });
  await slow('urgent');
  await second;
  const [mine, theirs] = await clustersOf([one, other]);
  expect(mine).toBeDefined();
  expect(theirs).toBe(mine);
});

test.each(['label', 'unite', 'settle', 'markClustered'] as const)(
  'a process that dies at "%s" leaves its items due, and the next one finishes',
  async (step) => {
    const writer = createWriter(5);
    const text = writer.article(300);
    const versions = [text, writer.edit(text, 0.04), writer.edit(text, 0.04)];
    const ids = await Promise.all(versions.map((bodyText) => desk.submit({ bodyText })));
    if (step === 'unite') await separate(ids.slice(1));
    const dying = clusterWith({ [step]: () => Promise.reject(new Error('killed')) });
    await expect(dying('routine')).rejects.toThrow('killed');
    await untilNoneDue();
    const [one, ...others] = await clustersOf(ids);
    expect(one).toBeDefined();
    expect(others).toEqual([one, one]);
  },
);

const name = (at: number) => `C20261123-000000-0000000${at}`;
const AT = '2026-11-23T09:05:00.000+08:00';

/** Each in a cluster of its own and done, as items are that a third one will bring together. */
async function separate(ids: readonly string[]): Promise<void> {
  const { clusters } = gateway.app.stores;
  const due = await clusters.findDue('routine', toInstant(gateway.app.now()), 100);
  const done = due.filter((item) => ids.includes(item.id));
  await gateway.app.stores.signatures.save(new Map(done.map(({ id, text }) => [id, signText(text)])));
  for (const [at, id] of ids.entries()) await clusters.label([id], name(at));
  await clusters.markClustered(done);
}

/** What only a test does to the documents. */
async function inStore(act: (connection: Connection) => Promise<unknown>): Promise<void> {
  const { services, config, app } = gateway;
  const connection = await connectStore({
    url: services.mongoUrl,
    database: config.MONGO_DATABASE,
    log: app.log,
  });
  await act(connection);
  await connection.close();
}

test('a move that was written and not carried out is found and carried out', async () => {
  const { clusters } = gateway.app.stores;
  const ids = await Promise.all([desk.submit(), desk.submit()]);
  await clusters.label(ids, name(1));
  await inStore((connection) =>
    connection
      .collection<{ _id: string; into: string; unsettledAt: string }>('clusterMoves')
      .insertOne({ _id: name(1), into: name(0), unsettledAt: AT }),
  );
  await clusters.settleLeftovers(100);
  expect(await clustersOf(ids)).toEqual([name(0), name(0)]);
  expect(await clusters.follow(name(1))).toBe(name(0));
});

test('whoever writes the id of a cluster that was given up meanwhile finds where it went', async () => {
  const { clusters } = gateway.app.stores;
  const ids = await Promise.all(Array.from({ length: 3 }, () => desk.submit()));
  for (const [at, id] of ids.slice(0, 2).entries()) await clusters.label([id], name(at));
  await clusters.unite(name(0), name(1), AT);
  await clusters.label(ids.slice(2), name(1));
  expect(await clusters.settle(name(1))).toBe(name(0));
  expect(new Set(await clustersOf(ids))).toEqual(new Set([name(0)]));
});

test('clusters given up for different ones at the same time all end in one', async () => {
  const { clusters } = gateway.app.stores;
  const ids = await Promise.all(Array.from({ length: 6 }, () => desk.submit()));
  const names = ids.map((_id, at) => name(at));
  for (const [at, id] of ids.entries()) await clusters.label([id], name(at));
  const pairs = [
    [5, 4],
    [5, 3],
    [5, 0],
    [4, 2],
    [3, 1],
    [2, 5],
  ];
  await Promise.all(pairs.map(([a = 0, b = 0]) => clusters.unite(name(a), name(b), AT)));
  await clusters.settleLeftovers(100);
  for (const name of names) await clusters.settle(name);
  expect(new Set(await clustersOf(ids))).toEqual(new Set([names[0]]));
});

test('an item nobody can read holds up no other', async () => {
  const writer = createWriter(6);
  const text = writer.article(300);
  const ids = await Promise.all([text, writer.edit(text, 0.04)].map((bodyText) => desk.submit({ bodyText })));
  const damaged = await desk.submit();
  await inStore((connection) =>
    connection
      .collection<{ _id: string }>('items')
      .updateOne({ _id: damaged }, { $set: { content: 'none' } }),
  );
  await untilNoneDue();
  const [one, other] = await clustersOf(ids);
  expect(one).toBeDefined();
  expect(other).toBe(one);
});

describe('among many that have a band in common with an item and nothing else', () => {
  const many = 150;
  /** As texts that share a phrase have it: one band is common to all, the rest is their own. The least is looked at first. */
  function crowd(band: number): Map<string, TextSignature> {
    const writer = createWriter(8);
    return new Map(
      Array.from({ length: many }, (_, at) => {
        const signature = signText(writer.article(200));
        if (!signature) throw new Error('too short');
        return [`crowd-${at}`, { ...signature, bands: [band, ...signature.bands.slice(1)] }];
      }),
    );
  }

  test('the one that is near is found', async () => {
    const { signatures } = gateway.app.stores;
    const writer = createWriter(7);
    const text = writer.article(400);
    const batch = [text, ...Array.from({ length: 4 }, () => writer.article(400))].map((each) =>
      signText(each),
    );
    for (const [at, signature] of batch.entries())
      await signatures.save(prefixed(`crowd of ${at}`, crowd(Math.min(...(signature?.bands ?? [])))));
    await signatures.save(new Map([['near', signText(writer.edit(text, 0.05))]]));
    const found = await findNear(
      signatures,
      new Map(batch.map((signature, at) => [`item-${at}`, signature])),
    );
    expect([...found.values()]).toEqual([['near'], [], [], [], []]);
  });

  const prefixed = (prefix: string, signed: Map<string, TextSignature>) =>
    new Map([...signed].map(([id, signature]) => [`${prefix} ${id}`, signature]));
});
