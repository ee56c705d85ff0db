import type { AuditFacts } from '../../schemas/audit.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import { chainAfter } from '../../src/audit/audit-chain.js';
import { createCountDays } from '../../src/review/count-days.js';
import { createShowFigures } from '../../src/review/show-figures.js';
import { machine, percentile, show } from './bench-stack.js';
import { withBenchStore, type BenchStore } from './bench-store.js';
import { fillQueue } from './review-items.js';

const WAITING = Number(process.argv[2] ?? 100_000);
/** Decisions on record, spread over the days before today. */
const DAYS = 30;
const DECIDED = Math.floor(WAITING / DAYS) * DAYS;
const CHUNK = 1000;
const WARM_UP = 50;
const CALLS = 300;
const READER = {
  account: {
    ...{ id: 'auditor', name: '审计员', organizationId: 'bureau', roles: ['auditor' as const], apiKeys: [] },
    createdAt: '2026-01-01T00:00:00.000+08:00',
  },
  from: '127.0.0.1',
};

/**
 * Figures of the review with 100 000 items that wait and as many decisions in the period, on the embedded store: the first
 * call, which reads the record of the days, and the calls after it.
 */
async function main(): Promise<void> {
  await withBenchStore(async ({ stores }) => {
    await fillRecord(stores);
    await fillQueue({ app: { stores } }, WAITING);
    show(`\n${machine()}; ${WAITING} items wait, ${DECIDED} decisions in ${DAYS} days\n`);
    const now = () => new Date();
    const showFigures = createShowFigures({
      ...{ items: stores.items, now, countDays: createCountDays({ ...stores, now }) },
    });
    const from = toInstant(addSeconds(now(), -DAYS * 86_400)).slice(0, 10);
    const ask = async (): Promise<number> => {
      const began = performance.now();
      const { stages } = await showFigures({ from }, READER);
      const waiting = stages.reduce((sum, stage) => sum + stage.waiting, 0);
      const decided = stages.reduce((sum, stage) => sum + stage.decided, 0);
      if (waiting !== WAITING || decided !== DECIDED)
        throw new Error(`counted ${waiting} that wait, ${decided} decisions`);
      return performance.now() - began;
    };
    show(`first call: ${Math.round(await ask())} ms`);
    for (let call = 0; call < WARM_UP; call++) await ask();
    const times: number[] = [];
    for (let call = 0; call < CALLS; call++) times.push(await ask());
    const [median, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(times, share).toFixed(1));
    show(`calls after it, ms: median ${median}, p90 ${p90}, p99 ${p99}`);
  });
}

/** Decisions as they are sealed, day by day. */
async function fillRecord(stores: BenchStore['stores']): Promise<void> {
  let number = 0;
  for (let day = DAYS; day > 0; day--) {
    const sealedAt = toInstant(addSeconds(new Date(), -day * 86_400));
    for (let left = DECIDED / DAYS; left > 0; left -= CHUNK) {
      const facts = Array.from({ length: Math.min(CHUNK, left) }, () => toFacts(number++, sealedAt));
      await stores.auditLog.append(chainAfter(await stores.auditLog.readHead(), facts, sealedAt));
    }
  }
}

function toFacts(number: number, at: string): AuditFacts {
  const ago = (seconds: number) => toInstant(addSeconds(new Date(at), -seconds));
  return {
    ...{ at, action: 'stage-approved', itemId: `figures-${number}`, position: 2, revision: 1 },
    ...{ organizationId: `unit-${number % 200}`, who: { account: 'reviewer-1', organizationId: 'bureau' } },
    stage: ['first-review', 'second-review', 'final-review', 'secrecy'][number % 4] ?? '',
    timing: {
      lane: number % 10 === 0 ? 'urgent' : 'routine',
      ...{ openedAt: ago((number * 7919) % 90_000), dueAt: ago(3600 - (number % 7200)) },
    },
  };
}

await main();
