import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewAccount, Role } from '../../schemas/account.js';
import type { Clock } from '../../schemas/instant.js';
import { LANES, type Lane } from '../../schemas/lane.js';
import { composeApp, type App } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { composeApi } from '../../src/http/compose-api.js';
import { createApi } from '../../src/http/create-api.js';
import { listen } from '../../src/http/listen.js';
import { createLog } from '../../src/log.js';
import { createMetrics } from '../../src/metrics.js';
import { createIssueKey, createRegisterAccount } from '../../src/registry/register-account.js';
import { createBureauReceiver } from '../../src/sandbox/portals/bureau-receiver.js';
import { createCentralReceiver } from '../../src/sandbox/portals/central-receiver.js';
import type { PortalReceiver } from '../../src/sandbox/portals/receiver.js';
import { startWorkers } from '../../workers/start-workers.js';

export interface GatewaySettings {
  /** Lanes worked in this process; default all, [] for none. */
  lanes?: readonly Lane[];
  portals?: boolean;
  environment?: Record<string, string>;
  /** What this process takes for the time. */
  now?: Clock;
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

/** A whole gateway in the test's process: real services, its own database and queue prefix, API on a free port. */
export async function startGateway(settings: GatewaySettings = {}) {
  const name = `t${randomBytes(6).toString('hex')}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'baosong-gateway-'));
  const config = loadConfig({
    ...{ MONGO_DATABASE: name, REDIS_PREFIX: name, DATA_DIR: dataDir, PORT: '0', FETCH_ALLOW: '127.0.0.0/8' },
    ...{
      HOST_GAP_MS: '0',
      RECONCILE_SECONDS: '1',
      PORTAL_TIMEOUT_MS: '1500',
      FETCH_TIMEOUT_MS: '5000',
      DRAIN_SECONDS: '5',
    },
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    ...settings.environment,
  });
  const services = {
    mongoUrl: process.env.TEST_MONGO_URL ?? '',
    redisUrl: process.env.TEST_REDIS_URL ?? '',
    secretKey: randomBytes(32).toString('hex'),
  };
  const log = createLog(config.LOG_LEVEL);
  const app = await composeApp({ config, services, log, ...(settings.now && { now: settings.now }) });
  const metrics = createMetrics(app);
  const api = createApi(composeApi(app, metrics), {
    publicUrl: 'http://gateway.test',
    log,
    bodyLimitBytes: config.BODY_LIMIT_BYTES,
    documentLimitBytes: config.DOCUMENT_LIMIT_BYTES,
  });
  const listening = await listen(api, { host: '127.0.0.1', port: 0 });
  const people = await hirePeople(app);
  const call = createCaller(listening.url, people);
  const portals =
    settings.portals === false ? undefined : await openPortals(dataDir, listening.url, people, call);
  const workers = await startWorkers(app, settings.lanes ?? LANES);
  return {
    ...{ app, config, services, url: listening.url, people, call, portals, dataDir },
    async stop(): Promise<void> {
      await listening.close();
      await workers.stop();
      await Promise.all([portals?.bureau.close(), portals?.central.close()]);
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const PEOPLE: [id: string, organizationId: string, role: Role][] = [
  ['admin', 'bureau', 'system-administrator'],
  ['security', 'bureau', 'security-administrator'],
  ['auditor', 'bureau', 'auditor'],
  ['reviewer', 'bureau', 'reviewer'],
  ['reviewer2', 'bureau', 'reviewer'],
  ['chief', 'bureau', 'liaison'],
  ['secrecy', 'bureau', 'secrecy-reviewer'],
  ['duty', 'bureau', 'duty-officer'],
  ['liaison', 'bureau', 'liaison'],
  ['editor', 'geodesy', 'unit-editor'],
  ['province', 'hubei', 'province-editor'],
  ['portal', 'portals', 'portal'],
];

/** Organizations and one account a role; answers each account's key. */
async function hirePeople(app: App): Promise<Record<string, string>> {
  const person = { name: '张三' };
  const createdAt = '2026-01-01T00:00:00.000+08:00';
  const organizations = [
    { id: 'bureau', name: '国家测绘局', kind: 'bureau' as const },
    { id: 'geodesy', name: '大地测量数据处理中心', kind: 'unit' as const },
    { id: 'hubei', name: '湖北省测绘局', kind: 'province' as const },
    { id: 'portals', name: '门户', kind: 'portal' as const },
  ];
  for (const each of organizations) {
    await app.stores.organizations.create({ ...each, responsible: person, liaison: person, createdAt });
  }
  const register = createRegisterAccount({ ...app.stores, now: app.now });
  const issue = createIssueKey({ ...app.stores, now: app.now });
  const keys: Record<string, string> = {};
  for (const [id, organizationId, role] of PEOPLE) {
    const account: NewAccount = { id, name: id, organizationId, roles: [role] };
    await register(account);
    keys[id] = (await issue(id)).apiKey;
  }
  return keys;
}

export interface Answer {
  status: number;
  headers: Headers;
  // Tests look at what they name; the shape of answers is checked against the OpenAPI document elsewhere.
  body: Record<string, unknown> & {
    items?: Record<string, unknown>[];
    errors?: { pointer: string; detail: string }[];
  };
}

export type Call = (
  who: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

function createCaller(url: string, keys: Record<string, string>): Call {
  return async (who, method, path, body, headers = {}) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(keys[who] && { authorization: `Bearer ${keys[who]}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text ? (JSON.parse(text) as Answer['body']) : {},
    };
  };
}

export interface Portals {
  bureau: PortalReceiver;
  central: PortalReceiver;
}

async function openPortals(
  dataDir: string,
  url: string,
  keys: Record<string, string>,
  call: Call,
): Promise<Portals> {
  const callback = (id: string, key: string) => ({
    url: `${url}/api/v1/portals/${id}/receipts`,
    key,
    headers: { authorization: `Bearer ${keys.portal ?? ''}` },
  });
  const bureau = await createBureauReceiver({
    dataFile: join(dataDir, 'bureau.jsonl'),
    token: 'bureau-token',
    callback: callback('bureau', 'bureau-callback-key'),
  });
  const central = await createCentralReceiver({
    dataFile: join(dataDir, 'central.jsonl'),
    token: 'central-token',
    signingKey: 'central-signing-key',
    callback: callback('central', 'central-callback-key'),
  });
  await register(call, {
    ...{ id: 'bureau', name: '局门户', adapter: 'bureau', options: { baseUrl: bureau.url }, routes: [{}] },
    secrets: { token: 'bureau-token', callbackKey: 'bureau-callback-key' },
  });
  await register(call, {
    ...{
      id: 'central',
      name: '中央门户',
      adapter: 'central',
      options: { baseUrl: central.url, sender: 'bm07000001' },
    },
    routes: [{ kinds: ['news', 'notice', 'regulation'] }],
    secrets: { signingKey: 'central-signing-key', callbackKey: 'central-callback-key' },
  });
  return { bureau, central };
}

async function register(call: Call, portal: Record<string, unknown>): Promise<void> {
  const answer = await call('admin', 'POST', '/api/v1/portals', portal);
  if (answer.status !== 201) throw new Error(`portal not registered: ${JSON.stringify(answer.body)}`);
}

/** Waits until a condition holds; the condition is asked again and again, never slept for. */
export async function eventually<T>(
  what: string,
  read: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
