import { Pool } from 'undici';
import type { AuditFacts } from '../../schemas/audit.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import { chainAfter } from '../../src/audit/audit-chain.js';
import { machine, percentile, show, startBenchStack, until, type BenchStack } from './bench-stack.js';
import { fillQueue, hireReviewers } from './review-items.js';

const WAITING = Number(process.argv[2] ?? 100_000);
/** Decisions on record, spread over the days before today. */
const DECIDED = WAITING;
const DAYS = 30;
const CHUNK = 1000;
const WARM_UP = 50;
const CALLS = 300;

/**
 * Figures of the review over HTTP, with 100 000 items that wait and as many decisions in the period: the first call, which
 * reads the record of the days, and the calls after it; against the processes of `baosong start`.
 */
async function main(): Promise<void> {
  const stack = await startBenchStack();
  const pool = new Pool(stack.url);
  try {
    const [reader] = await hireReviewers(stack, 1);
    await fillRecord(stack);
    await fillQueue(stack, WAITING);
    const { dueSince } = stack.app.sealHistory;
    await until('everything is sealed', async () => (await dueSince()) === undefined, 500, 1_200_000);
    show(`\n${machine()}; ${WAITING} items wait, ${DECIDED} decisions in ${DAYS} days\n`);
    const from = toInstant(addSeconds(new Date(), -DAYS * 86_400)).slice(0, 10);
    const ask = async (): Promise<number> => {
      const began = performance.now();
      const path = `/api/v1/review-figures?from=${from}`;
      const headers = { authorization: `Bearer ${reader?.key ?? ''}` };
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${text}`);
      return performance.now() - began;
    };
    show(`first call: ${Math.round(await ask())} ms`);
    for (let call = 0; call < WARM_UP; call++) await ask();
    const times: number[] = [];
    for (let call = 0; call < CALLS; call++) times.push(await ask());
    const [median, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(times, share).toFixed(1));
    show(`calls after it, ms: median ${median}, p90 ${p90}, p99 ${p99}`);
  } finally {
    await pool.close();
    await stack.stop();
  }
}

/** Decisions as they are sealed, day by day. */
async function fillRecord({ app: { stores } }: BenchStack): Promise<void> {
  for (let day = DAYS; day > 0; day--) {
    const sealedAt = toInstant(addSeconds(new Date(), -day * 86_400));
    for (let left = Math.ceil(DECIDED / DAYS), number = day * DECIDED; left > 0; left -= CHUNK) {
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
