import { toInstant, addSeconds } from '../../schemas/instant.js';
import { fillDeliveries } from './approved-items.js';
import { hirePeople, registerPortals } from './bench-gateway.js';
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

const PORTALS = ['bureau', 'central'] as const;
/** `deliver.js [rounds] [items a round]`; `deliver.js 10 5000` is the memory curve over 100 000 deliveries. */
const ROUNDS = Number(process.argv[2] ?? 5);
const ITEMS = Number(process.argv[3] ?? 2000);

interface Round {
  perSecond: number;
  cpu: Record<string, number>;
  memory: number;
}

/**
 * Deliveries a second, from the wake-up call to "receipt recorded, shown on the item, durable", to two portals in a
 * process of their own that answer at once. The processes are those of `baosong start`. Then what each process took.
 */
async function main(): Promise<void> {
  const portals = await startBeside('test/bench/quick-portals.js', []);
  const stack = await startBenchStack();
  try {
    const { admin } = await hirePeople(stack);
    await registerPortals(stack, admin, portals.line.split(' '), { concurrency: 16 });
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await deliverRound(stack, round, portals.pid));
      show(toRow(round, rounds.at(-1)));
    }
    report(rounds);
  } finally {
    portals.stop();
    await stack.stop();
  }
}

async function deliverRound(stack: BenchStack, round: number, portals: number): Promise<Round> {
  const { app } = stack;
  const pids = () => ({ ...stack.pids(), portals });
  const at = toInstant(addSeconds(new Date(), -1));
  const fill = { from: round * ITEMS, many: ITEMS, lane: 'routine' as const, portals: PORTALS, at };
  const calls = await fillDeliveries(stack, fill);
  const before = await cpuSeconds(pids());
  const began = performance.now();
  await app.queues.wake(calls);
  await until('nothing is due', () => isNothingDue(stack));
  const seconds = (performance.now() - began) / 1000;
  const after = await cpuSeconds(pids());
  const shown = await app.stores.items.countInState('delivered');
  if (shown !== (round + 1) * ITEMS) throw new Error(`${shown} items are delivered`);
  const deliveries = ITEMS * PORTALS.length;
  const cpu = Object.entries(after).map(
    ([name, spent]) => [name, Math.round(((spent - (before[name] ?? 0)) * 1e6) / deliveries)] as const,
  );
  const { together = 0, database = 0 } = await residentMegabytes(stack.pids());
  return { perSecond: deliveries / seconds, cpu: Object.fromEntries(cpu), memory: together - database };
}

/** One look at an index for each portal: counting what is done would be work for the store that is measured. */
async function isNothingDue({ app }: BenchStack): Promise<boolean> {
  const now = toInstant(new Date());
  const due = PORTALS.map((portal) => app.stores.deliveries.findDue(portal, 'routine', now, 1));
  return (await Promise.all(due)).every((found) => found.length === 0);
}

function toRow(round: number, result: Round | undefined): string {
  if (!result) return '';
  const { perSecond, memory, cpu } = result;
  const spent = Object.entries(cpu).map(([name, micros]) => `${name} ${micros}`);
  return `round ${round + 1}: ${perSecond.toFixed(0)} deliveries/s, ${memory} MB, µs each: ${spent.join(', ')}`;
}

function report(rounds: readonly Round[]): void {
  const { median, min, max } = spreadOf(rounds.map(({ perSecond }) => perSecond));
  show(`\n${machine()}; ${ROUNDS} rounds of ${ITEMS} items to ${PORTALS.length} portals\n`);
  show('| deliveries/s | median | spread | aim |\n|---|---|---|---|');
  show(`| with receipts | ${median.toFixed(0)} | ${min.toFixed(0)}–${max.toFixed(0)} | ≥ 400 |`);
  for (const name of Object.keys(rounds[0]?.cpu ?? {})) {
    const micros = spreadOf(rounds.map(({ cpu }) => cpu[name] ?? 0));
    show(`| µs a delivery, ${name} | ${micros.median} | ${micros.min}–${micros.max} | |`);
  }
  const curve = rounds.map(({ memory }) => memory).join(', ');
  show(`\nresident MB of all processes, without the database file, after each round: ${curve}`);
}

await main();
