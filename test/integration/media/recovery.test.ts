import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { toRedisOptions } from '../../../src/queue/redis-options.js';
import { startWorkers } from '../../../workers/start-workers.js';
import { openDesk } from '../../support/desk.js';
import { eventually, startGateway } from '../../support/gateway.js';
import { runBaosong } from '../../support/gateway-process.js';
import { PNG } from '../../support/sample-files.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { untilSettled } from '../../support/settled-files.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let site: SampleSite;
beforeAll(async () => {
  site = await startSampleSite();
});
afterAll(() => site.close());
beforeEach(() => {
  site.requests.length = 0;
});

const at = (path: string) => `${site.url}${path}`;
const pictures = (...paths: string[]) => paths.map((path) => ({ url: at(path), alt: '图' }));

describe('an item that nobody will read', () => {
  test('has nothing fetched', async () => {
    const idle = await startGateway({ portals: false, lanes: [] });
    const there = openDesk(idle);
    const id = await there.submit({ images: pictures('/never.png') });
    expect((await there.withdraw(id)).status).toBe(200);
    expect(await idle.app.fetchMedia(id, new AbortController().signal)).toMatchObject({
      stored: 0,
      failed: 0,
    });
    expect(await idle.app.stores.items.findMediaWork(id)).not.toHaveProperty('mediaDueAt');
    expect(site.requests).toEqual([]);
    await idle.stop();
  });
});

describe('workers', () => {
  test('find what is due by the mark alone, so that a queue may forget everything', async () => {
    site.put('/forgotten.png', { type: 'image/png', body: PNG });
    const idle = await startGateway({ portals: false, lanes: [] });
    const id = await openDesk(idle).submit({ images: pictures('/forgotten.png') });
    const workers = await startWorkers(idle.app, ['routine']);
    const item = await untilSettled(idle, id);
    expect(item.content.images[0]?.sha256).toBe(sha256(PNG));
    await workers.stop();
    await idle.stop();
  });

  test('that are stopped in the middle hold nothing against the file, and others finish it', async () => {
    let isUp = false;
    site.put('/first.png', { type: 'image/png', body: PNG });
    site.put('/hanging.png', (_request, response) => {
      if (isUp) response.end(PNG);
      else response.writeHead(200).write(PNG.subarray(0, 10));
    });
    const environment = { DRAIN_SECONDS: '1', MEDIA_TIMEOUT_MS: '60000' };
    const idle = await startGateway({ portals: false, lanes: [], environment });
    const workers = await startWorkers(idle.app, ['routine']);
    const id = await openDesk(idle).submit({ images: pictures('/first.png', '/hanging.png') });
    await eventually('the second is asked for', () => site.requests.includes('/hanging.png'));
    await workers.stop();
    const [first, second] = (await openDesk(idle).item(id)).content.images;
    expect(first?.sha256).toBe(sha256(PNG));
    expect(second).toEqual({ url: at('/hanging.png'), alt: '图' });
    isUp = true;
    const others = await startWorkers(idle.app, ['routine']);
    const item = await untilSettled(idle, id);
    expect(item.content.images[1]).toMatchObject({ sha256: sha256(PNG) });
    expect(site.requests.filter((path) => path === '/first.png')).toHaveLength(1);
    await others.stop();
    await idle.stop();
  });
});

describe('a worker process that is killed in the middle', () => {
  test('is followed by another that finishes, although Redis has forgotten everything', async () => {
    let isUp = false;
    site.put('/before-death.png', { type: 'image/png', body: PNG });
    site.put('/at-death.png', (_request, response) => {
      if (isUp) response.end(PNG);
      else response.writeHead(200).write(PNG.subarray(0, 10));
    });
    const idle = await startGateway({ portals: false, lanes: [] });
    const { mongoUrl, redisUrl, secretKey } = idle.services;
    const { MONGO_DATABASE, REDIS_PREFIX } = idle.config;
    const worker = runBaosong(['worker', '--lanes', 'routine'], {
      ...{ MONGO_URL: mongoUrl, REDIS_URL: redisUrl, SECRET_KEY: secretKey, MONGO_DATABASE, REDIS_PREFIX },
      ...{ DATA_DIR: idle.dataDir, FETCH_ALLOW: '127.0.0.0/8', RECONCILE_SECONDS: '1', LOG_LEVEL: 'silent' },
    });
    const id = await openDesk(idle).submit({ images: pictures('/before-death.png', '/at-death.png') });
    await eventually('the second is asked for', () => site.requests.includes('/at-death.png'));
    worker.child.kill('SIGKILL');
    await worker.ended;
    const redis = new Redis(toRedisOptions(redisUrl));
    await redis.del(await redis.keys(`${REDIS_PREFIX}:*`));
    redis.disconnect();
    isUp = true;
    const others = await startWorkers(idle.app, ['routine']);
    const { content } = await untilSettled(idle, id);
    expect(content.images.map((image) => image.sha256)).toEqual([sha256(PNG), sha256(PNG)]);
    expect(site.requests.filter((path) => path === '/before-death.png')).toHaveLength(1);
    await others.stop();
    await idle.stop();
  });
});
