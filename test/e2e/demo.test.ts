import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo, summaryOf, untilGone, type DemoEnd, type DemoRun } from './demo-process.js';

const SMALL = 30;
/** News, notices, another province's news, the catalogue, the outbox, its flash items, those of the scenes and of the outage; the backlog comes on top. */
const ARTICLES = 36 + 30 + 36 + 12 + 10 + 6 + 3 + 4;
/** The middle of the journey: things are collected, reviewed and delivered, flash items pass the backlog. */
const MIDDLE = /a flash item is pushed/;
/** Longer than the demo itself waits, so that it can say what was missing. */
const LONGEST_TEST_MS = 400_000;

let dataDir = '';
let runs: DemoRun[] = [];

const start = (backlog: number): DemoRun => {
  const run = startDemo(dataDir, backlog);
  runs.push(run);
  return run;
};

/** Scenes that are told as they happen, by the mark in front of their lines. */
const TOLD = ['三审', '会签', '特急', '退回重报', '放行', '超时升级', '门户故障', '更正', '撤稿', '采用'];

function marksOf({ lines }: DemoEnd): string[] {
  return [...new Set(lines.flatMap((line) => /^ *[\d.]+s {2}【(.+?)】/.exec(line)?.[1] ?? []))];
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bs-demo-'));
  runs = [];
});
afterEach(cleanUp);
afterAll(cleanUp);

async function cleanUp(): Promise<void> {
  for (const { child } of runs) if (child.exitCode === null) child.kill('SIGKILL');
  await Promise.all(runs.map(({ ended }) => ended));
  if (dataDir === '') return;
  await untilGone([], dataDir);
  await rm(dataDir, { recursive: true, force: true });
}

function expectComplete(end: DemoEnd, backlog: number): void {
  expect({ code: end.code, complaints: end.complaints }).toEqual({ code: 0, complaints: '' });
  const summary = summaryOf(end);
  expect(summary).toMatchObject({
    ...{ collected: ARTICLES + backlog, duplicates: 6, returned: 4, declined: 1, corrected: 1, withdrawn: 1 },
  });
  const { collected, duplicates, checked, declined, approved, delivered, receipts, flashDeliveryMs } =
    summary;
  // The demo itself checks them one by one; each of the outbox's items was at least received and decided on.
  expect(summary.heard).toBeGreaterThanOrEqual(2 * 16);
  expect(checked).toBe(collected - duplicates);
  expect(approved).toBe(checked - declined);
  // Everything approved is at the bureau portal; the two service guides are nothing for the central one.
  expect(delivered).toEqual({ bureau: approved, central: approved - 2 });
  expect(receipts).toBeGreaterThanOrEqual(delivered.bureau + delivered.central);
  expect(summary.scenes).toEqual({
    ...{ threeReviews: expect.any(Number), coSigned: 1, flash: 6, returned: 4, overridden: 1, escalated: 1 },
    ...{ outageHealed: 4, corrected: 1, withdrawn: 1, adopted: expect.any(Number) },
  });
  expect(summary.scenes.threeReviews).toBeGreaterThan(backlog);
  expect(summary.scenes.adopted).toBeGreaterThan(backlog);
  expect(flashDeliveryMs.p50).toBeGreaterThan(0);
  expect(flashDeliveryMs.p99).toBeGreaterThanOrEqual(flashDeliveryMs.p50);
}

describe('demo --once', () => {
  test(
    'ends with everything where it belongs and leaves no process behind',
    async () => {
      const run = start(150);
      await run.untilLine(MIDDLE);
      const pids = Object.values(run.pids());
      const end = await run.ended;
      expectComplete(end, 150);
      expect(marksOf(end)).toEqual(expect.arrayContaining(TOLD));
      expect(await untilGone(pids, dataDir)).toEqual([]);
    },
    LONGEST_TEST_MS,
  );

  test.each(['api', 'worker-flash', 'worker-1', 'documents', 'redis', 'sandbox'])(
    'ends with everything where it belongs when %s is killed in the middle',
    async (name) => {
      const run = start(SMALL);
      await run.untilLine(MIDDLE);
      const pid = run.pids()[name] ?? 0;
      expect(pid).toBeGreaterThan(1);
      process.kill(pid, 'SIGKILL');
      await run.untilLine(new RegExp(`process ${name} died \\(${pid}\\), started again`));
      expectComplete(await run.ended, SMALL);
    },
    LONGEST_TEST_MS,
  );

  test(
    'leaves no process behind when it is killed itself, and goes on where it was when it is started again',
    async () => {
      const first = start(SMALL);
      await first.untilLine(MIDDLE);
      const pids = Object.values(first.pids());
      first.child.kill('SIGKILL');
      expect((await first.ended).signal).toBe('SIGKILL');
      expect(await untilGone(pids, dataDir)).toEqual([]);
      const second = start(SMALL);
      await second.untilLine(/going on with the run that was cut short/);
      expectComplete(await second.ended, SMALL);
    },
    LONGEST_TEST_MS,
  );

  test(
    'ends at once and in order on SIGTERM, with a failing exit code',
    async () => {
      const run = start(SMALL);
      await run.untilLine(/collected \d+ articles/);
      const pids = Object.values(run.pids());
      run.child.kill('SIGTERM');
      const end = await run.ended;
      expect({ code: end.code, complaints: end.complaints }).toEqual({ code: 143, complaints: '' });
      expect(await untilGone(pids, dataDir)).toEqual([]);
    },
    LONGEST_TEST_MS,
  );
});
