import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { NewAccount } from '../../schemas/account.js';
import type { Lane } from '../../schemas/lane.js';
import { startStack } from '../../src/cli/start-stack.js';
import { composeApp } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { distFile } from '../../src/package-root.js';
import { bootstrap } from '../../src/registry/bootstrap.js';
import { createGatewayClient } from '../../src/sandbox/people/gateway-client.js';
import { freePort } from '../bench/bench-stack.js';

/** Lets the clock of the gateway's processes be moved while they run. Debian: libfaketime. */
const FAKE_TIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

export const PORTALS = ['bureau', 'central'] as const;
export type PortalId = (typeof PORTALS)[number];

const PEOPLE: readonly (Pick<NewAccount, 'id' | 'organizationId'> & { role: NewAccount['roles'][number] })[] =
  [
    { id: 'editor', organizationId: 'unit', role: 'unit-editor' },
    { id: 'reviewer', organizationId: 'bureau', role: 'reviewer' },
    { id: 'reviewer2', organizationId: 'bureau', role: 'reviewer' },
    { id: 'reviewer3', organizationId: 'bureau', role: 'reviewer' },
    { id: 'chief', organizationId: 'bureau', role: 'liaison' },
    { id: 'liaison', organizationId: 'bureau', role: 'liaison' },
    { id: 'secrecy', organizationId: 'bureau', role: 'secrecy-reviewer' },
    { id: 'duty', organizationId: 'bureau', role: 'duty-officer' },
    { id: 'portal', organizationId: 'portals', role: 'portal' },
  ];

export type World = Awaited<ReturnType<typeof startWorld>>;

/** The gateway as `baosong start` runs it, with its own services and data, two portals beside it, and everybody hired. */
export async function startWorld({ steadyClock }: { steadyClock: boolean }) {
  const folder = mkdtempSync(join(tmpdir(), 'baosong-chaos-'));
  const [port, bureauPort, centralPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const config = loadConfig({
    ...{ DATA_DIR: join(folder, 'data'), PORT: String(port), FETCH_ALLOW: '127.0.0.0/8' },
    ...{ LOG_LEVEL: 'warn', RECONCILE_SECONDS: '2', PORTAL_TIMEOUT_MS: '2000', DRAIN_SECONDS: '5' },
  });
  mkdirSync(join(folder, 'data'), { recursive: true });
  const clockFile = join(folder, 'clock');
  writeFileSync(clockFile, '+0');
  const canMoveClock = !steadyClock && existsSync(FAKE_TIME);
  const log = createLog('error');
  const output = openSync(join(folder, 'processes.log'), 'a');
  const stack = await startStack(config, log, {
    output,
    ...(canMoveClock && {
      environment: {
        ...{ LD_PRELOAD: FAKE_TIME, FAKETIME_TIMESTAMP_FILE: clockFile, FAKETIME_CACHE_DURATION: '1' },
        ...{ DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_RESET: '1' },
      },
    }),
  });
  await stack.supervisor.started('api');
  const app = await composeApp({ config, services: stack.services.addresses, log });
  const url = `http://127.0.0.1:${port}`;
  const ending = new AbortController();
  let keys: Record<string, string> = {};
  await bootstrap({ ...app.stores, now: app.now }, (made) => {
    keys = made;
    return Promise.resolve();
  });
  const gateway = createGatewayClient(url, () => keys, ending.signal);
  keys = { ...keys, ...(await hire(gateway)) };
  const portals = await startPortals(folder, url, keys['portal'] ?? '', bureauPort, centralPort);
  await registerPortals(gateway, portals.urls);
  return {
    ...{ folder, url, app, gateway, canMoveClock, portals: portals.urls, config },
    pids: (): Record<string, number> => ({ ...stack.services.pids(), ...stack.supervisor.pids() }),
    moveClock: (seconds: number) => {
      writeFileSync(clockFile, `${seconds < 0 ? '' : '+'}${seconds}`);
    },
    async stop({ keep }: { keep: boolean }) {
      ending.abort();
      await app.close();
      await stack.stop();
      portals.child.kill();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function hire(gateway: ReturnType<typeof createGatewayClient>): Promise<Record<string, string>> {
  const person = { name: '张三' };
  for (const [id, kind] of Object.entries({ unit: 'unit', portals: 'portal' }))
    await gateway.ensure('system-admin', 'organizations', {
      ...{ id, kind, name: id, responsible: person, liaison: person },
    });
  const keys: Record<string, string> = {};
  for (const { id, organizationId, role } of PEOPLE) {
    await gateway.ensure('system-admin', 'accounts', { id, name: id, organizationId, roles: [role] });
    keys[id] = await gateway.issueKey('security-admin', id);
  }
  return keys;
}

async function startPortals(folder: string, api: string, key: string, ...ports: number[]) {
  const args = [distFile('test/chaos/portals.js'), folder, api, key, ...ports.map(String)];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('no stdout');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, urls: JSON.parse(line.toString()) as Record<PortalId, string> };
}

async function registerPortals(
  gateway: ReturnType<typeof createGatewayClient>,
  urls: Record<PortalId, string>,
): Promise<void> {
  await gateway.ensure('system-admin', 'portals', {
    ...{ id: 'bureau', name: '局门户', adapter: 'bureau', routes: [{}] },
    options: { baseUrl: urls.bureau },
    secrets: { token: 'chaos-token', callbackKey: 'chaos-bureau-callback' },
  });
  await gateway.ensure('system-admin', 'portals', {
    ...{ id: 'central', name: '中央门户', adapter: 'central', routes: [{}] },
    options: { baseUrl: urls.central, sender: 'bm07000001' },
    secrets: { signingKey: 'chaos-central-signing', callbackKey: 'chaos-central-callback' },
  });
}

/** Mostly routine, as in the field. */
export const LANE_MIX: readonly Lane[] = [
  ...(['routine', 'routine', 'routine', 'routine', 'routine', 'routine'] as const),
  ...(['urgent', 'backfill', 'backfill', 'flash'] as const),
];
