import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const TAKEOVER_PAUSE_MS = 50;
const RETRY_MS = 50;
const LOCK_FILE = 'store.lock';

/**
 * Keeps a second store off the same data directory. The lock names process and start time; when that process is gone
 * (or its number now belongs to another program) the lock is stale and taken over. A holder that lives is waited for as
 * long as asked, since it may be on its way out. Returns the release.
 */
export async function lockDataDirectory(folder: string, waitMs: number): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, LOCK_FILE);
  const release = (): void => {
    removeOwnLock(path);
  };
  const stop = performance.now() + waitMs;
  for (;;) {
    if (createLock(path)) return release;
    const holder = readHolder(path);
    if (holder === undefined || !isAlive(holder)) {
      if (await takeOver(path)) return release;
    } else if (performance.now() >= stop) {
      throw new Error(`data directory ${folder} is in use by another document store (process ${holder.pid})`);
    }
    await setTimeout(RETRY_MS);
  }
}

/** Two starters may find the same stale lock; whoever loses the race sees the other's lock after a pause. */
async function takeOver(path: string): Promise<boolean> {
  removeFile(path);
  if (!createLock(path)) return false;
  await setTimeout(TAKEOVER_PAUSE_MS);
  return readHolder(path)?.pid === process.pid;
}

interface Holder {
  pid: number;
  /** Start of the process in clock ticks since boot; empty where /proc does not exist. */
  startedAt: string;
}

/** Linked into place with its content, so that nobody ever reads a half-written lock. */
function createLock(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${processStart(process.pid)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    removeFile(draft);
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const [pid = '', startedAt = ''] = readFileSync(path, 'utf8').trim().split(' ');
    return /^\d+$/.test(pid) ? { pid: Number(pid), startedAt } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  if (pid === process.pid) return processStart(pid) === startedAt && startedAt !== '';
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  const start = processStart(pid);
  return start === '' || startedAt === '' || start === startedAt;
}

/** Field 22 of /proc/<pid>/stat tells two processes with the same number apart. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'dead' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function removeOwnLock(path: string): void {
  if (readHolder(path)?.pid === process.pid) removeFile(path);
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
