import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { connectStore } from '../../../src/store/connection.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startMoodyPortal, type MoodyPortal } from '../../support/moody-portal.js';
import { openPortalDesk } from '../../support/portal-desk.js';

let gateway: Gateway;
let desk: Desk;
let portal: MoodyPortal;
let portals: ReturnType<typeof openPortalDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  portal = await startMoodyPortal(() => undefined);
  portals = openPortalDesk(gateway, desk, portal);
});
afterAll(async () => {
  await gateway.stop();
  await portal.close();
});

const timeOfDay = (at: Date): string => toInstant(at).slice(11, 16);

describe('a portal cannot be registered', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['without a credential', { secrets: { token: 't' } }, '/secrets/callbackKey'],
    [
      'with a credential nobody knows',
      { secrets: { token: 't', callbackKey: 'k', pin: '1' } },
      '/secrets/pin',
    ],
    ['without publishing', { operations: ['withdraw'] }, '/operations'],
    ['to acknowledge as it cannot', { acknowledges: ['public-list'] }, '/acknowledges'],
    [
      'with a field its family does not have',
      { fieldMapping: [{ to: '标题', from: ['title'] }] },
      '/fieldMapping/0/to',
    ],
    ['with a field mapped twice', { fieldMapping: [{ to: 'title' }, { to: 'title' }] }, '/fieldMapping/1/to'],
    ['that is always quiet', { quietHours: [{ from: '08:00', until: '08:00' }] }, '/quietHours'],
    [
      'with a time of day that is none',
      { quietHours: [{ from: '8:00', until: '25:00' }] },
      '/quietHours/0/from',
    ],
    [
      'as a webhook with a field without a value',
      {
        ...{ adapter: 'webhook', options: { url: 'https://x.gov.cn' }, secrets: { signingSecret: 's' } },
        fieldMapping: [{ to: '标题' }],
      },
      '/fieldMapping/0/to',
    ],
    [
      'as a bucket without its keys',
      { adapter: 'file-drop', options: { target: 's3://bucket', format: 'json' }, secrets: {} },
      '/secrets/accessKeyId',
    ],
    [
      'as a folder outside of its place',
      { adapter: 'file-drop', options: { target: 'folder:../etc', format: 'json' }, secrets: {} },
      '/options/target',
    ],
  ])('%s', async (_how, wrong, pointer) => {
    const { status, body } = await portals.register(wrong);
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  test('but without the key of callbacks, where it makes none', async () => {
    const id = await portals.registered({ secrets: { token: 't' }, acknowledges: ['answer', 'asking'] });
    const answer = await gateway.call('portal', 'POST', `/api/v1/portals/${id}/receipts`, '{"receipts":[]}');
    expect(answer.body.code).toBe('wrong-state');
  });
});

describe('a portal is changed', () => {
  test('by the version that was seen, its other settings and credentials staying', async () => {
    const id = await portals.registered({ concurrency: 2 });
    const { status, body } = await portals.change(id, { name: '新名', secrets: { token: 'new' } });
    expect([status, body]).toMatchObject([
      200,
      {
        ...{ name: '新名', version: 2, concurrency: 2, changedBy: 'admin', comment: '调整' },
        state: 'active',
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('"new"');
    const opened = await gateway.app.stores.portals.findOpened([id]);
    expect(opened.get(id)?.openSecrets()).toEqual({ token: 'new', callbackKey: 'k' });
    expect((await portals.change(id, { name: '旧' })).body.code).toBe('stale-version');
    expect((await portals.change(id, { version: 2, name: '再改' })).body.version).toBe(3);
  });

  test('by one of several people at once', async () => {
    const id = await portals.registered();
    const answers = await Promise.all(['甲', '乙', '丙'].map((name) => portals.change(id, { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  test('where it was registered before portals had versions', async () => {
    const id = await portals.registered();
    const { services, config, app } = gateway;
    const settings = { url: services.mongoUrl, database: config.MONGO_DATABASE, log: app.log };
    const connection = await connectStore(settings);
    const stored = connection.collection<{ _id: string }>('portals');
    await stored.updateOne({ _id: id }, { $unset: { version: '', state: '' } });
    await connection.close();
    expect((await gateway.call('admin', 'GET', `/api/v1/portals/${id}`)).body).toMatchObject({
      ...{ version: 1, state: 'active' },
    });
    expect((await portals.change(id, { name: '新名' })).body).toMatchObject({ version: 2, name: '新名' });
    expect((await portals.change(id, { name: '旧' })).body.code).toBe('stale-version');
  });

  test('only into one that could be registered, and by administrators', async () => {
    const id = await portals.registered();
    expect((await portals.change(id, { options: { baseUrl: 'nowhere' } })).body.errors?.[0]?.pointer).toBe(
      '/options/baseUrl',
    );
    expect((await portals.change(id, { name: 'x' }, 'liaison')).status).toBe(403);
    expect((await portals.change('none', { name: 'x' })).status).toBe(404);
  });
});

describe('a portal that is paused', () => {
  test('is sent nothing, and everything once it goes on', async () => {
    const id = await portals.registered();
    await portals.change(id, { state: 'paused' });
    const item = await portals.sendTo(id);
    const waiting = await eventually('the attempt was put off', async () => {
      const delivery = await desk.delivery(item, id);
      return delivery?.attempts.some(({ code }) => code === 'portal-paused') && delivery;
    });
    expect(waiting).toMatchObject({ status: 'pending', due: true });
    expect(portals.callsFor(item)).toEqual([]);
    expect((await portals.change(id, { version: 2, state: 'active' })).body).toMatchObject({
      state: 'active',
    });
  });
});

describe('in quiet hours', () => {
  test('routine items wait for the opening, flash items and withdrawals do not', async () => {
    const now = new Date();
    const opening = addSeconds(now, 2 * 3600);
    const window = { from: timeOfDay(addSeconds(now, -3600)), until: timeOfDay(opening) };
    const id = await portals.registered({ quietHours: [window] });
    const routine = await portals.sendTo(id);
    const delivery = await desk.delivery(routine, id);
    expect(delivery).toMatchObject({ status: 'pending', due: true, failures: 0 });
    expect(delivery?.nextAttemptAt).toBe(`${toInstant(opening).slice(0, 16)}:00.000+08:00`);
    const flash = await portals.sendTo(id, { lane: 'flash', laneReason: '应急测绘' });
    await desk.delivered(flash, id, 'delivered');
    expect(portals.callsFor(routine)).toEqual([]);
    await desk.withdraw(routine);
    await desk.delivered(routine, id, 'delivered');
    expect(portals.callsFor(routine).map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `${routine}.1.withdraw`,
    ]);
  });
});
