import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDocumentStore } from '../../src/embedded/start-document-store.js';
import { startRedis } from '../../src/embedded/start-redis.js';

export interface TestServices {
  mongoUrl: string;
  redisUrl: string;
  stop(): Promise<void>;
}

/** Jest loads setup and teardown as the same module of the same process: what runs is handed over here. */
export const running: { services?: TestServices } = {};

/**
 * The services of one test run: those of MONGO_URL and REDIS_URL where both are set; else containers where a container
 * engine answers; else our own. One of the two alone is completed by an embedded other.
 */
export default async function globalSetup(): Promise<void> {
  const services = await findServices();
  running.services = services;
  process.env.TEST_MONGO_URL = services.mongoUrl;
  process.env.TEST_REDIS_URL = services.redisUrl;
}

async function findServices(): Promise<TestServices> {
  const { MONGO_URL, REDIS_URL } = process.env;
  if (!MONGO_URL && !REDIS_URL && (await hasContainerEngine())) return startContainers();
  return startEmbedded(MONGO_URL, REDIS_URL);
}

/** Asks the engine itself: a docker binary on the PATH says nothing. */
async function hasContainerEngine(): Promise<boolean> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

async function startContainers(): Promise<TestServices> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const [mongo, redis] = await Promise.all([
    new GenericContainer('mongo:8')
      .withExposedPorts(27017)
      .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/i))
      .start(),
    new GenericContainer('redis:7')
      .withExposedPorts(6379)
      .withCommand(['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'])
      .start(),
  ]);
  return {
    mongoUrl: `mongodb://${mongo.getHost()}:${mongo.getMappedPort(27017)}/?directConnection=true`,
    redisUrl: `redis://${redis.getHost()}:${redis.getMappedPort(6379)}`,
    stop: async () => {
      await Promise.all([mongo.stop(), redis.stop()]);
    },
  };
}

async function startEmbedded(mongoUrl?: string, redisUrl?: string): Promise<TestServices> {
  const dataDir = await mkdtemp(join(tmpdir(), 'baosong-test-'));
  const [documents, redis] = await Promise.all([
    mongoUrl ? undefined : startDocumentStore({ dataDir }),
    redisUrl ? undefined : startRedis({ dataDir }),
  ]);
  return {
    mongoUrl: mongoUrl ?? documents?.url ?? '',
    redisUrl: redisUrl ?? redis?.url ?? '',
    stop: async () => {
      await Promise.all([documents?.stop(), redis?.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
