import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { LANES } from '../../../schemas/lane.js';
import { connectStore } from '../../../src/store/connection.js';
import { startWorkers } from '../../../workers/start-workers.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway, type GatewaySettings } from '../../support/gateway.js';
import { startMoodyPortal, type MoodyPortal, type PortalMood } from '../../support/moody-portal.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function gatewayWith(settings: GatewaySettings): Promise<{ gateway: Gateway; desk: Desk }> {
  const gateway = await startGateway({ portals: false, ...settings });
  open.push(() => gateway.stop());
  return { gateway, desk: openDesk(gateway) };
}

describe('workers of the flash lane', () => {
  test('take flash work at every stage, and nothing else', async () => {
    const { gateway, desk } = await gatewayWith({ lanes: ['flash'] });
    const routine = await desk.submit();
    const flash = await desk.submit({ lane: 'flash', laneReason: '地震应急' });
    await desk.inState(flash, 'in-review');
    expect((await desk.item(routine)).state).toBe('collected');
    const waiting = await gateway.app.queues.countWaiting(LANES.map((lane) => ({ kind: 'check', lane })));
    expect(waiting).toEqual({ 'check.flash': 0, 'check.urgent': 0, 'check.routine': 1, 'check.backfill': 0 });
    const others = await startWorkers(gateway.app, ['urgent', 'routine', 'backfill']);
    await desk.inState(routine, 'in-review');
    await others.stop();
  });
});

describe('a batch of checks with an item nobody can read', () => {
  test.each([
    ['damaged', { 'content.images': 'none' }],
    ['written by a newer build', { 'content.schemaVersion': 99 }],
  ])('(%s) lets all others through', async (_what, damage) => {
    const { gateway, desk } = await gatewayWith({ lanes: [] });
    const ids = await Promise.all(Array.from({ length: 5 }, () => desk.submit()));
    const connection = await connectStore({
      url: gateway.services.mongoUrl,
      database: gateway.config.MONGO_DATABASE,
      log: gateway.app.log,
    });
    await connection.collection<{ _id: string }>('items').updateOne({ _id: ids[2] ?? '' }, { $set: damage });
    await connection.close();
    await expect(gateway.app.checkItems(ids)).rejects.toThrow();
    for (const id of ids.filter((_id, index) => index !== 2)) {
      expect((await desk.item(id)).state).toBe('in-review');
    }
  });
});

describe('workers that are told to stop', () => {
  let portal: MoodyPortal;
  let mood: PortalMood;
  beforeAll(async () => {
    portal = await startMoodyPortal((call) => mood(call));
  });
  afterAll(() => portal.close());

  async function underWay(environment: Record<string, string>) {
    const { gateway, desk } = await gatewayWith({ lanes: [], environment });
    await gateway.call('admin', 'POST', '/api/v1/portals', {
      ...{ id: 'moody', name: '局门户', adapter: 'bureau', options: { baseUrl: portal.url }, routes: [{}] },
      secrets: { token: 't', callbackKey: 'k' },
    });
    const workers = await startWorkers(gateway.app, LANES);
    const id = await desk.submit();
    await desk.approve(id);
    await eventually('the portal has the request', () => portal.calls.some(({ itemId }) => itemId === id));
    return { gateway, desk, workers, id };
  }

  test('finish the delivery under way', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    mood = () => held.then(() => undefined);
    const { desk, workers, id } = await underWay({ PORTAL_TIMEOUT_MS: '20000' });
    const stopped = workers.stop();
    release();
    await stopped;
    expect(await desk.delivery(id, 'moody')).toMatchObject({ status: 'delivered', due: false });
    expect((await desk.item(id)).state).toBe('delivered');
    expect(portal.calls.filter(({ itemId }) => itemId === id)).toHaveLength(1);
  });

  test('cut what outlasts the drain time, and leave it due and free for others', async () => {
    let answered = false;
    mood = () => (answered ? undefined : new Promise<undefined>(() => undefined));
    const { gateway, desk, workers, id } = await underWay({ PORTAL_TIMEOUT_MS: '60000', DRAIN_SECONDS: '1' });
    await workers.stop();
    const left = await desk.delivery(id, 'moody');
    expect(left).toMatchObject({
      status: 'pending',
      due: true,
      attempts: [{ outcome: 'retry', code: 'portal-ambiguous' }],
    });
    answered = true;
    const others = await startWorkers(gateway.app, LANES);
    await desk.delivered(id, 'moody', 'delivered');
    await others.stop();
    expect(portal.calls.filter(({ itemId }) => itemId === id).map(({ method }) => method)).toEqual([
      'PUT',
      'GET',
    ]);
  });
});

test('two copies of every worker share the work without doing any of it twice', async () => {
  const { gateway, desk } = await gatewayWith({ portals: true });
  const copy = await startWorkers(gateway.app, LANES);
  const ids = await Promise.all(Array.from({ length: 12 }, () => desk.submit()));
  for (const id of ids) await desk.approve(id);
  for (const id of ids) {
    const { history } = await desk.shown(id, 'adopted', 'adopted');
    expect(history.filter(({ action }) => action === 'checked')).toHaveLength(1);
  }
  const held = [...(gateway.portals?.bureau.items() ?? []), ...(gateway.portals?.central.items() ?? [])];
  expect(held).toHaveLength(2 * ids.length);
  for (const { effects } of held) expect(effects).toMatchObject([{ revision: 1, requests: 1 }]);
  await copy.stop();
});
