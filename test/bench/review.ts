import type { ContentItem } from '../../schemas/content-item.js';
import type { QueueFilter } from '../../src/store/item-queue.js';
import { createShowQueue } from '../../src/review/show-queue.js';
import { Pool } from 'undici';
import {
  cpuSeconds,
  machine,
  percentile,
  show,
  spreadOf,
  startBenchStack,
  type BenchStack,
} from './bench-stack.js';
import { fillQueue, hireReviewers, idOf, type Colleague } from './review-items.js';

const WAITING = Number(process.argv[2] ?? 100_000);
const REVIEWERS = 20;
const PAGE = 50;
const PAGES = 300;
/** A gateway that has been at work for a while is measured. */
const WARM_UP = 200;
const ROUNDS = 7;
/** Decisions of a round; every tenth item is decided by two people at once. */
const DECISIONS = 600;
const CONTESTED = 10;

/**
 * Pages of somebody's queue among 100 000 items that wait, then decisions of 20 reviewers at once over HTTP, while they
 * wait; against the processes of `baosong start`. Every decision is looked up in the history afterwards.
 */
async function main(): Promise<void> {
  const stack = await startBenchStack();
  try {
    const colleagues = await hireReviewers(stack, REVIEWERS);
    await fillQueue(stack, WAITING);
    show(`\n${machine()}; ${WAITING} items wait\n`);
    await measurePages(stack, colleagues);
    await measureDecisions(stack, colleagues);
  } finally {
    await stack.stop();
  }
}

async function measurePages(stack: BenchStack, [colleague]: Colleague[]): Promise<void> {
  if (!colleague) throw new Error('nobody was hired');
  const showQueue = createShowQueue({
    ...{ items: stack.app.stores.items, reviewSettings: stack.app.reviewSettings, now: stack.app.now },
  });
  const read = (filter: QueueFilter, cursor?: string) =>
    showQueue(filter, { limit: PAGE, ...(cursor !== undefined && { cursor }) }, colleague.account);
  const cursors = await readCursors(read);
  const anywhere = () => cursors[Math.floor(Math.random() * cursors.length)];
  const pool = new Pool(stack.url);
  show(
    `| a page of ${PAGE}, one after another, ms | median | p90 | p99 | most | processor: documents | api | bench |\n|---|---|---|---|---|---|---|---|`,
  );
  await timePages(stack, 'first page', () => read({}));
  await timePages(stack, 'first page, over HTTP', () =>
    request(pool, colleague.key, 'GET', `/api/v1/queue?limit=${PAGE}`),
  );
  await timePages(stack, 'a page further on', () => read({}, anywhere()));
  await timePages(stack, 'of one lane', () => read({ lane: 'backfill' }));
  await timePages(stack, 'of one unit of 200', () =>
    read({ organizationId: `unit-${Math.floor(Math.random() * 200)}` }),
  );
  await timePages(stack, 'of one stage', () => read({ stage: 'first-review' }));
  await timePages(stack, 'claimed by oneself (none)', () => read({ mine: true }));
  await pool.close();
}

type Read = (filter: QueueFilter, cursor?: string) => Promise<{ items: unknown[]; nextCursor?: string }>;

async function readCursors(read: Read): Promise<string[]> {
  const cursors: string[] = [];
  for (let cursor: string | undefined; cursors.length < 400;) {
    cursor = (await read({}, cursor)).nextCursor;
    if (cursor === undefined) break;
    cursors.push(cursor);
  }
  return cursors;
}

async function timePages(stack: BenchStack, name: string, run: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let at = 0; at < WARM_UP; at++) await run();
  const before = await cpuSeconds(stack.pids());
  for (let at = 0; at < PAGES; at++) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  const after = await cpuSeconds(stack.pids());
  const spent = (of: string) => ((((after[of] ?? 0) - (before[of] ?? 0)) * 1000) / PAGES).toFixed(1);
  const shown = [0.5, 0.9, 0.99, 1].map((share) => percentile(times, share).toFixed(1));
  show(`| ${[name, ...shown, spent('documents'), spent('api'), spent('supervisor')].join(' | ')} |`);
}

interface Tried {
  id: string;
  by: string;
  status: number;
}

async function measureDecisions(stack: BenchStack, colleagues: readonly Colleague[]): Promise<void> {
  const pool = new Pool(stack.url, { connections: REVIEWERS });
  const perSecond: number[] = [];
  const tried: Tried[] = [];
  const before = await cpuSeconds(stack.pids());
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const answers = await decideRound(pool, colleagues, round);
    const seconds = (performance.now() - began) / 1000;
    perSecond.push(answers.filter(({ status }) => status === 200).length / seconds);
    tried.push(...answers);
  }
  const after = await cpuSeconds(stack.pids());
  await pool.close();
  const { median, min, max } = spreadOf(perSecond.slice(1));
  const counted = tried.filter(({ status }) => status === 200).length;
  show(
    `\ndecisions over HTTP, ${REVIEWERS} reviewers at once: median ${Math.round(median)}/s, ${Math.round(min)} to ${Math.round(max)} (aim ≥ 150)`,
  );
  const each = (of: string) =>
    `${of} ${((((after[of] ?? 0) - (before[of] ?? 0)) * 1000) / counted).toFixed(2)}`;
  show(
    `processor time a decision, ms: ${['api', 'documents', 'supervisor'].map(each).join(', ')} (the last is this bench)`,
  );
  await verify(stack, tried);
}

/** Each reviewer takes the next item nobody has taken; what two are to contest is taken by both. */
async function decideRound(pool: Pool, colleagues: readonly Colleague[], round: number): Promise<Tried[]> {
  const turns = toTurns(round).entries();
  const tried: Tried[] = [];
  const work = async ({ account, key }: Colleague): Promise<void> => {
    for (const [, id] of turns) {
      const { status } = await request(pool, key, 'POST', `/api/v1/items/${id}/decisions`, {
        ...{ decision: 'approve', version: 2, stage: 'first-review' },
      });
      tried.push({ id, by: account.id, status });
    }
  };
  await Promise.all(colleagues.map(work));
  return tried;
}

/** Items of a round, none in the flash lane, which other people decide; the contested ones twice in a row. */
function toTurns(round: number): string[] {
  const turns: string[] = [];
  for (let number = round * 2 * DECISIONS, taken = 0; taken < DECISIONS; number++) {
    if (number % 100 === 0) continue;
    taken++;
    turns.push(idOf(number), ...(taken % CONTESTED === 0 ? [idOf(number)] : []));
  }
  return turns;
}

/** None lost, none double: one entry in the history for each item, by whoever was told that it counted. */
async function verify({ app }: BenchStack, tried: readonly Tried[]): Promise<void> {
  const winners = new Map(tried.filter(({ status }) => status === 200).map(({ id, by }) => [id, by]));
  const ids = [...new Set(tried.map(({ id }) => id))];
  const items = new Map<string, ContentItem>();
  for (let from = 0; from < ids.length; from += 200)
    for (const item of await app.stores.items.findMany(ids.slice(from, from + 200))) items.set(item.id, item);
  const decidedBy = (id: string) =>
    items.get(id)?.history.flatMap(({ action, by }) => (action === 'stage-approved' ? [by] : [])) ?? [];
  const lost = ids.filter((id) => !decidedBy(id).includes(winners.get(id) ?? 'nobody'));
  const double = ids.filter((id) => decidedBy(id).length > 1);
  const refused = tried.filter(({ status }) => status === 409).length;
  const failed = tried.length - refused - tried.filter(({ status }) => status === 200).length;
  show(
    `${ids.length} items, ${winners.size} decisions told, ${refused} refused as too late, ${failed} failed; lost ${lost.length}, double ${double.length}`,
  );
  if (lost.length + double.length + failed > 0) throw new Error('decisions were lost, doubled or failed');
}

async function request(pool: Pool, key: string, method: 'GET' | 'POST', path: string, body?: unknown) {
  const { statusCode, body: answer } = await pool.request({
    ...{ method, path, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (statusCode >= 400 && statusCode !== 409) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
  return { status: statusCode };
}

await main();
