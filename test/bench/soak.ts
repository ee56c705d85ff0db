import { toInstant } from '../../schemas/instant.js';
import { toCollectWakeUp } from '../../src/queue/wake-ups.js';
import { hostOfFeed, registerFeeds } from './bench-sources.js';
import {
  machine,
  residentMegabytes,
  show,
  startBeside,
  startBenchStack,
  until,
  type BenchStack,
} from './bench-stack.js';

const FEEDS = 100;
const ENTRIES = 5;
const COLLECTIONS = Number(process.argv[2] ?? 10_000);
const STEP = 1000;

/**
 * Whether memory stays flat: 10 000 collections of small feeds that change every time, through the processes of `baosong
 * start`. Prints the resident memory of each every 1000, and at the end how much they grew in the second half.
 */
async function main(): Promise<void> {
  const stack = await startBenchStack();
  const site = await startBeside('test/bench/bench-site.js', ['0', String(ENTRIES)]);
  try {
    const address = (feed: number) => `http://${hostOfFeed(feed)}:${site.line}/changing/${feed}.xml`;
    await registerFeeds(stack.app, FEEDS, address);
    const curve: Curve = [];
    for (let done = 0; done <= COLLECTIONS; done += FEEDS) {
      if (done % STEP === 0) curve.push({ done, memory: await residentMegabytes(stack.pids()) });
      if (done % STEP === 0) show(line(curve.at(-1)));
      if (done < COLLECTIONS) await collectAll(stack);
    }
    report(curve, await stack.app.stores.items.countByState());
  } finally {
    site.stop();
    await stack.stop();
  }
}

type Curve = { done: number; memory: Record<string, number> }[];

async function collectAll({ app }: BenchStack): Promise<void> {
  const nextPollAt = toInstant(new Date());
  await app.stores.sources.collection.updateMany({}, { $set: { nextPollAt } });
  const feeds = Array.from({ length: FEEDS }, (_, feed) => ({
    id: `feed-${feed}`,
    lane: 'routine' as const,
  }));
  await app.queues.wake(feeds.map((feed) => toCollectWakeUp({ ...feed, nextPollAt })));
  const due = { state: 'active', lane: 'routine', nextPollAt: { $lte: nextPollAt } } as const;
  await until(
    'every feed is collected',
    async () => (await app.stores.sources.collection.countDocuments(due)) === 0,
  );
}

/** The database file is the system's cache and grows with what is stored; it is shown and left out of the sum. */
function ownMemory({ database = 0, together = 0 }: Record<string, number>): number {
  return together - database;
}

function line(point: Curve[number] | undefined): string {
  if (!point) return '';
  const each = Object.entries(point.memory).map(([name, size]) => `${name} ${size}`);
  return `${point.done} collections: ${ownMemory(point.memory)} MB without the database file (${each.join(', ')})`;
}

function report(curve: Curve, items: Record<string, number>): void {
  const half = curve.filter(({ done }) => done >= COLLECTIONS / 2);
  const [first, last] = [half[0]?.memory ?? {}, half.at(-1)?.memory ?? {}];
  const stored = Object.values(items).reduce((sum, count) => sum + count, 0);
  show(`\n${machine()}; ${COLLECTIONS} collections, ${stored} items stored\n`);
  show('| MB resident | at half | at the end |\n|---|---|---|');
  for (const name of Object.keys(last)) show(`| ${name} | ${first[name] ?? 0} | ${last[name] ?? 0} |`);
  show(`| all, without the database file | ${ownMemory(first)} | ${ownMemory(last)} |`);
}

await main();
