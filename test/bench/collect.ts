import { toInstant } from '../../schemas/instant.js';
import { toCollectWakeUp } from '../../src/queue/wake-ups.js';
import {
  cpuSeconds,
  machine,
  residentMegabytes,
  show,
  spreadOf,
  startBeside,
  startBenchStack,
  until,
  type BenchStack,
} from './bench-stack.js';
import { hostOfFeed, registerFeeds } from './bench-sources.js';

const FEEDS = 200;
const ITEMS = 50;
const ROUNDS = Number(process.argv[2] ?? 5);

/**
 * 200 feeds × 50 items of 2 KB: all new, from the wake-up call to "waiting for review" and durable; then unchanged (304).
 * Real processes as `baosong start` runs them. Prints medians with their spread, and resident memory.
 */
async function main(): Promise<void> {
  const stack = await startBenchStack();
  const site = await startBeside('test/bench/bench-site.js', [String(FEEDS), String(ITEMS)]);
  try {
    await registerFeeds(
      stack.app,
      FEEDS,
      (feed) => `http://${hostOfFeed(feed)}:${site.line}/feed/${feed}.xml`,
    );
    const cold: number[] = [];
    const unchanged: number[] = [];
    const memory: Record<string, number>[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      await fetch(`http://127.0.0.1:${site.line}/turn`);
      const before = await cpuSeconds(stack.pids());
      cold.push((FEEDS * ITEMS) / (await timeRound(stack, round * FEEDS * ITEMS)));
      const after = await cpuSeconds(stack.pids());
      show(`  processor time, µs an item: ${perItem(before, after)}`);
      memory.push(await residentMegabytes(stack.pids()));
      unchanged.push(FEEDS / (await timeRound(stack, round * FEEDS * ITEMS)));
      show(
        `round ${round}: ${Math.round(cold.at(-1) ?? 0)} items/s, ${Math.round(unchanged.at(-1) ?? 0)} feeds/s, ${JSON.stringify(memory.at(-1))}`,
      );
    }
    report(cold, unchanged, memory);
  } finally {
    site.stop();
    await stack.stop();
  }
}

/** Makes every feed due, wakes the collectors, and waits until all items wait for review. Seconds. */
async function timeRound({ app }: BenchStack, expected: number): Promise<number> {
  const began = performance.now();
  const nextPollAt = toInstant(new Date());
  await app.stores.sources.collection.updateMany({}, { $set: { nextPollAt } });
  await app.queues.wake(
    Array.from({ length: FEEDS }, (_, feed) =>
      toCollectWakeUp({ id: `feed-${feed}`, lane: 'routine', nextPollAt }),
    ),
  );
  // Asked on the index: a scan every few milliseconds would cost the measured store its time.
  const due = { state: 'active', lane: 'routine', nextPollAt: { $lte: nextPollAt } } as const;
  await until(
    'every feed is collected',
    async () => (await app.stores.sources.collection.countDocuments(due)) === 0,
  );
  await until(
    'every item waits for review',
    async () => (await app.stores.items.countInState('in-review')) === expected,
  );
  return (performance.now() - began) / 1000;
}

function perItem(before: Record<string, number>, after: Record<string, number>): string {
  const each = Object.entries(after).map(
    ([name, at]) => [name, ((at - (before[name] ?? 0)) * 1e6) / (FEEDS * ITEMS)] as const,
  );
  return each.map(([name, cost]) => `${name} ${Math.round(cost)}`).join(', ');
}

function report(cold: number[], unchanged: number[], memory: Record<string, number>[]): void {
  const [items, feeds] = [spreadOf(cold), spreadOf(unchanged)];
  const row = ({ median, min, max }: { median: number; min: number; max: number }) =>
    `${Math.round(median)} | ${Math.round(min)}–${Math.round(max)}`;
  show(`\n${machine()}; ${ROUNDS} rounds of ${FEEDS} feeds × ${ITEMS} items\n`);
  show('| what | median | spread | aim |\n|---|---|---|---|');
  show(`| items/s, all new, fetch to waiting for review | ${row(items)} | ≥ 2500 |`);
  show(`| feeds/s, unchanged (304) | ${row(feeds)} | ≥ 400 |`);
  const [first, last] = [memory[0], memory.at(-1)];
  const without = (at: Record<string, number> | undefined) => (at?.together ?? 0) - (at?.database ?? 0);
  show(
    `| resident memory of all processes after one round, MB | ${first?.together ?? 0} | of it the database file ${first?.database ?? 0} | < 700 |`,
  );
  show(
    `| the same after ${ROUNDS} rounds, without the pages of the database file | ${without(last)} | ${without(first)} after one | |`,
  );
}

await main();
