import { createSealHistory } from '../../src/audit/seal-history.js';
import { createVerifyLog } from '../../src/audit/verify-log.js';
import { machine, show, spreadOf, type Spread } from './bench-stack.js';
import { withBenchStore } from './bench-store.js';
import { fillQueue } from './review-items.js';

const ENTRIES = Number(process.argv[2] ?? 100_000);
/** What `fillQueue` writes into the history of each item. */
const ENTRIES_OF_ITEM = 2;
/** Sealing is timed in stretches of so many entries. */
const STRETCH = 10_000;
const VERIFICATIONS = 5;

/**
 * Entries that are sealed in a second, and proved in a second, on the embedded store with nothing else at work: what
 * histories hold is copied into the hash-chained log, then the whole log is proved against its chain and the histories.
 */
async function main(): Promise<void> {
  await withBenchStore(async ({ stores }) => {
    const now = () => new Date();
    await fillQueue({ app: { stores } }, ENTRIES / ENTRIES_OF_ITEM);
    const { step } = createSealHistory({ ...stores, now });
    const sealing: number[] = [];
    for (let more = true; more;) {
      const began = performance.now();
      let sealed = 0;
      while (more && sealed < STRETCH) {
        const done = await step();
        sealed += done.sealed;
        more = done.more;
      }
      if (sealed > 0) sealing.push((sealed * 1000) / (performance.now() - began));
    }
    const verify = createVerifyLog(stores);
    const proving: number[] = [];
    for (let round = 0; round < VERIFICATIONS; round++) {
      const began = performance.now();
      const found = await verify();
      if (!found.ok || found.entries !== ENTRIES)
        throw new Error(`not proved: ${JSON.stringify({ ...found, expected: ENTRIES })}`);
      proving.push((found.entries * 1000) / (performance.now() - began));
    }
    show(`\n${machine()}; ${ENTRIES} entries\n`);
    show(`| entries/s | median | spread |\n|---|---|---|`);
    show(`| sealed | ${toCells(spreadOf(sealing))} |`);
    show(`| proved | ${toCells(spreadOf(proving))} |`);
  });
}

function toCells({ median, min, max }: Spread): string {
  return `${Math.round(median)} | ${Math.round(min)}–${Math.round(max)}`;
}

await main();
