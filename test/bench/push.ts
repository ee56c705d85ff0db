import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toInstant } from '../../schemas/instant.js';
import { composeApp, type App } from '../../src/compose.js';
import { loadConfig, toEnvironment, type Config } from '../../src/config.js';
import { startServices, type Services } from '../../src/embedded/start-services.js';
import { createLog } from '../../src/log.js';
import { distFile } from '../../src/package-root.js';
import { createIssueKey, createRegisterAccount } from '../../src/registry/register-account.js';
import { cpuSeconds, freePort, machine, show, spreadOf, startBeside, until } from './bench-stack.js';

const ROUNDS = Number(process.argv[2] ?? 9);
const REQUESTS = Number(process.argv[3] ?? 6000);
const CONNECTIONS = 64;
/** Both pay for compiling in it. */
const WARM_UP = 1;
const ITEMS = 'items';

/**
 * Pushes of 2 KB over 64 connections: at a bare Express handler with our validator, and at the process of `baosong api`,
 * which stores each item under its Idempotency-Key before it answers. In turn, within one run; no workers run. Every item
 * answered is counted in the store afterwards.
 */
async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'baosong-bench-'));
  const port = await freePort();
  const config = loadConfig({ DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1' });
  const log = createLog('error');
  const services = await startServices(config, log);
  const app = await composeApp({ config, services: services.addresses, log });
  const api = startApi(config, services, join(dataDir, 'api.log'));
  const bare = await startBeside('test/bench/push-bare.js', []);
  try {
    const key = await registerUnit(app);
    const url = `http://127.0.0.1:${port}`;
    await until('the API answers', () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const pids = () => ({ ...services.pids(), api: api.pid ?? 0, bare: bare.pid });
    await measure({ bare: `http://127.0.0.1:${bare.line}`, gateway: url }, key, pids);
    await countStored(app);
  } finally {
    bare.stop();
    api.kill();
    await app.close();
    await services.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** As `baosong api` runs, with its log at the usual level, in a file. */
function startApi(config: Config, { addresses }: Services, logFile: string) {
  const { mongoUrl, redisUrl, secretKey } = addresses;
  const services = { MONGO_URL: mongoUrl, REDIS_URL: redisUrl, SECRET_KEY: secretKey };
  const output = openSync(logFile, 'w');
  const flags = (process.env.BENCH_API_FLAGS ?? '').split(' ').filter(Boolean);
  return spawn(process.execPath, [...flags, distFile('src/cli.js'), 'api'], {
    env: { ...toEnvironment(config), ...services },
    stdio: ['ignore', output, output],
  });
}

async function registerUnit({ stores, now }: App): Promise<string> {
  const person = { name: '张三' };
  await stores.organizations.create({
    ...{ id: 'unit', name: '省测绘局', kind: 'unit', responsible: person, liaison: person },
    createdAt: toInstant(now()),
  });
  const deps = { ...stores, now };
  const editor = { id: 'editor', name: '李四', organizationId: 'unit', roles: ['unit-editor' as const] };
  await createRegisterAccount(deps)(editor);
  return (await createIssueKey(deps)(editor.id)).apiKey;
}

interface Pushed {
  perSecond: number;
  statuses: Record<string, number>;
  cpuMs: number;
  p50: number;
  p99: number;
}

/** A round of each in turn. */
async function measure(
  servers: { bare: string; gateway: string },
  key: string,
  pids: () => Record<string, number>,
): Promise<void> {
  const results = { bare: [] as Pushed[], gateway: [] as Pushed[] };
  const spent: Record<string, number>[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const before = await cpuSeconds(pids());
    const bare = await push(servers.bare, key, round);
    const gateway = await push(servers.gateway, key, round);
    const after = await cpuSeconds(pids());
    if (Object.keys(gateway.statuses).join() !== '201') throw new Error(JSON.stringify(gateway.statuses));
    if (round < WARM_UP) continue;
    results.bare.push(bare);
    results.gateway.push(gateway);
    spent.push(difference(before, after));
    show(`round ${round}: bare ${Math.round(bare.perSecond)}/s, gateway ${Math.round(gateway.perSecond)}/s`);
  }
  report(results, spent);
}

async function push(url: string, key: string, round: number): Promise<Pushed> {
  const args = [url, key, `${ITEMS}-${round}`, String(REQUESTS), String(CONNECTIONS)];
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [distFile('test/bench/push-client.js'), ...args]);
  return JSON.parse(stdout) as Pushed;
}

function difference(before: Record<string, number>, after: Record<string, number>) {
  return Object.fromEntries(Object.entries(after).map(([name, at]) => [name, at - (before[name] ?? 0)]));
}

function report(
  { bare, gateway }: { bare: Pushed[]; gateway: Pushed[] },
  spent: readonly Record<string, number>[],
): void {
  const row = (name: string, rounds: readonly Pushed[]): string => {
    const speed = spreadOf(rounds.map(({ perSecond }) => perSecond));
    const p50 = spreadOf(rounds.map((round) => round.p50)).median;
    const p99 = spreadOf(rounds.map((round) => round.p99)).median;
    const client = spreadOf(rounds.map(({ cpuMs }) => (cpuMs * 1000) / REQUESTS)).median;
    const shown = [speed.median, speed.min, speed.max].map(Math.round);
    return `| ${name} | ${shown[0]} | ${shown[1]}–${shown[2]} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${Math.round(client)} |`;
  };
  show(`\n${machine()}; ${ROUNDS} rounds of ${REQUESTS} over ${CONNECTIONS} connections\n`);
  show('| pushes | median/s | spread | p50, ms | p99, ms | client, µs a push |\n|---|---|---|---|---|---|');
  show(row('bare Express and Ajv, nothing kept', bare));
  show(row('baosong api, durable', gateway));
  const shares = gateway.map(({ perSecond }, at) => (perSecond * 100) / (bare[at]?.perSecond ?? Number.NaN));
  const { median, min, max } = spreadOf(shares);
  show(
    `\nshare of bare, round by round: ${median.toFixed(0)} % (${min.toFixed(0)}–${max.toFixed(0)}); aim ≥ 60 %`,
  );
  const each = Object.keys(spent[0] ?? {}).map((name) => {
    const seconds = spreadOf(spent.map((round) => round[name] ?? 0)).median;
    return `${name} ${Math.round((seconds * 1e6) / REQUESTS)}`;
  });
  show(`processor time, µs a push: ${each.join(', ')}`);
}

async function countStored({ stores }: App): Promise<void> {
  const stored = await stores.items.countInState('collected');
  const answered = (ROUNDS + WARM_UP) * REQUESTS;
  show(`${answered} answered, ${stored} stored`);
  if (stored !== answered) throw new Error('items that were answered are not in the store');
}

await main();
