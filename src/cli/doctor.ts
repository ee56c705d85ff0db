import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { createFetchClient } from '../fetch/fetch-client.js';
import type { ServiceAddresses } from '../compose.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { openMediaStore } from '../media/open-media-store.js';
import { toRedisOptions } from '../queue/redis-options.js';
import { connectStore } from '../store/connection.js';

export interface Diagnosis {
  name: string;
  ok: boolean;
  zh: string;
  en: string;
}

const LEAST_FREE_BYTES = 1_000_000_000;

/** Looks at everything a running gateway stands on; one line each, in words for people. */
export async function diagnose(config: Config, services: ServiceAddresses, log: Log): Promise<Diagnosis[]> {
  const looks = await Promise.all([
    diskSpace(config),
    documents(config, services, log),
    media(config),
    guard(config),
  ]);
  return [nodeVersion(), ...looks, ...(await redis(services))];
}

function nodeVersion(): Diagnosis {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    name: 'node',
    ok,
    zh: `Node ${process.versions.node}，须 20.19 以上`,
    en: `Node ${process.versions.node}, 20.19 or later is needed`,
  };
}

async function diskSpace(config: Config): Promise<Diagnosis> {
  const folder = resolve(config.DATA_DIR);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / 1e9).toFixed(1)} GB`;
  return {
    name: 'disk',
    ok: free > LEAST_FREE_BYTES,
    zh: `${folder} 可用空间 ${text}`,
    en: `${text} free for ${folder}`,
  };
}

async function documents(config: Config, services: ServiceAddresses, log: Log): Promise<Diagnosis> {
  try {
    const connection = await connectStore({
      url: services.mongoUrl,
      database: config.MONGO_DATABASE,
      log,
      patienceSeconds: 3,
    });
    const info: unknown = await connection.getClient().db().command({ buildInfo: 1 });
    await connection.close();
    const version = String((info as { version?: unknown }).version);
    return {
      name: 'documents',
      ok: true,
      zh: `文档库应答正常（${version}）`,
      en: `the document store answers (${version})`,
    };
  } catch (error) {
    return {
      name: 'documents',
      ok: false,
      zh: `文档库不可用：${reason(error)}`,
      en: `the document store does not answer: ${reason(error)}`,
    };
  }
}

/** Images and attachments must be kept: a file is written, read back and removed. */
async function media(config: Config): Promise<Diagnosis> {
  const place = config.MEDIA_STORE ?? join(resolve(config.DATA_DIR), 'media');
  try {
    const store = await openMediaStore(config);
    await store.probe().finally(store.close);
    return {
      name: 'media',
      ok: true,
      zh: `图片和附件可写入 ${place}`,
      en: `images and attachments can be kept in ${place}`,
    };
  } catch (error) {
    return {
      name: 'media',
      ok: false,
      zh: `图片和附件无法写入 ${place}：${reason(error)}`,
      en: `images and attachments cannot be kept in ${place}: ${reason(error)}`,
    };
  }
}

async function redis(services: ServiceAddresses): Promise<Diagnosis[]> {
  const client = new Redis({
    ...toRedisOptions(services.redisUrl),
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    retryStrategy: null,
  });
  try {
    await client.connect();
    const policy = await readSetting(client, 'maxmemory-policy');
    const appendOnly = await readSetting(client, 'appendonly');
    return [
      { name: 'redis', ok: true, zh: 'Redis 应答正常', en: 'Redis answers' },
      {
        name: 'redis-eviction',
        ok: policy === 'noeviction',
        zh: `淘汰策略 ${policy}，须为 noeviction`,
        en: `eviction policy ${policy}, must be noeviction`,
      },
      {
        name: 'redis-durability',
        ok: appendOnly === 'yes',
        zh: `AOF ${appendOnly}，建议 yes`,
        en: `append-only file ${appendOnly}, should be yes`,
      },
    ];
  } catch (error) {
    return [
      {
        name: 'redis',
        ok: false,
        zh: `Redis 不可用：${reason(error)}`,
        en: `Redis does not answer: ${reason(error)}`,
      },
    ];
  } finally {
    client.disconnect();
  }
}

async function readSetting(client: Redis, name: string): Promise<string> {
  const answer: unknown = await client.config('GET', name);
  return Array.isArray(answer) ? String(answer[1]) : 'unknown';
}

/** The way out must be shut to this machine itself, unless the settings open it. */
async function guard(config: Config): Promise<Diagnosis> {
  const allow = config.FETCH_ALLOW.split(',')
    .map((range) => range.trim())
    .filter(Boolean);
  const limits = {
    connectTimeoutMs: 1000,
    headersTimeoutMs: 1000,
    bodyTimeoutMs: 1000,
    totalTimeoutMs: 1000,
  };
  const client = createFetchClient({
    allow,
    userAgent: 'baosong-doctor',
    ...limits,
    maxBytes: 1000,
    maxRedirects: 0,
  });
  const open = await client.request({ url: 'http://127.0.0.1:9/' }).then(
    () => true,
    (error: unknown) => (error as { code?: string }).code !== 'fetch-forbidden-address',
  );
  await client.close();
  return {
    name: 'outbound-guard',
    ok: !open || allow.length > 0,
    zh: allow.length > 0 ? `外联防护放行内网：${allow.join('、')}` : '外联防护已拒绝内网地址',
    en:
      allow.length > 0
        ? `private networks let through: ${allow.join(', ')}`
        : 'private addresses are refused',
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
