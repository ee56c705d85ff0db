import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { paceOf } from '../../../src/domain/pace.js';
import { createPortalPace } from '../../../src/queue/portal-pace.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { startMoodyPortal, type MoodyPortal } from '../../support/moody-portal.js';
import { openPortalDesk } from '../../support/portal-desk.js';

const url = process.env.TEST_REDIS_URL ?? '';

function openPace(prefix = `t${randomBytes(6).toString('hex')}`) {
  return createPortalPace({ url, prefix, onError: () => undefined });
}

describe('the tokens of a portal', () => {
  test('are shared by all processes, and refilled by the rate', async () => {
    const prefix = `t${randomBytes(6).toString('hex')}`;
    const processes = [openPace(prefix), openPace(prefix), openPace(prefix)];
    const pace = paceOf({ perSecond: 2, burst: 10 });
    const waits = await Promise.all(
      Array.from({ length: 30 }, (_, index) => (processes[index % 3] ?? openPace(prefix)).take('p', pace, 0)),
    );
    const granted = waits.filter((wait) => wait === 0);
    expect(granted.length).toBeGreaterThanOrEqual(10);
    expect(granted.length).toBeLessThanOrEqual(11);
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(500);
    for (const each of processes) each.close();
  });

  test('are kept back as far as the floor says, of this portal alone', async () => {
    const portalPace = openPace();
    const pace = paceOf({ perSecond: 0.1, burst: 4 });
    const take = (floor: number) => portalPace.take('p', pace, floor);
    expect([await take(2), await take(2)]).toEqual([0, 0]);
    expect(await take(2)).toBeGreaterThan(0);
    expect([await take(0), await take(0)]).toEqual([0, 0]);
    expect(await take(0)).toBeGreaterThan(9000);
    expect(await portalPace.take('other', pace, 3)).toBe(0);
    portalPace.close();
  });
});

describe('a portal with a limit', () => {
  let gateway: Gateway;
  let desk: Desk;
  let portal: MoodyPortal;
  let portals: ReturnType<typeof openPortalDesk>;
  const at = new Map<string, number>();

  beforeAll(async () => {
    gateway = await startGateway({ portals: false });
    desk = openDesk(gateway);
    portal = await startMoodyPortal(({ itemId }) => {
      at.set(itemId, Date.now());
      return undefined;
    });
    portals = openPortalDesk(gateway, desk, portal);
  });
  afterAll(async () => {
    await gateway.stop();
    await portal.close();
  });

  test('is sent to no faster; flash passes what waits; a new limit counts without a restart', async () => {
    const id = await portals.registered({ rateLimit: { perSecond: 0.05, burst: 3 } });
    const items = await portals.sendManyTo(id, 4);
    const [first = '', second = '', ...waiting] = items;
    await desk.delivered(first, id, 'delivered');
    await desk.delivered(second, id, 'delivered');
    const flash = await portals.sendTo(id, { lane: 'flash', laneReason: '应急测绘' });
    await desk.delivered(flash, id, 'delivered');
    for (const item of waiting) expect(portals.callsFor(item)).toEqual([]);
    const { status } = await portals.change(id, { rateLimit: { perSecond: 1000 } });
    expect(status).toBe(200);
    for (const item of waiting) await desk.delivered(item, id, 'delivered');
  });
});
