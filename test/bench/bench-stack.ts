import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../src/cli/start-stack.js';
import { composeApp } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { distFile } from '../../src/package-root.js';

export type BenchStack = Awaited<ReturnType<typeof startBenchStack>>;

/** The processes of `baosong start`, as built, with their own services and data; and our own look into the store. */
export async function startBenchStack(environment: Record<string, string> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'baosong-bench-'));
  const port = await freePort();
  const config = loadConfig({
    ...{
      DATA_DIR: dataDir,
      PORT: String(port),
      FETCH_ALLOW: '127.0.0.0/8',
      // A round follows the one before at once, which no site of the world is asked to bear.
      HOST_GAP_MS: '0',
      LOG_LEVEL: 'error',
      RECONCILE_SECONDS: '5',
    },
    ...environment,
  });
  const log = createLog('error');
  const stack = await startStack(config, log);
  const app = await composeApp({ config, services: stack.services.addresses, log });
  await stack.supervisor.started('api');
  await stack.supervisor.started('worker-flash');
  await stack.supervisor.started('worker-1');
  return {
    ...{ app, config, stack, url: `http://127.0.0.1:${port}` },
    // The bench holds more than the supervisor it stands for; counted all the same.
    pids: () => ({ ...stack.services.pids(), ...stack.supervisor.pids(), supervisor: process.pid }),
    stop: async () => {
      await app.close();
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs a helper program of the bench beside us; `line` is the first line it prints. */
export async function startBeside(
  entry: string,
  args: readonly string[],
): Promise<{ line: string; pid: number; stop(): void }> {
  const child = spawn(process.execPath, [distFile(entry), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { line: chunk.toString().trim(), pid: child.pid ?? 0, stop: () => child.kill() };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Resident memory in MB (Linux): of each process its proportional share (pages that several hold are divided among
 * them), so that the sum is what all together hold. `database` is the part that is the document store's mapped file: page
 * cache, which the system takes back when it needs it.
 */
export async function residentMegabytes(pids: Record<string, number>): Promise<Record<string, number>> {
  const read = async (pid: number): Promise<{ all: number; file: number }> => {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024;
    return { all: field('Pss'), file: field('Pss_File') };
  };
  const sizes = await Promise.all(
    Object.entries(pids).map(async ([name, pid]) => ({ name, ...(await read(pid)) })),
  );
  const together = sizes.reduce((sum, each) => sum + each.all, 0);
  const database = sizes.find((each) => each.name === 'documents')?.file ?? 0;
  const rounded: (readonly [string, number])[] = [
    ...sizes.map(({ name, all }) => [name, all] as const),
    ['database', database],
    ['together', together],
  ];
  return Object.fromEntries(rounded.map(([name, size]) => [name, Math.round(size)]));
}

/** Processor time of each process so far, in seconds (Linux, 100 ticks a second). */
export async function cpuSeconds(pids: Record<string, number>): Promise<Record<string, number>> {
  const read = async (pid: number): Promise<number> => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
  };
  return Object.fromEntries(
    await Promise.all(Object.entries(pids).map(async ([name, pid]) => [name, await read(pid)] as const)),
  );
}

/** Asks until it is so; pauses between, because asking costs the measured processes time. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  pauseMs = 25,
  limitMs = 300_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) };
}

/** The value below which `share` of all lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model ?? 'unknown'}, Node ${process.versions.node}, ${process.platform}`;
}

export function show(text: string): void {
  process.stdout.write(`${text}\n`);
}
