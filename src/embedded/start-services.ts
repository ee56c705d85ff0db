import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ServiceAddresses } from '../compose.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { startDocumentStore } from './start-document-store.js';
import { startRedis } from './start-redis.js';

interface StartedService {
  url: string;
  pid: number;
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

export interface Services {
  addresses: ServiceAddresses;
  /** Process ids of what we started ourselves, by name. */
  pids(): Record<string, number>;
  stop(): Promise<void>;
}

/**
 * The services of one machine: those of the settings where they are given, otherwise our own under DATA_DIR. One of
 * ours that dies is started again at the same address, with everything it had acknowledged.
 */
export async function startServices(config: Config, log: Log): Promise<Services> {
  const dataDir = resolve(config.DATA_DIR);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const documents =
    config.MONGO_URL === undefined
      ? await keepUp('documents', () => startDocumentStore({ dataDir, log }), log)
      : undefined;
  try {
    const redis =
      config.REDIS_URL === undefined
        ? await keepUp('redis', () => startRedis({ dataDir, log }), log)
        : undefined;
    return {
      addresses: {
        mongoUrl: config.MONGO_URL ?? documents?.url() ?? '',
        redisUrl: config.REDIS_URL ?? redis?.url() ?? '',
        secretKey: config.SECRET_KEY ?? (await readSecretKey(dataDir)),
      },
      pids: () => ({
        ...(documents && { documents: documents.pid() }),
        ...(redis && { redis: redis.pid() }),
      }),
      stop: async () => {
        await Promise.all([documents?.stop(), redis?.stop()]);
      },
    };
  } catch (error) {
    await documents?.stop();
    throw error;
  }
}

interface KeptService {
  url(): string;
  pid(): number;
  stop(): Promise<void>;
}

const RESTART_PAUSE_MS = 200;

/** Starts a service and starts it again whenever it ends by itself. */
async function keepUp(name: string, start: () => Promise<StartedService>, log: Log): Promise<KeptService> {
  let current = await start();
  let stopping = false;
  const isStopping = (): boolean => stopping;
  log.info({ service: name, pid: current.pid }, 'service-started');
  const watch = async (): Promise<void> => {
    for (;;) {
      const code = await current.exited;
      if (isStopping()) return;
      log.warn({ service: name, code }, 'service-died');
      current = await startAgain(name, start, log, isStopping);
      if (isStopping()) await current.stop();
      log.info({ service: name, pid: current.pid }, 'service-restarted');
    }
  };
  const watching = watch().catch((err: unknown) => {
    log.error({ service: name, err }, 'service-lost');
  });
  return {
    url: () => current.url,
    pid: () => current.pid,
    stop: async () => {
      stopping = true;
      await current.stop();
      await watching;
    },
  };
}

async function startAgain(
  name: string,
  start: () => Promise<StartedService>,
  log: Log,
  isStopping: () => boolean,
): Promise<StartedService> {
  for (let attempt = 1; ; attempt++) {
    await new Promise((done) => setTimeout(done, RESTART_PAUSE_MS * Math.min(attempt, 20)));
    try {
      return await start();
    } catch (err) {
      if (isStopping() || attempt >= 100) throw err;
      log.warn({ service: name, attempt, err }, 'service-restart-failed');
    }
  }
}

/** The key that seals stored credentials: made on first start, readable by its owner only. */
async function readSecretKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret-key');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = randomBytes(32).toString('hex');
  await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}
