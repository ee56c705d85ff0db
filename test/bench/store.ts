import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type mongo } from 'mongoose';
import { packageRoot } from '../../src/package-root.js';
import { startDocumentStore } from '../../src/embedded/start-document-store.js';

/**
 * Operations of the document store at 100 000 documents of about 2 KB with four secondary indexes. With a connection
 * string as argument it measures that server, else the embedded store. Prints a markdown table; asserts nothing.
 */
const DOCUMENTS = 100_000;
const ROUNDS = 7;
const IN_FLIGHT = 32;
const STATES = ['collected', 'checked', 'in-review', 'approved', 'delivered'];
const BODY = '测绘地理信息'.repeat(95);
const FIRST_PUBLISHED = 1_790_000_000_000;

interface Item {
  _id: string;
  unit: string;
  state: string;
  url: string;
  publishedAt: Date;
  version: number;
  title: string;
  keywords: string[];
  body: string;
}

type Items = mongo.Collection<Item>;

const idOf = (at: number): string => `item-${String(at).padStart(8, '0')}`;

function itemOf(at: number): Item {
  return {
    _id: idOf(at),
    unit: `unit-${at % 200}`,
    state: STATES[at % STATES.length] ?? '',
    url: `https://unit-${at % 200}.example.cn/art/2026/11/23/art_${at}.html`,
    publishedAt: new Date(FIRST_PUBLISHED + at * 1000),
    version: 1,
    title: `关于第 ${at} 号测绘成果的通知公告`,
    keywords: ['测绘', '成果', `kw${at % 50}`],
    body: BODY,
  };
}

interface Row {
  name: string;
  perSecond: number[];
}

/** Runs the work `ROUNDS` times after one warm-up and notes operations per second. */
async function measure(
  name: string,
  operations: number,
  work: (round: number) => Promise<void>,
): Promise<Row> {
  const perSecond: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    await work(round);
    if (round > 0) perSecond.push((operations * 1000) / (performance.now() - start));
  }
  return { name, perSecond };
}

async function inTurn(operations: number, run: () => Promise<unknown>): Promise<void> {
  for (let at = 0; at < operations; at++) await run();
}

async function inFlight(operations: number, run: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < operations; at = next++) await run(at);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

async function fill(items: Items): Promise<Row> {
  await items.createIndexes([
    { key: { unit: 1, publishedAt: -1 } },
    { key: { state: 1, publishedAt: 1 } },
    { key: { url: 1 }, unique: true },
    { key: { publishedAt: 1 } },
  ]);
  const perSecond: number[] = [];
  const share = DOCUMENTS / 10;
  for (let from = 0; from < DOCUMENTS; from += share) {
    const batches = Array.from({ length: share / 1000 }, (_, batch) =>
      Array.from({ length: 1000 }, (__, offset) => itemOf(from + batch * 1000 + offset)),
    );
    const start = performance.now();
    for (const batch of batches) await items.insertMany(batch);
    perSecond.push((share * 1000) / (performance.now() - start));
  }
  return { name: 'insertMany, 1 000 a call, 4 indexes', perSecond };
}

const anyItem = (): number => Math.floor(Math.random() * DOCUMENTS);

async function measureWrites(items: Items): Promise<Row[]> {
  const insert = (round: number) => (at: number) => items.insertOne(itemOf(DOCUMENTS + round * 3000 + at));
  const update = (): Promise<unknown> =>
    items.updateOne({ _id: idOf(anyItem()) }, { $set: { state: 'approved' }, $inc: { version: 1 } });
  const modify = (): Promise<unknown> =>
    items.findOneAndUpdate({ _id: idOf(anyItem()) }, { $set: { state: 'delivered' }, $inc: { version: 1 } });
  return [
    await measure(`insertOne, ${IN_FLIGHT} in flight`, 3000, (round) => inFlight(3000, insert(round))),
    await measure(`updateOne by id, ${IN_FLIGHT} in flight`, 3000, () => inFlight(3000, update)),
    await measure(`findOneAndUpdate by id, ${IN_FLIGHT} in flight`, 3000, () => inFlight(3000, modify)),
  ];
}

async function measureReads(items: Items): Promise<Row[]> {
  const byId = (): Promise<unknown> => items.findOne({ _id: idOf(anyItem()) });
  const equality = (): Promise<unknown> =>
    items
      .find({ unit: `unit-${anyItem() % 200}` })
      .limit(50)
      .toArray();
  const range = (): Promise<unknown> => {
    const from = new Date(FIRST_PUBLISHED + anyItem() * 1000);
    return items.find({ publishedAt: { $gte: from, $lt: new Date(from.getTime() + 50_000) } }).toArray();
  };
  const page = (): Promise<unknown> =>
    items
      .find({ state: STATES[anyItem() % STATES.length] ?? '' })
      .sort({ publishedAt: -1 })
      .limit(50)
      .toArray();
  return [
    await measure('findOne by id, one after another', 2000, () => inTurn(2000, byId)),
    await measure(`findOne by id, ${IN_FLIGHT} in flight`, 4000, () => inFlight(4000, byId)),
    await measure('50 documents by an indexed equality', 200, () => inTurn(200, equality)),
    await measure('50 documents by an indexed range', 200, () => inTurn(200, range)),
    await measure('sorted page of 50 by index', 200, () => inTurn(200, page)),
    await measure('count by an indexed equality (500 of 100 000)', 200, () =>
      inTurn(200, () => items.countDocuments({ unit: `unit-${anyItem() % 200}` })),
    ),
  ];
}

function toTable(rows: readonly Row[]): string {
  const lines = rows.map(({ name, perSecond }) => {
    const sorted = [...perSecond].sort((a, b) => a - b);
    const at = (share: number): string =>
      Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toLocaleString('en');
    return `| ${name} | ${at(0.5)} | ${at(0)} – ${at(1)} |`;
  });
  return ['| operation | median per second | spread |', '|---|---:|---:|', ...lines].join('\n');
}

async function versionOf(name: string): Promise<string> {
  const manifest: unknown = JSON.parse(
    await readFile(join(packageRoot, 'node_modules', name, 'package.json'), 'utf8'),
  );
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return `${name} ${isManifest ? String(manifest.version) : '?'}`;
}

async function bench(url: string): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(url);
  const database = client.db(`bench_${process.pid}`);
  const items = database.collection<Item>('items');
  const rows = [await fill(items), ...(await measureReads(items)), ...(await measureWrites(items))];
  await database.dropDatabase();
  await client.close();
  const versions = await Promise.all(['lmdb', 'mongodb', 'bson'].map(versionOf));
  const [cpu] = cpus();
  process.stdout.write(
    `${cpus().length} × ${cpu?.model ?? 'unknown'}, Node ${process.version}, ${versions.join(', ')}\n\n`,
  );
  process.stdout.write(`${toTable(rows)}\n`);
}

const given = process.argv[2];
if (given !== undefined) await bench(given);
else {
  const dataDir = await mkdtemp(join(tmpdir(), 'baosong-bench-'));
  const store = await startDocumentStore({ dataDir });
  try {
    await bench(store.url);
  } finally {
    await store.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
