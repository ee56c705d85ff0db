import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PortalReceiver } from '../../../src/sandbox/portals/receiver.js';
import type { ReceiverControl } from '../../../src/sandbox/portals/misbehaviour.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Gateway, type Portals } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;
let portals: Portals;

beforeAll(async () => {
  gateway = await startGateway({ environment: { PORTAL_TIMEOUT_MS: '5000' } });
  desk = openDesk(gateway);
  if (!gateway.portals) throw new Error('no portals');
  portals = gateway.portals;
});
afterAll(() => gateway.stop());

const held = (portal: PortalReceiver, id: string) => portal.items().find((each) => each.itemId === id);

function control(to: ReceiverControl): void {
  portals.bureau.control(to);
  portals.central.control(to);
}

describe('a portal that misbehaves gets each item exactly once, and its receipts are recorded', () => {
  test.each<[outcome: string, control: ReceiverControl, codes: string[], last: string]>([
    [
      'is tried again after errors of its own',
      { mode: 'fail', status: 503, times: 1 },
      ['portal-unavailable'],
      'applied',
    ],
    [
      'is left alone as long as it asked for',
      { mode: 'throttle', retryAfterSeconds: 3, times: 1 },
      ['portal-throttled'],
      'applied',
    ],
    [
      'is asked what it has, then sent to, after it never answered',
      { mode: 'hang', times: 1 },
      ['portal-ambiguous'],
      'applied',
    ],
    [
      'is asked, and not sent to again, after the line broke behind its commit',
      { mode: 'cut-after-commit', times: 1 },
      ['portal-ambiguous'],
      'settled',
    ],
    [
      'is asked after an answer nobody can read',
      { mode: 'garbage', times: 1 },
      ['portal-protocol'],
      'applied',
    ],
  ])('%s', async (_outcome, misbehaviour, codes, last) => {
    control(misbehaviour);
    const id = await desk.submit();
    await desk.approve(id);
    for (const name of ['bureau', 'central'] as const) {
      const delivery = await desk.delivered(id, name, 'adopted');
      expect(delivery.attempts.flatMap(({ code }) => code ?? [])).toEqual(codes);
      expect(delivery.attempts.at(-1)?.outcome).toBe(last);
      const [first = 0, second = 0] = delivery.attempts.map(({ at }) => Date.parse(at));
      expect(second - first).toBeGreaterThanOrEqual(1000 * (misbehaviour.retryAfterSeconds ?? 1));
      expect(delivery.receipts.map(({ status }) => status).sort()).toEqual(
        last === 'settled' ? ['adopted'] : ['accepted', 'adopted'],
      );
      expect(held(portals[name], id)?.effects).toMatchObject([
        { idempotencyKey: `${id}.1.publish`, requests: 1 },
      ]);
    }
    expect((await desk.shown(id, 'adopted', 'adopted')).state).toBe('delivered');
  });
});

describe('a portal that refuses', () => {
  test('with HTTP 422 is not asked again: it is shown on the delivery and the item', async () => {
    portals.bureau.control({ mode: 'fail', status: 422, times: 1 });
    const id = await desk.submit();
    await desk.approve(id);
    const refused = await desk.delivered(id, 'bureau', 'refused');
    expect(refused.attempts).toMatchObject([{ outcome: 'refused', code: 'portal-refused' }]);
    await desk.delivered(id, 'central', 'adopted');
    const shown = await desk.shown(id, 'refused', 'adopted');
    expect(shown.state).toBe('approved');
    expect(shown.deliveries[0]).toMatchObject({ portalId: 'bureau', status: 'refused' });
    expect(shown.history.find(({ action }) => action === 'refused')?.comment).toContain('422');
    expect(held(portals.bureau, id)).toBeUndefined();
  });

  test('gets the correction that follows, and the item is complete', async () => {
    portals.bureau.control({ mode: 'fail', status: 422, times: 1 });
    const id = await desk.submit();
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'refused');
    expect((await desk.correct(id, { title: '部署会召开（更正）' })).status).toBe(200);
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'adopted');
    expect((await desk.inState(id, 'delivered')).revision).toBe(2);
    expect(held(portals.bureau, id)?.effects.map(({ revision }) => revision)).toEqual([2]);
  });
});

test('a bureau portal that hangs delays nothing at the central portal, and gets everything in the end', async () => {
  portals.bureau.control({ mode: 'hang' });
  const ids = await Promise.all(Array.from({ length: 4 }, () => desk.submit()));
  for (const id of ids) await desk.approve(id);
  for (const id of ids) await desk.delivered(id, 'central', 'adopted');
  for (const id of ids) {
    expect(await desk.delivery(id, 'bureau')).toMatchObject({ status: 'pending', due: true });
    expect((await desk.item(id)).state).toBe('approved');
  }
  portals.bureau.control({ mode: 'ok' });
  for (const id of ids) {
    await desk.delivered(id, 'bureau', 'adopted');
    expect(held(portals.bureau, id)?.effects).toMatchObject([{ revision: 1, requests: 1 }]);
  }
});
