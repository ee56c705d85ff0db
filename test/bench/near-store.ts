import { stat } from 'node:fs/promises';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { toClusterId } from '../../src/domain/item-id.js';
import { signText, type TextSignature } from '../../src/domain/near-duplicate.js';
import { createClusterItems } from '../../src/ingest/cluster-items.js';
import { findNear } from '../../src/ingest/find-near.js';
import { createJoinCluster } from '../../src/ingest/join-cluster.js';
import { createCurrentReviewSettings } from '../../src/review/current-settings.js';
import { createCurrentRules } from '../../src/ingest/current-rules.js';
import { createCheckRevisions } from '../../src/ingest/check-revisions.js';
import { createNormalizeEntries } from '../../src/ingest/normalize-entries.js';
import { createStoreEntries } from '../../src/ingest/store-entries.js';
import type { Stores } from '../../src/store/index.js';
import { createWriter } from '../support/article-writer.js';
import { withBenchStore, type BenchStore } from './bench-store.js';
import { cpuSeconds, percentile, residentMegabytes, show, spreadOf } from './bench-stack.js';

const articleOf = (at: number): string => createWriter(at + 1).article(300);

function signatureOf(text: string): TextSignature {
  const signature = signText(text);
  if (!signature) throw new Error('too short');
  return signature;
}

const FILL = 5000;
const LOOKUPS = 1000;

/** Signatures of so many articles; then near ones of edited articles are looked up, one at a time and in batches. */
export async function measureLookups(stored: number): Promise<void> {
  await withBenchStore(async ({ stores, connection, pid, file }) => {
    await fill(connection, stored);
    await stores.prepare();
    const memory = await residentMegabytes({ documents: pid });
    show(
      `\n${stored} signatures; store ${memory.documents ?? 0} MB resident, of it its file ${memory.database ?? 0}; ${await sizeOf(file)}\n`,
    );
    await measureSingle(stores, stored);
    await measureBatches(stores, stored);
    await measureSaving(stores, stored);
  });
}

/** Without the index, which is built at the end: so many one after another would take an hour. */
async function fill(connection: Connection, stored: number): Promise<void> {
  const signatures = connection.collection<{ _id: string; slots: mongo.Binary; bands: number[] }>(
    'signatures',
  );
  await signatures.dropIndex('bands_1');
  for (let from = 0; from < stored; from += FILL) {
    const records = Array.from({ length: Math.min(FILL, stored - from) }, (_, offset) => {
      const { slots, ...rest } = signatureOf(articleOf(from + offset));
      return { _id: idOf(from + offset), slots: new mongoose.mongo.Binary(slots), ...rest };
    });
    await signatures.insertMany(records, { ordered: false });
  }
}

/** What writing the signatures of a batch costs when so many are there already. */
async function measureSaving({ signatures }: Stores, stored: number): Promise<void> {
  const times: number[] = [];
  for (let from = 0; from < LOOKUPS; from += 20) {
    const fresh = Array.from({ length: 20 }, (_, offset) => stored + from + offset);
    const signed = new Map(fresh.map((at) => [idOf(at), signatureOf(articleOf(at))]));
    const began = performance.now();
    await signatures.save(signed);
    times.push(((performance.now() - began) * 1000) / 20);
  }
  const { median, max } = spreadOf(times);
  show(`saving, 20 at a time: median ${Math.round(median)} µs each, most ${Math.round(max)}`);
}

const idOf = (at: number): string => `item-${String(at).padStart(8, '0')}`;

async function sizeOf(file: string): Promise<string> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  return `file ${Math.round(size / 1e6)} MB`;
}

/** An edited copy of one of the stored articles. */
function editedCopy(stored: number, at: number): { original: string; signature: TextSignature } {
  const number = Math.floor((stored / LOOKUPS) * at);
  const original = idOf(number);
  return { original, signature: signatureOf(createWriter(at).edit(articleOf(number), 0.05)) };
}

async function measureSingle({ signatures }: Stores, stored: number): Promise<void> {
  const times: number[] = [];
  let found = 0;
  for (let at = 0; at < LOOKUPS; at++) {
    const { original, signature } = editedCopy(stored, at);
    const began = performance.now();
    const near = await findNear(signatures, new Map([['asked', signature]]));
    times.push(performance.now() - began);
    if (near.get('asked')?.includes(original)) found++;
  }
  const at = (share: number) => percentile(times.slice(100), share).toFixed(2);
  show(
    `one lookup, 5 % edited, driver and store: median ${at(0.5)} ms, p90 ${at(0.9)}, p99 ${at(0.99)}; found ${found} of ${LOOKUPS}`,
  );
}

async function measureBatches({ signatures }: Stores, stored: number): Promise<void> {
  const times: number[] = [];
  let found = 0;
  for (let from = 0; from + 20 <= LOOKUPS; from += 20) {
    const copies = Array.from({ length: 20 }, (_, offset) => editedCopy(stored, from + offset));
    const began = performance.now();
    const near = await findNear(
      signatures,
      new Map(copies.map(({ signature }, at) => [String(at), signature])),
    );
    times.push((performance.now() - began) / 20);
    found += copies.filter(({ original }, at) => near.get(String(at))?.includes(original)).length;
  }
  show(
    `20 at a time: median ${spreadOf(times).median.toFixed(2)} ms each, p99 ${percentile(times, 0.99).toFixed(2)}; found ${found} of ${LOOKUPS}`,
  );
}

const ITEMS = 5000;

/** Clustering as the worker does it, in this process: distinct articles of which a tenth has a near one; and one long series. */
export async function measureClustering(): Promise<void> {
  const copies = (at: number) => {
    const text = articleOf(at % 10 === 0 ? at + 1 : at).repeat(2);
    return at % 10 === 0 ? createWriter(at).edit(text, 0.05) : text;
  };
  const series = (at: number) =>
    Array.from(
      { length: 9 },
      (_, part) =>
        `测绘地理信息部门围绕经济社会发展需求，持续推进基础测绘、地理国情监测和应急测绘保障服务，第${at}号第${part + 1}段。`,
    ).join('');
  show('\n| clustering | items/s | µs an item: us | store | in a cluster |\n|---|---|---|---|---|');
  for (const [name, textOf] of Object.entries({
    'articles, a tenth near another': copies,
    'one series of bulletins': series,
  }))
    await withBenchStore((store) => clusterAll(name, store, textOf));
}

async function clusterAll(
  name: string,
  { stores, pid }: BenchStore,
  textOf: (at: number) => string,
): Promise<void> {
  const now = () => new Date();
  const storeEntries = createStoreEntries({
    ...{ items: stores.items, now },
    normalize: createNormalizeEntries((run) => run()),
    checkRevisions: createCheckRevisions((run) => run()),
    rules: createCurrentRules({ rules: stores.rules, now }),
    reviewSettings: createCurrentReviewSettings({ ...stores, now }),
  });
  for (let from = 0; from < ITEMS; from += 50) {
    const entries = Array.from({ length: 50 }, (_, offset) => ({
      ...{ externalId: String(from + offset), title: `第${from + offset}号`, body: textOf(from + offset) },
      bodyFormat: 'text' as const,
    }));
    await storeEntries(entries, {
      organizationId: 'bench',
      sourceId: 'bench',
      lane: 'routine',
      checkNow: true,
      defaults: { kind: 'news' },
    });
  }
  let ids = 0;
  const newClusterId = () => toClusterId(now(), Buffer.from([0, ids >>> 24, ids >>> 16, ids >>> 8, ids++]));
  const joinCluster = createJoinCluster({ clusters: stores.clusters, newClusterId });
  const clusterItems = createClusterItems({ ...stores, joinCluster, now });
  const before = await cpuSeconds({ us: process.pid, store: pid });
  const began = performance.now();
  let near = 0;
  for (;;) {
    const batch = await clusterItems('routine');
    if (batch.clustered === 0) break;
    near += batch.near;
  }
  const seconds = (performance.now() - began) / 1000;
  const after = await cpuSeconds({ us: process.pid, store: pid });
  const each = (of: 'us' | 'store') => Math.round((((after[of] ?? 0) - (before[of] ?? 0)) * 1e6) / ITEMS);
  show(`| ${name} | ${Math.round(ITEMS / seconds)} | ${each('us')} | ${each('store')} | ${near} |`);
}
