import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signMessage } from '../../../adapters/portals/message-signature.js';
import type { Receipt } from '../../../schemas/delivery.js';
import { connectStore } from '../../../src/store/connection.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Answer, type Gateway } from '../../support/gateway.js';
import {
  receiptFor,
  startMoodyPortal,
  type MoodyPortal,
  type PortalMood,
} from '../../support/moody-portal.js';

const CALLBACK_KEY = 'moody-callback-key';
const SECRETS = { token: 'moody-token', callbackKey: CALLBACK_KEY };

let gateway: Gateway;
let desk: Desk;
let portal: MoodyPortal;
let mood: PortalMood = () => undefined;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  portal = await startMoodyPortal((call) => mood(call));
  const { status } = await gateway.call('admin', 'POST', '/api/v1/portals', {
    ...{ id: 'moody', name: '局门户', adapter: 'bureau', options: { baseUrl: portal.url } },
    ...{ routes: [{}], secrets: SECRETS, concurrency: 1 },
  });
  expect(status).toBe(201);
});
afterAll(async () => {
  await gateway.stop();
  await portal.close();
});

function callBack(receipts: Receipt[], key = CALLBACK_KEY, who = 'portal'): Promise<Answer> {
  const body = JSON.stringify({ receipts });
  return gateway.call(
    who,
    'POST',
    '/api/v1/portals/moody/receipts',
    body,
    signMessage(key, body, new Date()),
  );
}

async function deliverOne(): Promise<{ id: string; key: string }> {
  const id = await desk.submit();
  await desk.approve(id);
  await desk.delivered(id, 'moody', 'delivered');
  return { id, key: `${id}.1.publish` };
}

describe('receipts that a portal sends by itself', () => {
  test('are counted once however often they come', async () => {
    const { id, key } = await deliverOne();
    const adopted = receiptFor(key, 'adopted');
    expect((await callBack([adopted])).body).toEqual({ received: 1, applied: 1 });
    expect((await callBack([adopted, adopted])).body).toEqual({ received: 2, applied: 0 });
    const { receipts } = await desk.delivered(id, 'moody', 'adopted');
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'adopted']);
    const { history, state } = await desk.shown(id, 'adopted');
    expect(history.filter(({ action }) => action === 'receipt')).toHaveLength(1);
    expect(state).toBe('delivered');
  });

  test('leave the adoption standing when the acceptance comes after it', async () => {
    const { id, key } = await deliverOne();
    const late = { ...receiptFor(key, 'accepted'), receiptNumber: 'M-late' };
    await callBack([receiptFor(key, 'adopted')]);
    expect((await callBack([late])).body).toEqual({ received: 1, applied: 1 });
    expect((await desk.delivery(id, 'moody'))?.status).toBe('adopted');
    expect((await desk.item(id)).deliveries).toMatchObject([{ status: 'adopted' }]);
  });

  test('stay what people see when they overtake the answer to the request', async () => {
    mood = async ({ idempotencyKey }) => {
      expect((await callBack([receiptFor(idempotencyKey, 'adopted')])).status).toBe(200);
      return undefined;
    };
    const id = await desk.submit();
    await desk.approve(id);
    const { receipts } = await desk.delivered(id, 'moody', 'adopted');
    mood = () => undefined;
    expect(receipts.map(({ status }) => status).sort()).toEqual(['accepted', 'adopted']);
    expect((await desk.inState(id, 'delivered')).deliveries).toMatchObject([{ status: 'adopted' }]);
  });

  test('of twenty at once, in any order, end in the strongest', async () => {
    const { id, key } = await deliverOne();
    const statuses = ['accepted', 'adopted'] as const;
    const receipts = Array.from({ length: 20 }, (_, index) => ({
      ...receiptFor(key, statuses[index % 2] ?? 'accepted'),
      receiptNumber: `M-${index}`,
    }));
    const answers = await Promise.all(receipts.map((receipt) => callBack([receipt])));
    expect(answers.map(({ status }) => status)).toEqual(receipts.map(() => 200));
    expect(await desk.delivery(id, 'moody')).toMatchObject({ status: 'adopted' });
    expect((await desk.delivery(id, 'moody'))?.receipts).toHaveLength(21);
    expect((await desk.item(id)).deliveries).toMatchObject([{ status: 'adopted' }]);
  });

  test('about an older revision are kept, and hide nothing of the newer', async () => {
    const { id, key } = await deliverOne();
    await desk.correct(id, { title: '更正' });
    await desk.approve(id);
    await desk.delivered(id, 'moody', 'delivered');
    expect((await callBack([{ ...receiptFor(key, 'declined'), reason: '过期' }])).body.applied).toBe(1);
    expect((await desk.delivery(id, 'moody'))?.status).toBe('delivered');
    expect((await desk.shown(id, 'delivered')).deliveries).toMatchObject([{ revision: 2 }]);
  });

  test.each<[string, (key: string) => Promise<Answer>, number, string]>([
    [
      'with another signature',
      (key) => callBack([receiptFor(key, 'adopted')], 'guessed'),
      401,
      'signature-invalid',
    ],
    [
      'by somebody who is no portal',
      (key) => callBack([receiptFor(key, 'adopted')], CALLBACK_KEY, 'editor'),
      403,
      'forbidden',
    ],
    [
      'without a key of ours',
      (key) => callBack([receiptFor(key, 'adopted')], CALLBACK_KEY, 'nobody'),
      401,
      'unauthenticated',
    ],
    [
      'for an item we never sent',
      () => callBack([receiptFor('20260101-000000-00000000.1.publish', 'adopted')]),
      404,
      'not-found',
    ],
    ['for a key that is none', () => callBack([receiptFor('nothing', 'adopted')]), 422, 'validation-failed'],
  ])('are refused %s, and change nothing', async (_case, send, status, code) => {
    const { id, key } = await deliverOne();
    const answer = await send(key);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await desk.delivery(id, 'moody'))?.status).toBe('delivered');
  });

  test('that one nobody knows is among are taken in all the same', async () => {
    const { id, key } = await deliverOne();
    const unknown = receiptFor('20260101-000000-00000000.1.publish', 'adopted');
    expect((await callBack([unknown, receiptFor(key, 'adopted')])).body).toEqual({ received: 2, applied: 1 });
    await desk.delivered(id, 'moody', 'adopted');
  });
});

test('an item that a portal always fails on blocks none of those behind it', async () => {
  const poisoned = await desk.submit({ title: '送不出去的条目' });
  mood = ({ itemId }) => (itemId === poisoned ? 500 : undefined);
  await desk.approve(poisoned);
  const others = await Promise.all(Array.from({ length: 5 }, () => desk.submit()));
  for (const id of others) await desk.approve(id);
  for (const id of others) await desk.delivered(id, 'moody', 'delivered');
  expect(await desk.delivery(poisoned, 'moody')).toMatchObject({ status: 'pending', due: true });
  mood = () => undefined;
  await desk.delivered(poisoned, 'moody', 'delivered');
});

describe('credentials of a portal', () => {
  test('lie encrypted in the store, and are never answered', async () => {
    const { services, config, app } = gateway;
    const connection = await connectStore({
      url: services.mongoUrl,
      database: config.MONGO_DATABASE,
      log: app.log,
    });
    const raw = await connection.collection<{ _id: string }>('portals').findOne({ _id: 'moody' });
    await connection.close();
    const answered = await gateway.call('admin', 'GET', '/api/v1/portals/moody');
    for (const secret of Object.values(SECRETS)) {
      expect(JSON.stringify(raw)).not.toContain(secret);
      expect(JSON.stringify(answered.body)).not.toContain(secret);
    }
    expect(answered.body.secretNames).toEqual(['token', 'callbackKey']);
    const opened = await app.stores.portals.findOpened(['moody']);
    expect(opened.get('moody')?.openSecrets()).toEqual(SECRETS);
  });
});
