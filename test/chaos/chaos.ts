import { parseArgs } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { drawFault, tellPortal } from './faults.js';
import { pushEverything, review, type Books } from './people.js';
import { proveChain } from './proofs.js';
import { createRandom } from './random.js';
import type { Verification } from '../../src/audit/verify-log.js';
import { judge, type Verdict } from './verdict.js';
import { PORTALS, startWorld, type World } from './world.js';

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    items: { type: 'string', default: '200' },
    /** Longest time for everything to come to rest once nothing goes wrong any more; seconds. */
    patience: { type: 'string', default: '900' },
    /** Leaves the clock alone: what was put off while it was ahead waits until then. */
    'steady-clock': { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});

const FAULTS = Number(values.faults);
const SEED = Number(values.seed);
const ITEMS = Number(values.items);

/**
 * Real processes and sockets, and everything that can go wrong with them, drawn by a seed: then nothing may be lost,
 * nothing done twice, nothing shown out of order. Prints a JSON summary as its last line; exit 0 only when all holds.
 */
async function main(): Promise<number> {
  const began = Date.now();
  const world = await startWorld({ steadyClock: values['steady-clock'] });
  const books: Books = { pushed: new Map(), corrected: 0 };
  const happened: Record<string, number> = {};
  let verdict: Verdict | undefined;
  let audit: Verification | undefined;
  let passed = false;
  try {
    const offDuty = new AbortController();
    const random = createRandom(SEED);
    const shift = review(world, offDuty.signal);
    const pushing = pushEverything(world, ITEMS, createRandom(SEED + 1), books);
    const trouble = makeTrouble(world, random, happened);
    await Promise.race([Promise.all([pushing, trouble]), shift]);
    say(`nothing goes wrong any more after ${seconds(began)} s`);
    verdict = await untilSettled(world, books);
    offDuty.abort();
    await shift;
    audit = await proveChain(world, Number(values.patience));
    passed = verdict.settled && verdict.wrong.length === 0 && audit.ok && audit.waiting === 0;
  } finally {
    await world.stop({ keep: !passed });
    // Also where it did not come to a verdict: then the folder is all there is.
    if (!passed) process.stderr.write(`kept for a look: ${world.folder}\n`);
  }
  for (const line of verdict.wrong.slice(0, 50)) process.stderr.write(`${line}\n`);
  if (audit.break) process.stderr.write(`audit log, ${audit.break.number}: ${audit.break.en}\n`);
  const summary = {
    ...{ passed, seed: SEED, faults: FAULTS, items: ITEMS, seconds: seconds(began) },
    ...{ wrong: verdict.wrong.length, settled: verdict.settled, acknowledged: books.pushed.size },
    ...{
      corrected: books.corrected,
      clockMoved: world.canMoveClock,
      audit: { verified: audit.ok, entries: audit.entries, waiting: audit.waiting },
      ...verdict.counts,
      happened,
    },
  };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  return passed ? 0 : 1;
}

async function makeTrouble(
  world: World,
  random: ReturnType<typeof createRandom>,
  happened: Record<string, number>,
): Promise<void> {
  for (let each = 0; each < FAULTS; each++) {
    await wait(random.between(50, 900));
    const fault = drawFault(world, random);
    const kind = fault.name.replace(/ for \d+ ms$/, '');
    happened[kind] = (happened[kind] ?? 0) + 1;
    say(`${each + 1}/${FAULTS} ${fault.name}`);
    await fault.happen();
  }
  world.moveClock(0);
  for (const portal of PORTALS) await tellPortal(world, portal, { mode: 'ok' });
}

async function untilSettled(world: World, books: Books): Promise<Verdict> {
  const deadline = Date.now() + Number(values.patience) * 1000;
  for (;;) {
    const looked = Date.now();
    const verdict = await judge(world, books);
    say(JSON.stringify(verdict.counts));
    // What was read first may be from before it settled.
    if (verdict.settled) return await judge(world, books);
    if (Date.now() > deadline) return verdict;
    // Looking at tens of thousands of items is work for the gateway as well.
    await wait(Math.max(2000, 5 * (Date.now() - looked)));
  }
}

const seconds = (since: number): number => Math.round((Date.now() - since) / 1000);

function say(text: string): void {
  if (!values.quiet) process.stderr.write(`${text}\n`);
}

process.exitCode = await main();
