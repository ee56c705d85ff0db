import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Queue } from 'bullmq';
import { AppError } from '../../../schemas/errors.js';
import { routeJob, type RouteJob } from '../../../schemas/jobs.js';
import { createQueues, type Queues } from '../../../src/queue/queues.js';
import { toRedisOptions } from '../../../src/queue/redis-options.js';
import { startWorker } from '../../../workers/work-shell.js';
import type { Work, WorkOutcome } from '../../../workers/work.js';
import { eventually } from '../../support/gateway.js';
import { keepLog } from '../../support/log-lines.js';

const redisUrl = process.env.TEST_REDIS_URL ?? '';
const prefix = `t${randomBytes(6).toString('hex')}`;
const { log, lines } = keepLog();
const ran: string[] = [];
const failures = new Map<string, () => WorkOutcome | Error>();

const work: Work<RouteJob> = {
  kind: 'route',
  payload: routeJob,
  queues: () => Promise.resolve([{ concurrency: 1 }]),
  findDue: () => Promise.resolve([]),
  run: ({ itemId }) => {
    ran.push(itemId);
    const end = failures.get(itemId)?.() ?? { outcome: 'done' as const };
    return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
  },
};

let queues: Queues;
let queue: Queue;
let worker: ReturnType<typeof startWorker>;

beforeAll(() => {
  queues = createQueues({ url: redisUrl, prefix, onError: () => undefined });
  queue = new Queue('route.routine', { connection: toRedisOptions(redisUrl), prefix });
  const signal = new AbortController().signal;
  worker = startWorker(
    work,
    { lane: 'routine', concurrency: 1 },
    { redisUrl, prefix, log, signal, stopping: signal },
  );
});
afterAll(async () => {
  await worker.close();
  await queue.obliterate({ force: true });
  await Promise.all([queue.close(), queues.close()]);
});
beforeEach(() => {
  ran.length = 0;
  lines.length = 0;
});

const wake = (itemId: string, payload: Record<string, unknown> = { itemId }) =>
  queues.wake([{ kind: 'route', lane: 'routine', jobId: `route.${itemId}`, payload }]);
const linesFor = (itemId: string) =>
  lines.filter(({ job, msg }) => job === `route.${itemId}` && msg === 'job');

/** Jobs of one worker with one hand are taken in turn: what was waiting before this one has been run. */
async function untilIdle(): Promise<void> {
  const itemId = randomBytes(4).toString('hex');
  await wake(itemId);
  await eventually('the queue is worked off', () => linesFor(itemId).length > 0);
}

// First, because BullMQ goes on trying to connect for two seconds after it was closed.
test('a call for a Redis that is away is answered with no, not with an error', async () => {
  const errors: Error[] = [];
  const nowhere = createQueues({
    url: 'redis://127.0.0.1:9',
    prefix,
    onError: (error) => errors.push(error),
  });
  expect(await nowhere.wake([{ kind: 'route', lane: 'flash', jobId: 'x', payload: {} }])).toBe(false);
  expect(await nowhere.isReady()).toBe(false);
  expect(errors.length).toBeGreaterThan(0);
  await nowhere.close();
});

describe('a job', () => {
  test('that is done is logged in one line with its facts, and its id is free again', async () => {
    failures.set('fine', () => ({ outcome: 'done', moved: 2 }));
    await wake('fine');
    await untilIdle();
    await eventually('the job has left', async () => (await queue.getJob('route.fine')) === undefined);
    await wake('fine');
    await untilIdle();
    expect(ran.filter((id) => id === 'fine')).toHaveLength(2);
    expect(linesFor('fine')).toMatchObject([
      { level: 30, outcome: 'done', moved: 2, kind: 'route', lane: 'routine', ms: expect.any(Number) },
      { outcome: 'done' },
    ]);
  });

  test('that meets a bug is logged once with its stack, waits, and keeps its id while it does', async () => {
    failures.set('buggy', () => new TypeError('undefined is not a function'));
    await wake('buggy');
    await untilIdle();
    await wake('buggy');
    await untilIdle();
    expect(ran.filter((id) => id === 'buggy')).toHaveLength(1);
    expect(linesFor('buggy')).toMatchObject([
      {
        level: 50,
        outcome: 'bug',
        err: { type: 'TypeError', stack: expect.stringContaining('undefined is not') },
      },
    ]);
    const job = await queue.getJob('route.buggy');
    expect(await job?.getState()).toBe('delayed');
    expect(job?.delay).toBeGreaterThan(290_000);
  });

  test('that met a bug is done once the bug is mended', async () => {
    failures.set('mended', () => new Error('not yet'));
    await wake('mended');
    await untilIdle();
    failures.delete('mended');
    await (await queue.getJob('route.mended'))?.promote();
    await eventually('it has left', async () => (await queue.getJob('route.mended')) === undefined);
    expect(linesFor('mended').map(({ outcome }) => outcome)).toEqual(['bug', 'done']);
  });

  test.each([
    ['no id', {}],
    ['a number for one', { itemId: 7 }],
    ['more than it should say', { itemId: 'x', force: true }],
  ])('whose payload has %s never runs and is logged with the field', async (what, payload) => {
    await wake(what, payload);
    await untilIdle();
    expect(linesFor(what)).toMatchObject([{ level: 50, outcome: 'bug', err: { code: 'validation-failed' } }]);
    expect(ran).not.toContain('x');
    expect(await (await queue.getJob(`route.${what}`))?.getState()).toBe('delayed');
  });

  test('that asks for another try gets it, each try with its line', async () => {
    let tries = 0;
    failures.set('again', () =>
      ++tries < 3 ? { outcome: 'retry', afterMs: 5, code: 'portal-throttled' } : { outcome: 'done' },
    );
    await wake('again');
    await eventually('it is done', () => linesFor('again').length === 3);
    expect(linesFor('again').map(({ outcome, level }) => [outcome, level])).toEqual([
      ['retry', 30],
      ['retry', 30],
      ['done', 30],
    ]);
  });

  test('that fails in passing comes back by itself', async () => {
    let tries = 0;
    failures.set('passing', () =>
      ++tries === 1 ? new AppError('lease-lost', 'taken over') : { outcome: 'done' },
    );
    await wake('passing');
    await eventually('it is done', () => linesFor('passing').length === 2);
    expect(linesFor('passing')).toMatchObject([
      { outcome: 'retry', code: 'lease-lost' },
      { outcome: 'done' },
    ]);
  });

  test('that needs a person is logged as a warning and does not come back', async () => {
    failures.set('dead', () => ({ outcome: 'dead', code: 'portal-refused' }));
    await wake('dead');
    await untilIdle();
    expect(linesFor('dead')).toMatchObject([{ level: 40, outcome: 'dead', code: 'portal-refused' }]);
    expect(await queue.getJob('route.dead')).toBeUndefined();
  });
});
