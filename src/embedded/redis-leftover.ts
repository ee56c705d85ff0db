import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../schemas/errors.js';
import { GUARDIAN_NAME } from './redis-guardian.js';
import { askRedis, pingRedis } from './redis-ping.js';
import type { ServiceLog } from './service-log.js';

const WAIT_MS = 12_000;
const STEP_MS = 100;

/**
 * Ends a Redis of ours that outlived its guardian, so that two servers never write one append-only file. One that is
 * still guarded is on its way out with its parent, or belongs to a running gateway: wait, then refuse.
 */
export async function endLeftoverRedis(
  pidFile: string,
  path: string,
  log: ServiceLog | undefined,
): Promise<void> {
  const stop = Date.now() + WAIT_MS;
  let told = false;
  for (let pid = ownServer(pidFile, path); pid !== undefined; pid = ownServer(pidFile, path)) {
    const isGuarded = commandLine(parentOf(pid)).includes(GUARDIAN_NAME);
    if (!isGuarded && !told) {
      log?.warn({ service: 'redis', pid }, 'leftover-redis-ended');
      if ((await askRedis(path, 'SHUTDOWN')) !== undefined || (await pingRedis(path)) === 'refused')
        signal(pid, 'SIGTERM');
      told = true;
    }
    if (Date.now() > stop) {
      if (isGuarded) throw inUse(pid);
      signal(pid, 'SIGKILL');
    }
    await pause(STEP_MS);
  }
  rmSync(path, { force: true });
  rmSync(pidFile, { force: true });
}

function inUse(pid: number): AppError {
  return new AppError(
    'service-unavailable',
    `another gateway runs the Redis of this data directory (process ${pid})`,
    {
      details: { service: 'redis', pid },
    },
  );
}

/** The process of the pid file, if it lives and is a server on our socket. */
function ownServer(pidFile: string, path: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8').trim());
  if (!Number.isInteger(pid) || pid <= 1 || !isRunning(pid)) return undefined;
  const line = commandLine(pid);
  // the server shows its socket in its title ("redis-server unixsocket:/…"); without /proc the pid file must do
  if (line === '') return existsSync('/proc') ? undefined : pid;
  return line.includes(path) && /redis|valkey/.test(line) ? pid : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has just ended
  }
}

function commandLine(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ');
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(readProc(pid, 'status'))?.[1] ?? 0);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
