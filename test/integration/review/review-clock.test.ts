import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { LANES } from '../../../schemas/lane.js';
import type { Notice } from '../../../schemas/notice.js';
import { toRedisOptions } from '../../../src/queue/redis-options.js';
import { createRaiseAlarm } from '../../../src/review/raise-alarm.js';
import { startWorkers, type RunningWorkers } from '../../../workers/start-workers.js';
import { startGateway, eventually, type Gateway } from '../../support/gateway.js';
import { adjustableClock, approve, openReviewDesk, outcome } from '../../support/review-desk.js';

const clock = adjustableClock();
let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;
let workers: RunningWorkers;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [], now: clock.now });
  workers = await startWorkers(gateway.app, LANES);
  desk = openReviewDesk(gateway);
  await desk.hire('officer', 'bureau', 'duty-officer');
});
afterAll(async () => {
  await workers.stop();
  await gateway.stop();
});

const MINUTE = 60;
const shiftOf = (...officers: string[]) => ({
  ...{
    from: toInstant(addSeconds(clock.now(), -3600)),
    until: toInstant(addSeconds(clock.now(), 90 * 86_400)),
  },
  officers,
});

/** Puts people on duty, and waits until everybody knows. */
async function onDuty(...officers: string[]): Promise<void> {
  const { version } = (await gateway.call('admin', 'GET', '/api/v1/duty-roster')).body as { version: number };
  const shifts = officers.length === 0 ? [] : [shiftOf(...officers)];
  const answer = await gateway.call('admin', 'PUT', '/api/v1/duty-roster', {
    version,
    comment: '排班',
    shifts,
  });
  expect(answer.status).toBe(200);
  await eventually('the roster is in force', async () => {
    const { onDuty: now } = await gateway.app.reviewSettings();
    return now(clock.now()).join() === officers.join();
  });
}

async function notices(who: string, itemId: string): Promise<Notice[]> {
  const answer = await gateway.call(who, 'GET', '/api/v1/notices?limit=200');
  return (answer.body.items as unknown as Notice[]).filter((each) => each.itemId === itemId);
}
const kinds = async (who: string, id: string) => (await notices(who, id)).map(({ kind }) => kind);
const told = (who: string, id: string, kind: string) =>
  eventually(`${who} is told: ${kind}`, async () => (await kinds(who, id)).includes(kind as Notice['kind']));
const alarms = async (id: string) =>
  (await desk.item(id)).history.flatMap(({ alarm }) => (alarm === undefined ? [] : [alarm]));

/** What a restart with an empty Redis leaves: the documents. */
async function restart(whileDown: () => void): Promise<void> {
  await workers.stop();
  whileDown();
  const redis = new Redis(toRedisOptions(gateway.services.redisUrl));
  const keys = await redis.keys(`${gateway.config.REDIS_PREFIX}:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
  workers = await startWorkers(gateway.app, LANES);
}

describe('an urgent item that nobody decides', () => {
  test('is brought to its claimant, to the next on duty, to the administrators; over a restart, each once', async () => {
    await onDuty('chief', 'officer');
    const id = await desk.waiting({ lane: 'urgent', externalId: 'late' });
    expect((await desk.act('reviewer', id, 'claim')).status).toBe(200);
    clock.pass(23 * MINUTE);
    await told('reviewer', id, 'due-soon');
    expect(await kinds('reviewer2', id)).toEqual([]);
    await restart(() => {
      clock.pass(8 * MINUTE);
    });
    await told('reviewer2', id, 'due');
    expect(await desk.isQueued('chief', id)).toBe(false);
    expect(outcome(await desk.act('chief', id, 'decisions', approve))).toEqual([403, 'forbidden']);
    await restart(() => {
      clock.pass(8 * MINUTE);
    });
    await told('chief', id, 'overdue');
    const [entry] = (await desk.queue('chief')).filter((each) => each.id === id);
    expect(entry).toMatchObject({ escalated: true, overdue: true, stage: 'first-review' });
    clock.pass(8 * MINUTE);
    await told('admin', id, 'escalated');
    expect(await alarms(id)).toEqual(['due-soon', 'due', 'overdue', 'escalated']);
    expect((await desk.item(id)).history.filter(({ alarm }) => alarm === 'overdue')).toMatchObject([
      { action: 'escalated', by: 'system', subject: 'chief', stage: 'first-review' },
    ]);
    expect(outcome(await desk.act('chief', id, 'decisions', approve))).toEqual([200, 'in-review']);
    // Whoever decided one stage, by whatever right, decides no other.
    await desk.decide('reviewer', id, approve);
    expect(outcome(await desk.act('chief', id, 'decisions', approve))).toEqual([403, 'same-person']);
    expect(await kinds('chief', id)).toEqual(['overdue']);
    expect(await kinds('admin', id)).toEqual(['escalated']);
  });

  test('does not refuse the decision of somebody who read it before the reminder', async () => {
    const id = await desk.waiting({ lane: 'urgent' });
    const { version } = await desk.item(id);
    clock.pass(31 * MINUTE);
    await told('reviewer', id, 'due');
    const answer = await gateway.call('reviewer', 'POST', `/api/v1/items/${id}/decisions`, {
      version,
      ...approve,
    });
    expect(outcome(answer)).toEqual([200, 'in-review']);
    expect(await alarms(id)).toEqual(['due']);
  });

  test('loses no notice when its writer dies between the record and the notices', async () => {
    const id = await desk.waiting({ lane: 'urgent' });
    await workers.stop();
    clock.pass(31 * MINUTE);
    const { stores, reviewSettings } = gateway.app;
    const dying = createRaiseAlarm({
      ...{ items: stores.items, accounts: stores.accounts, reviewSettings, now: clock.now },
      notices: { add: () => Promise.reject(new Error('killed')) },
    });
    await expect(dying(id)).rejects.toThrow('killed');
    expect(await alarms(id)).toEqual(['due']);
    expect(await kinds('reviewer', id)).toEqual([]);
    workers = await startWorkers(gateway.app, LANES);
    await told('reviewer', id, 'due');
    expect(await alarms(id)).toEqual(['due']);
  });

  test('is said of once, whoever says it at the same time', async () => {
    const id = await desk.waiting({ lane: 'urgent' });
    await workers.stop();
    clock.pass(31 * MINUTE);
    await Promise.all([1, 2, 3, 4].map(() => gateway.app.raiseAlarm(id)));
    expect(await alarms(id)).toEqual(['due']);
    expect(await kinds('reviewer', id)).toEqual(['due']);
    workers = await startWorkers(gateway.app, LANES);
  });
});

describe('a flash item', () => {
  test('calls the officer on duty at once, and is theirs', async () => {
    await onDuty('officer', 'chief');
    const id = await desk.waiting({ lane: 'flash', laneReason: '地震应急' });
    await told('officer', id, 'waiting');
    expect([await desk.isQueued('duty', id), await desk.isQueued('officer', id)]).toEqual([false, true]);
    expect(outcome(await desk.act('duty', id, 'decisions', approve))).toEqual([403, 'forbidden']);
    expect(outcome(await desk.act('officer', id, 'decisions', approve))).toEqual([200, 'in-review']);
  });

  test('is every officer’s where nobody is on duty, and the administrators hear of it', async () => {
    await onDuty();
    const id = await desk.waiting({ lane: 'flash', laneReason: '地震应急' });
    await told('admin', id, 'nobody-on-duty');
    expect(await kinds('duty', id)).toEqual(['nobody-on-duty']);
    expect(outcome(await desk.act('duty', id, 'decisions', approve))).toEqual([200, 'in-review']);
  });

  test('has alarms of its own for the second review', async () => {
    const id = await desk.waiting({ lane: 'flash', laneReason: '地震应急' });
    await desk.decide('duty', id, approve);
    await desk.decide('secrecy', id, approve);
    const seen = await alarms(id);
    clock.pass(19 * 3600);
    await told('reviewer', id, 'due-soon');
    clock.pass(12 * 3600);
    await told('admin', id, 'nobody-on-duty');
    expect((await alarms(id)).slice(seen.length)).toEqual(['due-soon', 'overdue']);
    expect((await desk.item(id)).history.at(-1)).toMatchObject({ stage: 'post-review', alarm: 'overdue' });
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([200, 'approved']);
    clock.pass(48 * 3600);
    expect(await gateway.app.raiseAlarm(id)).toEqual({ raised: [] });
  });
});

describe('notices', () => {
  test('are counted, marked as read, and nobody else’s', async () => {
    const id = await desk.waiting({ lane: 'urgent' });
    clock.pass(31 * MINUTE);
    await told('reviewer', id, 'due');
    const [notice] = await notices('reviewer', id);
    if (!notice) throw new Error('no notice');
    expect(notice).toMatchObject({
      stage: 'first-review',
      organization: 'geodesy',
      title: '成果汇交部署会召开',
    });
    const unread = async () =>
      (await gateway.call('reviewer', 'GET', '/api/v1/notices?unread=true')).body.unread;
    const before = Number(await unread());
    const read = (who: string) => gateway.call(who, 'POST', `/api/v1/notices/${notice.id}/read`);
    expect((await read('reviewer2')).status).toBe(404);
    expect((await read('reviewer')).body).toMatchObject({ id: notice.id, readAt: expect.any(String) });
    expect(await unread()).toBe(before - 1);
    const until = toInstant(clock.now());
    expect((await gateway.call('reviewer', 'POST', '/api/v1/notices/read', { until })).body).toEqual({
      read: before - 1,
    });
    expect(await unread()).toBe(0);
  });

  test('come in pages', async () => {
    const read = async (query: string) =>
      (await gateway.call('reviewer', 'GET', `/api/v1/notices?${query}`)).body;
    const first = await read('limit=2');
    const second = await read(`limit=2&cursor=${String(first.nextCursor)}`);
    const times = [...(first.items ?? []), ...(second.items ?? [])].map(({ at }) => String(at));
    expect(times).toHaveLength(4);
    expect([...times].sort().reverse()).toEqual(times);
  });
});

describe('a duty roster', () => {
  const put = async (shifts: object[], who = 'admin') => {
    const { version } = (await gateway.call('admin', 'GET', '/api/v1/duty-roster')).body as {
      version: number;
    };
    return gateway.call(who, 'PUT', '/api/v1/duty-roster', { version, comment: '排班', shifts });
  };

  test('shows its gaps, and names who could decide nothing', async () => {
    const day = 86_400;
    const shift = { ...shiftOf('officer'), until: toInstant(addSeconds(clock.now(), day)) };
    const answer = await put([shift]);
    expect(answer.body).toMatchObject({ onDuty: ['officer'], gaps: [{ from: shift.until }] });
    const wrong = await put([{ ...shift, officers: ['officer', 'nobody', 'editor'] }]);
    expect(wrong.body.errors?.map(({ pointer }) => pointer)).toEqual([
      '/shifts/0/officers/1',
      '/shifts/0/officers/2',
    ]);
    expect((await put([shift], 'reviewer')).status).toBe(403);
  });
});
