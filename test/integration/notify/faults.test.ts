import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { LANES } from '../../../schemas/lane.js';
import { toRedisOptions } from '../../../src/queue/redis-options.js';
import { startWorkers, type RunningWorkers } from '../../../workers/start-workers.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startUnitReceiver, type UnitReceiver } from '../../support/unit-receiver.js';

let gateway: Gateway;
let desk: Desk;
let receiver: UnitReceiver;
let workers: RunningWorkers | undefined;
/** How far the gateway's clock is behind. */
let behindSeconds = 0;

const callbackPath = '/api/v1/organizations/geodesy/callback';
const callback = async () => (await gateway.call('editor', 'GET', callbackPath)).body;
const work = async () => {
  workers = await startWorkers(gateway.app, LANES);
};
const rest = async () => {
  await workers?.stop();
  workers = undefined;
};
const idsHeard = () => receiver.heard().map(({ data }) => data.itemId);

beforeAll(async () => {
  gateway = await startGateway({
    ...{ lanes: [], portals: false },
    environment: { PORTAL_TIMEOUT_MS: '60000' },
    now: () => addSeconds(new Date(), -behindSeconds),
  });
  desk = openDesk(gateway);
  receiver = await startUnitReceiver();
  const answer = await gateway.call('editor', 'PUT', callbackPath, {
    url: receiver.url,
    events: ['item.received'],
  });
  receiver.state.secrets = [String(answer.body.secret)];
});
afterEach(async () => {
  await rest();
  receiver.state.mood = () => 204;
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
});

/** What FLUSHALL would do to this gateway, and to it alone. */
async function loseRedis(): Promise<void> {
  const redis = new Redis(toRedisOptions(gateway.services.redisUrl));
  const keys = await redis.keys(`${gateway.config.REDIS_PREFIX}:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}

async function takenInOrder(ids: readonly string[]): Promise<void> {
  await eventually('everything was heard', () => ids.every((id) => idsHeard().includes(id)));
  expect(idsHeard().filter((id) => ids.includes(id))).toEqual(ids);
}

describe('what happened while', () => {
  test('no worker ran and Redis lost everything is sent later, in order, each once', async () => {
    const ids = [await desk.submit(), await desk.submit(), await desk.submit()];
    await work();
    await eventually('the first is heard', () => idsHeard().includes(ids[0] ?? ''));
    await rest();
    await loseRedis();
    ids.push(await desk.submit());
    await loseRedis();
    await work();
    await takenInOrder(ids);
    expect(receiver.received.length).toBe(receiver.heard().length);
  });

  test('the address failed is tried again under the same id, and nothing overtakes it', async () => {
    let failures = 0;
    receiver.state.mood = () => (failures++ < 2 ? 503 : 204);
    const from = receiver.received.length;
    const ids = [await desk.submit(), await desk.submit()];
    await work();
    const failing = await eventually('the callback fails', async () => {
      const now = await callback();
      return Number(now.failures) > 0 && now;
    });
    expect(failing).toMatchObject({ state: 'active', problem: { message: 'HTTP 503' }, pending: true });
    await takenInOrder(ids);
    const tries = receiver.received.slice(from);
    expect(new Set(tries.slice(0, 3).map(({ id }) => id)).size).toBe(1);
    expect(
      await eventually('it is settled', async () => {
        const now = await callback();
        return now.pending === false && now;
      }),
    ).toMatchObject({ failures: 0, state: 'active' });
    expect((await callback()).problem).toBeUndefined();
  });

  test('a sender died behind the receiver is sent again under the same id, and its late word counts for nothing', async () => {
    const id = await desk.submit();
    receiver.state.mood = () => 500;
    await work();
    await eventually('the item is announced', async () => Number((await callback()).failures) > 0);
    await rest();
    const { callbacks } = gateway.app.stores;
    await eventually('the dead one holds it', () => {
      const now = gateway.app.now();
      const lease = { token: 'dead', until: toInstant(addSeconds(now, 1)) };
      return callbacks.takeLease('geodesy', toInstant(now), lease);
    });
    receiver.state.mood = () => 204;
    await work();
    await takenInOrder([id]);
    const until = toInstant(gateway.app.now());
    expect(await callbacks.moveOn('geodesy', 'dead', { number: 1_000_000, sentAt: until, until })).toBe(
      false,
    );
  });
});

describe('an address that', () => {
  test('says 410 is left alone until a test succeeds, and then hears everything', async () => {
    receiver.state.mood = () => 410;
    const ids = [await desk.submit()];
    await work();
    const paused = await eventually('it is paused', async () => {
      const now = await callback();
      return now.state === 'paused' && now;
    });
    expect(paused).toMatchObject({ problem: { code: 'fetch-http-status', message: 'HTTP 410' } });
    const alerts = () => gateway.app.stores.alerts.listOpen(['callback-paused']);
    expect(await alerts()).toMatchObject([{ subject: { organizationId: 'geodesy' } }]);
    const asked = receiver.received.length;
    ids.push(await desk.submit());
    const failed = await gateway.call('editor', 'POST', `${callbackPath}/test`);
    expect(failed.body).toMatchObject({ delivered: false, problem: { message: 'HTTP 410' } });
    expect((await callback()).state).toBe('paused');
    receiver.state.mood = () => 200;
    const tested = await gateway.call('editor', 'POST', `${callbackPath}/test`);
    expect(tested.body).toMatchObject({ delivered: true, eventId: expect.stringMatching(/^test\./) });
    expect((await callback()).state).toBe('active');
    expect(await alerts()).toEqual([]);
    await takenInOrder(ids);
    // While it was paused nothing was sent but the two tests.
    expect(receiver.received.slice(asked, asked + 2).map(({ type }) => type)).toEqual(
      Array(2).fill('callback.test'),
    );
  });

  test('fails for three days is paused, and goes on once it is saved anew', async () => {
    receiver.state.mood = () => 500;
    // Three days ago: what is signed then is too old for the receiver, which is a failure like any other.
    behindSeconds = 3 * 86_400 + 60;
    const id = await desk.submit();
    await work();
    await eventually('it fails', async () => Number((await callback()).failures) > 0);
    expect((await callback()).state).toBe('active');
    behindSeconds = 0;
    await eventually('it is paused', async () => (await callback()).state === 'paused');
    const alerts = () => gateway.app.stores.alerts.listOpen(['callback-paused']);
    expect(await alerts()).toHaveLength(1);
    receiver.state.mood = () => 204;
    const saved = await gateway.call('editor', 'PUT', callbackPath, {
      url: receiver.url,
      events: ['item.received'],
    });
    expect([saved.status, saved.body.state]).toEqual([200, 'active']);
    expect(await alerts()).toEqual([]);
    await takenInOrder([id]);
  });

  test('hangs delays no other', async () => {
    const other = await startUnitReceiver();
    const path = '/api/v1/organizations/hubei/callback';
    const { body } = await gateway.call('province', 'PUT', path, { url: other.url });
    other.state.secrets = [String(body.secret)];
    receiver.state.mood = () => 'hang';
    const held = await desk.submit();
    await work();
    await eventually('it hangs', () => receiver.hanging.size > 0);
    const article = { externalId: 'h1', title: '湖北省测绘工作', bodyText: someText() };
    const { body: theirs } = await gateway.call('province', 'POST', '/api/v1/items', article);
    await eventually('the other has heard', () =>
      other.heard().some(({ data }) => data.itemId === theirs.id),
    );
    expect(idsHeard()).not.toContain(held);
    expect(other.heard().every(({ data }) => data.organizationId === 'hubei')).toBe(true);
    receiver.state.mood = () => 204;
    for (const response of receiver.hanging) response.destroy();
    receiver.hanging.clear();
    await takenInOrder([held]);
    await gateway.call('province', 'DELETE', path);
    await other.close();
  });
});
