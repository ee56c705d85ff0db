import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startMoodyPortal, type MoodyPortal, type PortalMood } from '../../support/moody-portal.js';
import { openPortalDesk } from '../../support/portal-desk.js';

let gateway: Gateway;
let desk: Desk;
let portal: MoodyPortal;
let portals: ReturnType<typeof openPortalDesk>;
const accepts: PortalMood = () => undefined;
let mood: PortalMood = accepts;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  portal = await startMoodyPortal((call) => mood(call));
  portals = openPortalDesk(gateway, desk, portal);
});
afterAll(async () => {
  await gateway.stop();
  await portal.close();
});
afterEach(() => {
  mood = accepts;
});

const stateOf = async (id: string) =>
  (await gateway.app.stores.circuits.find(id, gateway.app.now())).circuit.state;
const isOpen = (id: string) => eventually('the circuit opens', async () => (await stateOf(id)) === 'open');
const openAlerts = async (portalId: string) =>
  (await gateway.app.stores.alerts.listOpen(['circuit-open'])).filter(
    ({ subject }) => subject.portalId === portalId,
  );

describe('a portal whose interface is gone (410)', () => {
  test('is sent nothing more, raises an alert, and gets everything once a probe goes through', async () => {
    const id = await portals.registered({ circuit: { probeSeconds: 1 } });
    mood = () => 410;
    const first = await portals.sendTo(id);
    await isOpen(id);
    const alert = await eventually('the alert is there', async () => (await openAlerts(id))[0]);
    expect(alert).toMatchObject({ kind: 'circuit-open', open: true });
    expect(alert.text.zh).toContain('410');
    const held = await eventually('the attempt is written', async () => {
      const delivery = await desk.delivery(first, id);
      return delivery?.attempts.length === 1 && delivery;
    });
    expect(held).toMatchObject({ status: 'pending', due: true });
    expect(held.attempts).toMatchObject([{ outcome: 'portal-gone', code: 'portal-gone' }]);
    const others = await portals.sendManyTo(id, 3);
    mood = accepts;
    for (const item of [first, ...others]) await desk.delivered(item, id, 'delivered');
    expect(await stateOf(id)).toBe('closed');
    await eventually('the alert is closed', async () => (await openAlerts(id)).length === 0);
    for (const item of others) expect(portals.callsFor(item).length).toBeLessThanOrEqual(1 + PROBES);
  });
  /** A probe may have met the old mood. */
  const PROBES = 1;

  test('is probed by one delivery at a time, each later than the one before', async () => {
    const id = await portals.registered({ circuit: { probeSeconds: 1 }, concurrency: 4 });
    mood = () => 410;
    await portals.sendTo(id);
    await isOpen(id);
    const before = portal.calls.length;
    await portals.sendManyTo(id, 4);
    const { circuit } = await eventually('it has been probed twice', async () => {
      const seen = await gateway.app.stores.circuits.find(id, gateway.app.now());
      return seen.circuit.openings >= 3 && seen;
    });
    expect(portal.calls.length - before).toBeLessThanOrEqual(circuit.openings - 1);
    const wait = Date.parse(circuit.probeAt ?? '') - Date.parse(circuit.since);
    expect(wait).toBe(2 ** (circuit.openings - 1) * 1000);
  });
});

describe('a portal that refuses everything', () => {
  test('is left alone after so many refusals in a row, which stay for people to replay', async () => {
    const id = await portals.registered({ circuit: { refusalsInRow: 3, probeSeconds: 600 } });
    mood = () => 422;
    const items = [];
    for (let index = 0; index < 3; index++) {
      items.push(await portals.sendTo(id));
      await desk.delivered(items[index] ?? '', id, 'refused');
    }
    await isOpen(id);
    mood = accepts;
    const spared = await portals.sendTo(id);
    await eventually('its job is held', async () => {
      const waiting = await gateway.app.queues.countReady([
        { kind: 'deliver', lane: 'routine', portalId: id },
      ]);
      return Object.values(waiting).every((jobs) => jobs === 0);
    });
    expect(portals.callsFor(spared)).toEqual([]);
    expect(await desk.delivery(spared, id)).toMatchObject({ status: 'pending', due: true, attempts: [] });
  });

  test('but once takes something is let be', async () => {
    const id = await portals.registered({ circuit: { refusalsInRow: 2, probeSeconds: 600 } });
    mood = ({ body }) => (body.includes('坏稿') ? 422 : undefined);
    for (const title of ['坏稿一', '好稿一', '坏稿二', '好稿二']) {
      const item = await portals.sendTo(id, { title });
      await desk.delivered(item, id, title.startsWith('坏') ? 'refused' : 'delivered');
    }
    expect(await stateOf(id)).toBe('closed');
  });
});

test('a portal that keeps failing opens its circuit; another portal goes on', async () => {
  const failing = await portals.registered({ circuit: { failuresInRow: 3, probeSeconds: 1 } });
  const well = await portals.registered();
  mood = ({ body }) => (body.includes('好稿') ? undefined : 503);
  const held = await portals.sendManyTo(failing, 4);
  await isOpen(failing);
  const fine = await portals.sendTo(well, { title: '好稿' });
  await desk.delivered(fine, well, 'delivered');
  mood = accepts;
  for (const item of held) await desk.delivered(item, failing, 'delivered');
  expect(await stateOf(failing)).toBe('closed');
});
