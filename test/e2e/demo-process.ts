import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { distFile } from '../../src/package-root.js';
import type { DemoSummary } from '../../src/sandbox/to-summary.js';

export interface DemoEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  lines: string[];
  complaints: string;
}

export interface DemoRun {
  child: ChildProcess;
  ended: Promise<DemoEnd>;
  /** Resolves with the line that shows how far the journey is; rejects when the demo ends without it. */
  untilLine(pattern: RegExp): Promise<string>;
  /** Process ids by name, as the demo itself publishes them. */
  pids(): Record<string, number>;
}

/** `demo --once` from the build, on free ports, with a small backlog and impatient towards portals. */
export function startDemo(dataDir: string, backlog: number): DemoRun {
  const { MONGO_URL: _mongo, REDIS_URL: _redis, ...environment } = process.env;
  const child = spawn(process.execPath, [distFile('src/cli.js'), 'demo', '--once'], {
    env: {
      ...environment,
      ...{ DATA_DIR: dataDir, PORT: '0', PORTAL_TIMEOUT_MS: '1000', DEMO_BACKLOG: String(backlog) },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const watcher of watchers) watcher();
  });
  const ended = new Promise<DemoEnd>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, lines, complaints });
    });
  });
  const untilLine = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = (): void => {
        const found = lines.find((line) => pattern.test(line));
        if (found === undefined) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
      void ended.then(() => {
        reject(new Error(`the demo ended without ${String(pattern)}: ${complaints}\n${lines.join('\n')}`));
      });
    });
  const pids = () => {
    const known: unknown = JSON.parse(readFileSync(join(dataDir, 'demo/pids.json'), 'utf8'));
    return Object.fromEntries(Object.entries(known ?? {}).map(([name, pid]) => [name, Number(pid)]));
  };
  return { child, ended, untilLine, pids };
}

/** The summary: the last line on stdout. */
export function summaryOf({ lines }: DemoEnd): DemoSummary {
  return JSON.parse(lines.at(-1) ?? '') as DemoSummary;
}

/** Resolves when none of the processes lives; what still does after the patience is answered by its command line. */
export async function untilGone(pids: readonly number[], dataDir: string): Promise<string[]> {
  const stop = performance.now() + 45_000;
  for (;;) {
    const left = [...pids.filter(isAlive).map(String), ...processesOf(dataDir)];
    if (left.length === 0 || performance.now() > stop) return left;
    await wait(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has ended; only nobody has asked after it yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Command lines of all processes that name the data directory, listed or not. */
function processesOf(dataDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && isAlive(Number(name)))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(dataDir) ? [`${pid} ${command.slice(0, 200)}`] : [];
      } catch {
        return [];
      }
    });
}
