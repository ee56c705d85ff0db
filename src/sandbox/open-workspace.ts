import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { AppError } from '../../schemas/errors.js';
import { toInstant } from '../../schemas/instant.js';
import type { Config } from '../config.js';
import { lockDataDirectory } from '../embedded/document-store/storage/data-directory-lock.js';
import type { Log } from '../log.js';
import { toRedisOptions } from '../queue/redis-options.js';
import { connectStore } from '../store/connection.js';
import { readDemoState, writeDemoState, type DemoState } from './demo-state.js';
import { findPort, untilPortsFree } from './free-port.js';

export interface Workspace {
  folder: string;
  state: DemoState;
  /** An earlier run was cut short, and this one goes on with it. */
  resumed: boolean;
  save(changes: Partial<DemoState>): Promise<void>;
  release(): void;
}

const SANDBOX_FILES = ['documents', 'redis', 'sandbox', 'secret-key', 'pids.json', 'demo-state.json'];
/** How long the processes of a killed run may take to drain and leave their ports. */
const LEAVE_MS = 30_000;

/** The sandbox's database and queue prefix: its own, also where the servers are shared. */
export function runName(runId: string): string {
  return `baosong_demo_${runId}`;
}

/**
 * Takes the sandbox's folder for this process. A run that was cut short is resumed at its old addresses; anything else
 * that lies there is removed and a new run begins.
 */
export async function openWorkspace(config: Config, log: Log): Promise<Workspace> {
  const folder = resolve(config.DATA_DIR);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await lock(folder);
  try {
    const earlier = await readDemoState(folder);
    const resumable = earlier?.phase === 'running' && (await untilPortsFree(portsOf(earlier), LEAVE_MS));
    if (!resumable) await wipe(folder, config, earlier, log);
    let state = resumable ? earlier : await newState(config);
    await writeDemoState(folder, state);
    return {
      folder,
      release,
      resumed: resumable,
      get state() {
        return state;
      },
      save: async (changes) => {
        state = { ...state, ...changes };
        await writeDemoState(folder, state);
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

const portsOf = ({ ports }: DemoState): number[] => Object.values(ports);

async function lock(folder: string): Promise<() => void> {
  try {
    return await lockDataDirectory(folder, 0);
  } catch (cause) {
    throw new AppError(
      'conflict',
      `另一个演示正在使用 ${folder}，请先停止它或另设 DATA_DIR。 / another demo is using ${folder}: stop it, or set another DATA_DIR.`,
      { cause },
    );
  }
}

async function newState(config: Config): Promise<DemoState> {
  const api = await findPort(config.PORT === 0 ? 0 : config.PORT, config.HOST);
  const ports = {
    api,
    hubei: 0,
    geodesy: 0,
    sichuan: 0,
    quality: 0,
    ngcc: 0,
    inbox: 0,
    bureau: 0,
    central: 0,
  };
  const taken = new Set([api]);
  for (const name of [
    'hubei',
    'geodesy',
    'sichuan',
    'quality',
    'ngcc',
    'inbox',
    'bureau',
    'central',
  ] as const) {
    do ports[name] = await findPort(0);
    while (taken.has(ports[name]));
    taken.add(ports[name]);
  }
  const secret = () => randomBytes(24).toString('base64url');
  return {
    format: 1,
    runId: randomBytes(4).toString('hex'),
    startedAt: toInstant(new Date()),
    phase: 'setup',
    backlog: config.DEMO_BACKLOG,
    ports,
    secrets: {
      desk: secret(),
      bureauToken: secret(),
      bureauCallback: secret(),
      centralSigning: secret(),
      centralCallback: secret(),
    },
    keys: {},
  };
}

/** Removes what an earlier run left: our own files by name, and its database and keys on servers that are not ours. */
async function wipe(folder: string, config: Config, earlier: DemoState | undefined, log: Log): Promise<void> {
  if (earlier && config.MONGO_URL !== undefined) {
    const database = runName(earlier.runId);
    const connection = await connectStore({ url: config.MONGO_URL, database, log });
    await connection.dropDatabase();
    await connection.close();
  }
  if (earlier && config.REDIS_URL !== undefined) await dropKeys(config.REDIS_URL, runName(earlier.runId));
  for (const name of SANDBOX_FILES) await rm(join(folder, name), { recursive: true, force: true });
}

async function dropKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis({ ...toRedisOptions(url), maxRetriesPerRequest: 3 });
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 })) {
      const names = Array.isArray(keys) ? keys.map(String) : [];
      if (names.length > 0) await redis.unlink(...names);
    }
  } finally {
    redis.disconnect();
  }
}
