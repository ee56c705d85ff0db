import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/gateway.js';
import { freePort, processesWith, runBaosong, type GatewayProcess } from '../support/gateway-process.js';
import { sampleFeed } from '../support/sample-feed.js';

let folder: string;
const running: GatewayProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baosong-processes-'));
});
afterAll(async () => {
  for (const { child } of running) if (child.exitCode === null) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  await eventually('nothing is left behind', () => processesWith(folder).length === 0);
  await rm(folder, { recursive: true, force: true });
});

function run(...args: Parameters<typeof runBaosong>): GatewayProcess {
  const started = runBaosong(...args);
  running.push(started);
  return started;
}

async function get(url: string): Promise<Response | undefined> {
  return fetch(url).catch(() => undefined);
}

describe('baosong start', () => {
  test('serves until it is told to stop, ends well and leaves no process, and comes back with what it had', async () => {
    const dataDir = join(folder, 'start');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const environment = { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn', DRAIN_SECONDS: '5' };
    const first = run(['start'], environment);
    await eventually('it is ready', async () => (await get(`${url}/readyz`))?.status === 200);
    expect(await (await get(`${url}/readyz`))?.json()).toMatchObject({
      status: 'ready',
      documents: true,
      redis: true,
    });
    expect((await get(`${url}/healthz`))?.status).toBe(200);
    expect(await (await get(`${url}/metrics`))?.text()).toContain('baosong_jobs_waiting');
    expect((await get(`${url}/api/v1/items`))?.status).toBe(401);

    const keysFile = join(dataDir, 'first-keys.json');
    expect((await stat(keysFile)).mode & 0o777).toBe(0o600);
    const keys = JSON.parse(await readFile(keysFile, 'utf8')) as Record<string, string>;
    const headers = {
      authorization: `Bearer ${keys['system-admin'] ?? ''}`,
      'content-type': 'application/json',
    };
    const person = { name: '张三' };
    const organization = { id: 'kept', name: '留存单位', kind: 'unit', responsible: person, liaison: person };
    const created = await fetch(`${url}/api/v1/organizations`, {
      ...{ method: 'POST', headers },
      body: JSON.stringify(organization),
    });
    expect(created.status).toBe(201);

    first.child.kill('SIGTERM');
    const end = await first.ended;
    expect([end.code, end.signal, end.stderr]).toEqual([0, null, '']);
    expect(end.stdout).toContain(url);
    expect(Object.values(keys).some((key) => end.stdout.includes(key))).toBe(false);
    expect(processesWith(dataDir)).toEqual([]);
    expect(await get(`${url}/healthz`)).toBeUndefined();

    const second = run(['start'], environment);
    const found = await eventually('it is back', async () => {
      const answer = await fetch(`${url}/api/v1/organizations/kept`, { headers }).catch(() => undefined);
      return answer?.status === 200 && answer;
    });
    expect(await found.json()).toMatchObject(organization);
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(processesWith(dataDir)).toEqual([]);
  });
});

describe('a command that cannot run says why and ends with 1', () => {
  test.each(['start', 'api', 'worker', 'doctor'])('%s names every wrong setting', async (command) => {
    const wrong = { PORT: 'eighty', LOG_LEVEL: 'loud', SECRET_KEY: 'hunter2', DRAIN_SECONDS: '0' };
    const { code, stdout, stderr } = await run([command], { DATA_DIR: join(folder, 'none'), ...wrong }).ended;
    expect([code, stdout]).toEqual([1, '']);
    for (const name of Object.keys(wrong)) expect(stderr).toContain(name);
    expect(stderr).toContain('configuration-invalid');
    expect(stderr).not.toContain('hunter2');
  });

  test.each(['api', 'worker'])('%s says which services it must be told of', async (command) => {
    const environment = { DATA_DIR: join(folder, 'none'), LOG_LEVEL: 'silent' };
    const { code, stderr } = await run([command], environment).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/MONGO_URL, REDIS_URL, SECRET_KEY/);
    expect(stderr).toContain('baosong start');
    expect(stderr).not.toContain('    at ');
  });

  test('api says that its port is taken, although its services are there', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await run(['api'], {
      ...{ MONGO_URL: process.env.TEST_MONGO_URL ?? '', REDIS_URL: process.env.TEST_REDIS_URL ?? '' },
      ...{ MONGO_DATABASE: `port-taken-${process.pid}`, SECRET_KEY: 'ab'.repeat(32) },
      ...{ PORT: String(port), LOG_LEVEL: 'silent', DATA_DIR: join(folder, 'none') },
    }).ended;
    await new Promise((resolve) => taken.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toContain(`configuration-invalid: cannot listen on 127.0.0.1 port ${port}`);
  });

  test('worker knows its lanes', async () => {
    const { code, stderr } = await run(['worker', '--lanes', 'flash,express'], { LOG_LEVEL: 'silent' }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('express');
    expect(stderr).toContain('backfill');
  });
});

describe('baosong doctor', () => {
  test('looks at everything, ends with 0, and leaves nothing running', async () => {
    const dataDir = join(folder, 'doctor');
    const { code, stdout } = await run(['doctor'], { DATA_DIR: dataDir }).ended;
    const looks = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).slice(0, 2).join(' '));
    expect(looks.sort()).toEqual(
      ['node', 'disk', 'documents', 'media', 'outbound-guard', 'redis', 'redis-durability', 'redis-eviction']
        .map((name) => `✔ ${name}`)
        .sort(),
    );
    expect(code).toBe(0);
    expect(processesWith(dataDir)).toEqual([]);
  });
});

describe('baosong parse', () => {
  const feed = sampleFeed([
    { guid: 'p1', title: '第一篇', text: '正文一' },
    { guid: 'p2', title: '第二篇', text: '正文二' },
  ]);

  test('prints one item a line from a file and from standard input', async () => {
    const file = join(folder, 'feed.xml');
    await writeFile(file, feed);
    const ended = [
      run(['parse', file]).ended,
      run(['parse', '-', '--url', 'http://unit.test/rss'], {}, feed).ended,
    ];
    for (const { code, stdout, stderr } of await Promise.all(ended)) {
      expect([code, stderr]).toEqual([0, '']);
      const items = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(items.map(({ title, schemaVersion }) => [title, schemaVersion])).toEqual([
        ['第一篇', 1],
        ['第二篇', 1],
      ]);
    }
  });

  test.each<[string, string[], string | undefined, string]>([
    ['nothing', ['-'], '', 'parse-empty'],
    ['no feed', ['-', '--kind', 'feed'], '今天没有内容', 'parse-unrecognized'],
    ['an empty feed', ['-'], sampleFeed([]), 'parse-no-entries'],
    ['a file that is not there', ['/nowhere/feed.xml'], undefined, 'not-found'],
    ['a private address', ['http://127.0.0.1:9/feed.xml'], undefined, 'fetch-forbidden-address'],
    ['a broken office document', ['-'], 'PK\u0003\u0004rest', 'parse-malformed'],
  ])('of %s ends with 2 and the problem as JSON', async (_what, args, input, code) => {
    const end = await run(['parse', ...args], {}, input).ended;
    expect([end.code, end.stdout]).toEqual([2, '']);
    expect(JSON.parse(end.stderr)).toMatchObject({ code, type: `urn:baosong:problem:${code}` });
  });
});
