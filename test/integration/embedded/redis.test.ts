import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedis } from '../../../src/embedded/start-redis.js';
import type { StartedService } from '../../../src/embedded/service-log.js';
import { eventually, isAlive } from './store-process.js';

let dataDir: string;
let started: StartedService[];

async function start(): Promise<StartedService> {
  const service = await startRedis({ dataDir });
  started.push(service);
  return service;
}

/** Runs one command on its own connection. */
async function withRedis<T>(service: StartedService, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ path: service.url.slice('unix://'.length), maxRetriesPerRequest: 1 });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'baosong-redis-'));
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((service) => service.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

describe('the private Redis', () => {
  test('listens on a socket only, keeps an append-only file and never evicts', async () => {
    const redis = await start();
    expect(redis.url).toMatch(/^unix:\/\/\//);
    const settings = await withRedis(redis, async (client) => {
      const pairs = await Promise.all(
        ['port', 'appendonly', 'maxmemory-policy', 'save'].map((name) => client.config('GET', name)),
      );
      return pairs.flat();
    });
    expect(settings).toEqual([
      'port',
      '0',
      'appendonly',
      'yes',
      'maxmemory-policy',
      'noeviction',
      'save',
      '',
    ]);
  });

  test('comes back with its data', async () => {
    await withRedis(await start(), (client) => client.set('key', '值'));
    await started[0]?.stop();
    expect(await started[0]?.exited).toBe(0);
    expect(await withRedis(await start(), (client) => client.get('key'))).toBe('值');
  });

  test('reports when it is killed', async () => {
    const redis = await start();
    process.kill(redis.pid, 'SIGKILL');
    expect(await redis.exited).toBe(137);
  });

  test('left over from a killed guardian is ended before another starts', async () => {
    const first = await start();
    await withRedis(first, (client) => client.set('key', 'kept'));
    process.kill(parentOf(first.pid), 'SIGKILL');
    await first.exited;
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    await eventually(() => !isAlive(first.pid), 'the first one ended');
    expect(await withRedis(second, (client) => client.get('key'))).toBe('kept');
  });
});
