import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentItem } from '../../schemas/content-item.js';
import type { Delivery } from '../../schemas/delivery.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import type { Lane } from '../../schemas/lane.js';
import type { Role } from '../../schemas/account.js';
import { fingerprintsOf } from '../../src/normalize/fingerprint.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';
import type { WakeUp } from '../../src/queue/queues.js';
import { toCheckWakeUps, toDeliverWakeUp } from '../../src/queue/wake-ups.js';
import { createIssueKey, createRegisterAccount } from '../../src/registry/register-account.js';
import type { ItemMarks } from '../../src/store/item-record.js';
import {
  machine,
  percentile,
  show,
  startBeside,
  startBenchStack,
  until,
  type BenchStack,
} from './bench-stack.js';

const WAITING = 100_000;
const WAITING_DELIVERIES = 20_000;
const FLASH_ITEMS = Number(process.argv[2] ?? 100);
const CHUNK = 1000;

/**
 * A flash item from its last approval to the acknowledgement of both portals, both times as written in the documents:
 * first on an idle gateway, then with 100 000 backfill items waiting for their checks (processor-bound work) and 20 000
 * backfill items on their way to the portals. Real processes as `baosong start` runs them.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'baosong-bench-portals-'));
  const portals = await startBeside('test/bench/bench-portals.js', [folder]);
  const stack = await startBenchStack();
  try {
    const keys = await prepare(stack, portals.line.split(' '));
    await timeFlash(stack, keys, 10);
    const idle = await timeFlash(stack, keys, FLASH_ITEMS);
    const backlog = await fillBacklog(stack);
    const loaded = await timeFlash(stack, keys, FLASH_ITEMS);
    await report(stack, idle, loaded, backlog);
  } finally {
    portals.stop();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Keys = Record<'admin' | 'editor' | 'duty' | 'secrecy', string>;

async function prepare({ app, url }: BenchStack, [bureau = '', central = '']: string[]): Promise<Keys> {
  const person = { name: '张三' };
  for (const id of ['bureau', 'unit']) {
    const kind = id === 'unit' ? 'unit' : 'bureau';
    const createdAt = toInstant(new Date());
    await app.stores.organizations.create({
      id,
      name: id,
      kind,
      responsible: person,
      liaison: person,
      createdAt,
    });
  }
  const hire = async (id: string, organizationId: string, role: Role): Promise<string> => {
    await createRegisterAccount({ ...app.stores, now: app.now })({
      id,
      name: id,
      organizationId,
      roles: [role],
    });
    return (await createIssueKey({ ...app.stores, now: app.now })(id)).apiKey;
  };
  const keys = {
    admin: await hire('admin', 'bureau', 'system-administrator'),
    editor: await hire('editor', 'unit', 'unit-editor'),
    duty: await hire('duty', 'bureau', 'duty-officer'),
    secrecy: await hire('secrecy', 'bureau', 'secrecy-reviewer'),
  };
  const common = { name: '门户', routes: [{}] };
  await call(url, keys.admin, 'POST', '/api/v1/portals', {
    ...{ ...common, id: 'bureau', adapter: 'bureau', options: { baseUrl: bureau } },
    secrets: { token: 'bench-token', callbackKey: 'unused-callback-key' },
  });
  await call(url, keys.admin, 'POST', '/api/v1/portals', {
    ...{ ...common, id: 'central', adapter: 'central', options: { baseUrl: central, sender: 'bm07000001' } },
    secrets: { signingKey: 'bench-signing-key', callbackKey: 'unused-callback-key' },
  });
  // The workers look for new portals every other second.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return keys;
}

async function call(
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<ContentItem> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer as ContentItem;
}

let pushed = 0;

/** Pushes flash items one after the other, each approved and delivered before the next. Milliseconds. */
async function timeFlash(stack: BenchStack, keys: Keys, many: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < many; index++) times.push(await timeOne(stack, keys, ++pushed));
  return times;
}

async function timeOne({ app, url }: BenchStack, keys: Keys, number: number): Promise<number> {
  const { id } = await call(url, keys.editor, 'POST', '/api/v1/items', {
    ...{
      externalId: `flash-${number}`,
      title: `应急测绘第${number}号`,
      bodyText: `第${number}号应急测绘保障情况。`,
    },
    ...{ lane: 'flash', laneReason: '地震应急' },
  });
  await until(
    'it waits for review',
    async () => (await app.stores.items.findById(id))?.state === 'in-review',
    5,
  );
  for (const who of ['duty', 'secrecy'] as const) {
    const { version } = await call(url, keys[who], 'GET', `/api/v1/items/${id}`);
    await call(url, keys[who], 'POST', `/api/v1/items/${id}/decisions`, { decision: 'approve', version });
  }
  await until(
    'both portals have it',
    async () => (await app.stores.items.findById(id))?.state === 'delivered',
    10,
  );
  const item = await app.stores.items.findById(id);
  const approved = item?.history.find((event) => event.action === 'approved')?.at ?? '';
  const deliveries = await app.stores.deliveries.findByItem(id);
  const acknowledged = deliveries.map(({ attempts }) => {
    const last = attempts.at(-1);
    return Date.parse(last?.at ?? '') + (last?.milliseconds ?? Number.NaN);
  });
  return Math.max(...acknowledged) - Date.parse(approved);
}

/** Backfill items waiting for their checks, and others approved and on their way; woken all at once at the end. */
async function fillBacklog({ app }: BenchStack): Promise<number> {
  const at = toInstant(addSeconds(new Date(), -1));
  const calls: WakeUp[] = [];
  for (let start = 0; start < WAITING_DELIVERIES; start += CHUNK) {
    const records = Array.from({ length: CHUNK }, (_, index) => toApproved(WAITING + start + index, at));
    await app.stores.items.insertMany(records);
    const deliveries = records.map((record) => toDelivery(record, at));
    await Promise.all(deliveries.map((delivery) => app.stores.deliveries.move(delivery, false)));
    calls.push(...deliveries.map(toDeliverWakeUp));
  }
  for (let start = 0; start < WAITING; start += CHUNK) {
    const records = Array.from({ length: CHUNK }, (_, index) => toWaiting(start + index, at));
    await app.stores.items.insertMany(records);
    calls.push(...toCheckWakeUps(records));
  }
  await app.queues.wake(calls);
  return app.stores.items.countInState('collected');
}

function toDelivery({ id, lane, organizationId }: ContentItem, at: string): Delivery {
  return {
    ...{
      id: `${id}.bureau`,
      itemId: id,
      portalId: 'bureau',
      organizationId,
      lane,
      status: 'pending',
      due: true,
    },
    ...{
      desired: { revision: 1, operation: 'publish', at },
      nextAttemptAt: at,
      failures: 0,
      attempts: [],
      receipts: [],
    },
  };
}

const LANE: Lane = 'backfill';

function toWaiting(number: number, at: string): ContentItem & ItemMarks {
  const body = `第${number}号历史资料。${'全国基础测绘成果目录及其应用情况说明。'.repeat(40)}`;
  const entry = {
    externalId: `old-${number}`,
    title: `历史资料第${number}号`,
    body,
    bodyFormat: 'text' as const,
  };
  const normalized = toItemContent(entry, { defaults: { kind: 'news' }, now: new Date() });
  if (!normalized.ok) throw new Error(normalized.message);
  return {
    ...{
      id: `20250101-000000-${String(number).padStart(8, '0')}`,
      organizationId: 'unit',
      channel: 'push',
      revision: 1,
      version: 1,
    },
    ...{
      content: normalized.content,
      checkedRevision: 0,
      lane: LANE,
      laneReason: 'bench',
      state: 'collected',
      findings: [],
    },
    ...{
      deliveries: [],
      fingerprints: fingerprintsOf(normalized.content),
      receivedAt: at,
      updatedAt: at,
      history: [],
    },
    ...{ originKey: `bench ${number}`, checkDueAt: at },
  };
}

function toApproved(number: number, at: string): ContentItem & ItemMarks {
  const { checkDueAt, ...record } = toWaiting(number, at);
  return {
    ...record,
    state: 'approved',
    checkedRevision: 1,
    publication: { operation: 'publish', revision: 1, at },
  };
}

async function report({ app }: BenchStack, idle: number[], loaded: number[], backlog: number): Promise<void> {
  const left = await app.stores.items.countInState('collected');
  const row = (times: number[]) => [0.5, 0.9, 0.99].map((share) => percentile(times, share)).join(' | ');
  show(`\n${machine()}; ${FLASH_ITEMS} flash items each\n`);
  show('| flash, last approval → both portals acknowledged, ms | p50 | p90 | p99 |\n|---|---|---|---|');
  show(`| idle | ${row(idle)} |`);
  show(`| ${backlog} backfill items waiting (${left} left at the end) | ${row(loaded)} |`);
  show(`\nratio of the p99: ${(percentile(loaded, 0.99) / percentile(idle, 0.99)).toFixed(2)} (aim ≤ 2)`);
}

await main();
