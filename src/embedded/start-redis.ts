import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../schemas/errors.js';
import { findRedisServer } from './find-redis-server.js';
import { GUARDIAN_NAME, GUARDIAN_SCRIPT } from './redis-guardian.js';
import { endLeftoverRedis } from './redis-leftover.js';
import { pingRedis } from './redis-ping.js';
import type { ServiceLog, StartedService } from './service-log.js';
import { socketPath } from './socket-path.js';

export interface RedisOptions {
  /** The append-only file lives in `<dataDir>/redis`. */
  dataDir: string;
  log?: ServiceLog;
}

const PING_EVERY_MS = 30;
const STOP_MS = 15_000;

/**
 * Starts a private Redis on a Unix socket, with append-only file and without eviction. `url` is `unix:///path`. It ends
 * with this process, even when that is killed, and one left over from earlier is ended first.
 */
export async function startRedis({ dataDir, log }: RedisOptions): Promise<StartedService> {
  const folder = join(resolve(dataDir), 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const program = await findRedisServer(log);
  const pidFile = join(folder, 'redis.pid');
  const socket = socketPath(dataDir, 'redis.sock');
  await endLeftoverRedis(pidFile, socket, log);
  const settings = redisSettings(folder, socket, pidFile);
  const guardian = spawn('sh', ['-c', GUARDIAN_SCRIPT, GUARDIAN_NAME, program, ...settings], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const exited = new Promise<number | null>((settle) => {
    guardian.once('error', () => {
      settle(null);
    });
    guardian.once('exit', settle);
  });
  guardian.stdin.on('error', () => undefined);
  const output = followOutput(guardian, log);
  const pid = await output.pid;
  await untilReady(socket, exited, output.recent);
  return { url: `unix://${socket}`, pid, exited, stop: () => stop(guardian, pid, exited) };
}

function redisSettings(folder: string, path: string, pidFile: string): string[] {
  const settings: [string, string][] = [
    ['port', '0'],
    ['unixsocket', path],
    ['unixsocketperm', '700'],
    ['dir', folder],
    ['pidfile', pidFile],
    ['daemonize', 'no'],
    ['save', ''],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    ['maxmemory-policy', 'noeviction'],
    ['loglevel', 'warning'],
  ];
  return settings.flatMap(([name, value]) => [`--${name}`, value]);
}

function followOutput(guardian: ChildProcessWithoutNullStreams, log: ServiceLog | undefined) {
  const recent: string[] = [];
  const keep = (line: string): void => {
    recent.push(line);
    if (recent.length > 5) recent.shift();
    log?.info({ service: 'redis', line }, 'service-output');
  };
  createInterface({ input: guardian.stderr }).on('line', keep);
  const pid = new Promise<number>((settle) => {
    createInterface({ input: guardian.stdout })
      .on('line', (line) => {
        const match = /^guardian-pid (\d+)$/.exec(line);
        if (match === null) keep(line);
        else settle(Number(match[1]));
      })
      .on('close', () => {
        settle(0);
      });
  });
  return { recent, pid };
}

/** A large append-only file takes a while to load; only the end of the process is a failure. */
async function untilReady(
  path: string,
  exited: Promise<number | null>,
  recent: readonly string[],
): Promise<void> {
  const state = { hasEnded: false };
  void exited.then(() => {
    state.hasEnded = true;
  });
  while ((await pingRedis(path)) !== 'ready') {
    await pause(PING_EVERY_MS);
    if (state.hasEnded) {
      throw new AppError('service-unavailable', `Redis did not start: ${recent.join(' ') || 'no output'}`, {
        details: { service: 'redis' },
      });
    }
  }
}

async function stop(
  guardian: ChildProcessWithoutNullStreams,
  pid: number,
  exited: Promise<number | null>,
): Promise<void> {
  guardian.stdin.end();
  const timer = setTimeout(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has just ended
    }
  }, STOP_MS);
  await exited;
  clearTimeout(timer);
}
