import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { AppError } from '../../schemas/errors.js';
import type { ServiceLog } from './service-log.js';

const BINARIES = ['redis-server', 'valkey-server'];
const SYSTEM_PORT = 6379;

/** The server program to run; on Debian and Ubuntu, as root, its package is installed when there is none. */
export async function findRedisServer(log: ServiceLog | undefined): Promise<string> {
  const found = onPath();
  if (found !== undefined) return found;
  if (canInstall()) {
    await installRedis(log);
    const installed = onPath();
    if (installed !== undefined) return installed;
  }
  throw new AppError(
    'service-unavailable',
    'no Redis found: install redis-server or valkey-server (so that it is on PATH), or set REDIS_URL to a running Redis',
    { details: { service: 'redis', lookedFor: BINARIES } },
  );
}

function onPath(): string | undefined {
  return BINARIES.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

function canInstall(): boolean {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
}

/** RUNLEVEL=1 keeps the package from starting a service of its own; if it does so all the same, that one is stopped. */
async function installRedis(log: ServiceLog | undefined): Promise<void> {
  const wasThere = await answersOn(SYSTEM_PORT);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']]) {
    log?.info({ service: 'redis', command: `apt-get ${args.join(' ')}` }, 'installing-redis');
    const run = spawnSync('env', ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get', ...args], {
      encoding: 'utf8',
    });
    if (run.status !== 0) {
      log?.warn({ service: 'redis', output: run.stderr.slice(-2000) }, 'installing-redis-failed');
      return;
    }
  }
  if (!wasThere && (await answersOn(SYSTEM_PORT))) {
    log?.info({ service: 'redis' }, 'package-service-stopped');
    if (spawnSync('systemctl', ['disable', '--now', 'redis-server']).status !== 0)
      spawnSync('service', ['redis-server', 'stop']);
  }
}

function answersOn(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = createConnection(port, '127.0.0.1');
    const done = (answers: boolean) => () => {
      socket.destroy();
      settle(answers);
    };
    socket.on('connect', done(true)).on('error', done(false)).setTimeout(1000, done(false));
  });
}
