import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '../../schemas/errors.js';
import { distFile } from '../package-root.js';
import type { ServiceLog, StartedService } from './service-log.js';
import { socketPath } from './socket-path.js';

export interface DocumentStoreOptions {
  /** Documents live in `<dataDir>/documents`. */
  dataDir: string;
  log?: ServiceLog;
  /** `unix:/path` or `127.0.0.1:port` (0 for a free one); by default a socket in the data directory. */
  listen?: string;
}

const STOP_MS = 15_000;
/** A predecessor whose parent was killed may still be committing. */
const LOCK_WAIT_MS = 10_000;
/** Megabytes as on Node 20: later versions take twice that, for more memory and no more speed. */
const YOUNG_OBJECTS = '--max-semi-space-size=16';

/**
 * Starts the embedded document store as a process of its own. It runs in its own session, so Ctrl-C reaches the gateway
 * first, and ends when the pipe to its stdin closes, that is, with this process however it dies.
 */
export async function startDocumentStore(options: DocumentStoreOptions): Promise<StartedService> {
  const folder = join(resolve(options.dataDir), 'documents');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const listen = options.listen ?? `unix:${socketPath(options.dataDir, 'documents.sock')}`;
  const args = [
    '--data',
    folder,
    '--listen',
    listen,
    '--exit-with-stdin',
    '--wait-for-lock',
    String(LOCK_WAIT_MS),
  ];
  const child = spawn(
    process.execPath,
    [YOUNG_OBJECTS, distFile('src/embedded/document-store/main.js'), ...args],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const exited = new Promise<number | null>((settle) => {
    child.once('error', () => {
      settle(null);
    });
    child.once('exit', settle);
  });
  // writing to a store that has just died must not end the parent
  child.stdin.on('error', () => undefined);
  const complaints = followLog(child, options.log);
  const url = await readyUrl(child, exited, complaints);
  return { url, pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

/** Passes the store's log on and keeps its last lines for the case that it does not start. */
function followLog(child: ChildProcessWithoutNullStreams, log: ServiceLog | undefined): string[] {
  const recent: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    recent.push(line);
    if (recent.length > 5) recent.shift();
    log?.info({ service: 'documents', line }, 'service-output');
  });
  return recent;
}

async function readyUrl(
  child: ChildProcessWithoutNullStreams,
  exited: Promise<number | null>,
  complaints: readonly string[],
): Promise<string> {
  const line = await Promise.race([
    new Promise<string>((settle) => createInterface({ input: child.stdout }).once('line', settle)),
    exited.then(() => undefined),
  ]);
  const ready: unknown = line === undefined ? undefined : JSON.parse(line);
  if (typeof ready === 'object' && ready !== null && 'url' in ready && typeof ready.url === 'string')
    return ready.url;
  throw new AppError(
    'service-unavailable',
    `the document store did not start: ${complaints.join(' ') || 'no output'}`,
    {
      details: { service: 'documents' },
    },
  );
}

async function stop(child: ChildProcessWithoutNullStreams, exited: Promise<number | null>): Promise<void> {
  child.stdin.end();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
