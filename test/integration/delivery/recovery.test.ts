import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import type { Account } from '../../../schemas/account.js';
import { LANE_CLOCK } from '../../../src/domain/lanes.js';
import { decideReview } from '../../../src/domain/review/decide-review.js';
import { toRedisOptions } from '../../../src/queue/redis-options.js';
import { STAGES, openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import {
  receiptFor,
  startMoodyPortal,
  type MoodyPortal,
  type PortalMood,
} from '../../support/moody-portal.js';

let portal: MoodyPortal;
let mood: PortalMood;
/** What the portal has committed, by key. */
let committed: Set<string>;

beforeAll(async () => {
  portal = await startMoodyPortal((call) => mood(call));
});
afterAll(() => portal.close());

/** Commits what is sent, and answers questions by what it has. */
const honest: PortalMood = ({ method, idempotencyKey }) => {
  if (method === 'GET') return committed.has(idempotencyKey) ? undefined : 404;
  committed.add(idempotencyKey);
  return undefined;
};

const methodsFor = (id: string) =>
  portal.calls.filter(({ itemId }) => itemId === id).map(({ method }) => method);

async function openGateway(lanes?: []): Promise<{ gateway: Gateway; desk: Desk }> {
  mood = honest;
  committed = new Set();
  const gateway = await startGateway({ portals: false, ...(lanes && { lanes }) });
  await gateway.call('admin', 'POST', '/api/v1/portals', {
    ...{ id: 'moody', name: '局门户', adapter: 'bureau', options: { baseUrl: portal.url }, routes: [{}] },
    secrets: { token: 't', callbackKey: 'k' },
  });
  return { gateway, desk: openDesk(gateway) };
}

describe('with no worker running, an approved item whose worker dies', () => {
  let gateway: Gateway;
  let desk: Desk;
  beforeAll(async () => {
    ({ gateway, desk } = await openGateway([]));
  });
  afterAll(() => gateway.stop());

  const never = new AbortController().signal;
  const deliver = (id: string) => gateway.app.deliver(`${id}.moody`, { lane: 'routine', signal: never });

  async function approvedItem(): Promise<string> {
    const id = await desk.submit();
    await gateway.app.checkItems([id]);
    await desk.approve(id);
    return id;
  }

  /** Takes the lease as a worker would that is dead by now. */
  async function deadWorkerTakes(id: string, forSeconds = 0) {
    const now = gateway.app.now();
    const until = toInstant(addSeconds(now, forSeconds));
    const lease = { token: 'dead', until };
    const taken = await gateway.app.stores.deliveries.takeLeases([`${id}.moody`], toInstant(now), lease);
    const leased = taken.get(`${id}.moody`);
    if (!leased) throw new Error('there was nothing to take');
    return leased;
  }

  test('holding the lease is waited for, then taken over from', async () => {
    const id = await approvedItem();
    await deadWorkerTakes(id, 1);
    expect(await deliver(id)).toMatchObject({ outcome: 'retry', code: 'lease-lost' });
    expect(methodsFor(id)).toEqual([]);
    const taken = await eventually('the lease runs out', async () => {
      const ended = await deliver(id);
      return ended.outcome === 'done' && ended;
    });
    expect(taken).toEqual({ outcome: 'done', what: 'applied' });
    expect(methodsFor(id)).toEqual(['GET', 'PUT']);
  });

  test('behind its commit is settled by asking, without sending again', async () => {
    const id = await approvedItem();
    await deadWorkerTakes(id);
    committed.add(`${id}.1.publish`);
    expect(await deliver(id)).toEqual({ outcome: 'done', what: 'settled' });
    expect(methodsFor(id)).toEqual(['GET']);
    expect(await desk.delivery(id, 'moody')).toMatchObject({ status: 'delivered', due: false });
    expect((await desk.item(id)).state).toBe('delivered');
  });

  test('is still asked about when the first questions get no answer', async () => {
    const id = await approvedItem();
    await deadWorkerTakes(id);
    committed.add(`${id}.1.publish`);
    mood = () => 500;
    expect(await deliver(id)).toMatchObject({ outcome: 'retry', code: 'portal-unavailable' });
    mood = honest;
    const ended = await eventually('the portal answers', async () => {
      const outcome = await deliver(id);
      return outcome.outcome === 'done' && outcome;
    });
    expect(ended).toEqual({ outcome: 'done', what: 'settled' });
    expect(methodsFor(id)).toEqual(['GET', 'GET']);
  });

  test('finds its result refused once another has taken over', async () => {
    const id = await approvedItem();
    const leased = await deadWorkerTakes(id);
    await deliver(id);
    const late = { receipt: receiptFor(`${id}.1.publish`, 'accepted'), attempt: attemptOf(id) };
    expect(await gateway.app.stores.deliveries.recordApplied(leased, 'dead', late)).toBe(false);
    expect((await desk.delivery(id, 'moody'))?.attempts).toHaveLength(1);
  });

  test('between the acknowledgement and the item is finished without the portal', async () => {
    const id = await approvedItem();
    const leased = await deadWorkerTakes(id);
    const receipt = receiptFor(`${id}.1.publish`, 'accepted');
    const done = { receipt, attempt: attemptOf(id) };
    expect(await gateway.app.stores.deliveries.recordApplied(leased, 'dead', done)).toBe(true);
    expect((await desk.item(id)).deliveries).toEqual([]);
    expect(await deliver(id)).toEqual({ outcome: 'done', what: 'settled' });
    expect(methodsFor(id)).toEqual([]);
    expect(await desk.item(id)).toMatchObject({
      state: 'delivered',
      deliveries: [{ status: 'delivered', receiptNumber: receipt.receiptNumber }],
    });
    expect((await desk.delivery(id, 'moody'))?.receipts).toEqual([receipt]);
  });

  const attemptOf = (id: string) => ({
    at: toInstant(gateway.app.now()),
    idempotencyKey: `${id}.1.publish`,
    outcome: 'applied' as const,
    milliseconds: 1,
  });
});

describe('with workers running, from the documents alone', () => {
  let gateway: Gateway;
  let desk: Desk;
  beforeAll(async () => {
    ({ gateway, desk } = await openGateway());
  });
  afterAll(() => gateway.stop());

  test('a decision whose process died before routing is routed and delivered', async () => {
    const id = await desk.submit();
    await desk.inState(id, 'in-review');
    for (const who of STAGES.slice(0, -1)) await desk.decide(who, id, { decision: 'approve' });
    const item = await desk.item(id);
    const secrecy = (await gateway.app.stores.accounts.find('secrecy')) as unknown as Account;
    const now = gateway.app.now();
    const change = decideReview(item, { decision: 'approve', version: item.version }, secrecy, {
      ...{ clock: LANE_CLOCK, now },
    });
    await gateway.app.stores.items.applyChange({ item, change }, { at: toInstant(now) });
    expect(await desk.delivery(id, 'moody')).toBeUndefined();
    await desk.delivered(id, 'moody', 'delivered');
    expect((await desk.inState(id, 'delivered')).history.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['approved', 'delivery-applied']),
    );
  });

  test('everything is finished after Redis forgot all of it', async () => {
    mood = () => 503;
    const approved = await Promise.all(Array.from({ length: 5 }, () => desk.submit()));
    for (const id of approved) await desk.approve(id);
    await eventually('the portal has failed on each', () =>
      approved.every((id) => portal.calls.some(({ itemId }) => itemId === id)),
    );
    await forgetQueues();
    const fresh = await Promise.all(Array.from({ length: 5 }, () => desk.submit()));
    await forgetQueues();
    mood = honest;
    for (const id of fresh) await desk.approve(id);
    for (const id of [...approved, ...fresh]) {
      await desk.delivered(id, 'moody', 'delivered');
      expect(methodsFor(id).length).toBeGreaterThan(0);
      expect((await desk.inState(id, 'delivered')).state).toBe('delivered');
    }
  });

  /** What FLUSHALL would do to this gateway, and to it alone. */
  async function forgetQueues(): Promise<void> {
    const redis = new Redis(toRedisOptions(gateway.services.redisUrl));
    const keys = await redis.keys(`${gateway.config.REDIS_PREFIX}:*`);
    expect(keys.length).toBeGreaterThan(0);
    await redis.del(keys);
    redis.disconnect();
  }
});
