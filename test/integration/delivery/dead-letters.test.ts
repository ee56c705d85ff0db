import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../schemas/alert.js';
import type { Census } from '../../../schemas/census.js';
import { replayCommand } from '../../../src/cli/replay-command.js';
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
  gateway = await startGateway({
    portals: false,
    environment: { WATCH_SECONDS: '1', CENSUS_SECONDS: '1' },
  });
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

async function refusedAt(id: string, many: number): Promise<string[]> {
  mood = () => 422;
  const items = await portals.sendManyTo(id, many);
  for (const item of items) await desk.delivered(item, id, 'refused');
  mood = accepts;
  return items;
}

const lettersOf = async (query: string, who = 'liaison') =>
  (await gateway.call(who, 'GET', `/api/v1/dead-letters?${query}`)).body.items ?? [];

describe('what a portal refused', () => {
  test('is listed with its reason, by portal, lane, unit and reason, page by page', async () => {
    const id = await portals.registered();
    const items = await refusedAt(id, 3);
    const letters = await lettersOf(`portal=${id}&lane=routine&organization=geodesy&reason=portal-refused`);
    expect(letters.map(({ itemId }) => itemId).sort()).toEqual([...items].sort());
    expect(letters[0]).toMatchObject({ portalId: id, operation: 'publish', revision: 1, lane: 'routine' });
    expect(String(letters[0]?.message)).toContain('422');
    expect(await lettersOf(`portal=${id}&reason=portal-gone`)).toEqual([]);
    expect(await lettersOf(`portal=${id}&lane=flash`)).toEqual([]);
    const page = await gateway.call('liaison', 'GET', `/api/v1/dead-letters?portal=${id}&limit=2`);
    expect(page.body.items).toHaveLength(2);
    const cursor = String(page.body.nextCursor);
    expect(await lettersOf(`portal=${id}&limit=2&cursor=${cursor}`)).toHaveLength(1);
    expect(await lettersOf(`portal=${id}`, 'editor')).toHaveLength(3);
    const other = await gateway.call('province', 'GET', `/api/v1/dead-letters?portal=${id}`);
    expect(other.body.items).toEqual([]);
  });

  test('is replayed one by one; who and why is in the history; twice is once', async () => {
    const id = await portals.registered();
    const [item = ''] = await refusedAt(id, 1);
    const replay = (who: string) =>
      gateway.call(who, 'POST', `/api/v1/dead-letters/${item}.${id}/replay`, { comment: '门户已修好' });
    expect((await replay('editor')).status).toBe(403);
    expect((await replay('liaison')).body).toMatchObject({ due: true, status: 'pending' });
    await desk.delivered(item, id, 'delivered');
    expect((await replay('liaison')).body.code).toBe('wrong-state');
    expect((await desk.inState(item, 'delivered')).history).toContainEqual(
      expect.objectContaining({
        ...{ action: 'replayed', by: 'liaison', portalId: id, comment: '门户已修好' },
        subject: 'portal-refused',
      }),
    );
    const keys = portals.callsFor(item).map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(1);
    const none = await gateway.call('liaison', 'POST', '/api/v1/dead-letters/none.p/replay', {
      comment: 'x',
    });
    expect(none.status).toBe(404);
  });

  test('is counted without being sent, then replayed by filter, and nothing else with it', async () => {
    const [id, other] = [await portals.registered(), await portals.registered()];
    const items = await refusedAt(id, 3);
    const [left = ''] = await refusedAt(other, 1);
    const filter = { portal: id, comment: '门户已修好' };
    const replay = async (body: object) =>
      (await gateway.call('liaison', 'POST', '/api/v1/dead-letters/replay', body)).body;
    expect(await replay({ ...filter, dryRun: true })).toMatchObject({ dryRun: true, found: 3, replayed: 0 });
    expect(await lettersOf(`portal=${id}`)).toHaveLength(3);
    expect(await replay(filter)).toMatchObject({ dryRun: false, found: 3, replayed: 3 });
    for (const item of items) await desk.delivered(item, id, 'delivered');
    expect(await desk.delivery(left, other)).toMatchObject({ status: 'refused', due: false });
    expect(await replay(filter)).toMatchObject({ found: 0, replayed: 0 });
  });

  test('is a dead letter no more once its item is corrected', async () => {
    const id = await portals.registered();
    const [item = ''] = await refusedAt(id, 1);
    expect((await desk.correct(item, { title: '改正后的标题' })).status).toBe(200);
    await desk.approve(item);
    await desk.delivered(item, id, 'delivered');
    expect(await lettersOf(`portal=${id}`)).toEqual([]);
  });
});

describe('alerts', () => {
  const alertsOf = async (kind: string, portalId: string, query = '') => {
    const { body } = await gateway.call('duty', 'GET', `/api/v1/alerts?kind=${kind}${query}`);
    return (body.items as unknown as Alert[]).filter(({ subject }) => subject.portalId === portalId);
  };

  test('tell of refused items and of the census, are acknowledged, and close with their cause', async () => {
    const id = await portals.registered();
    const [item = ''] = await refusedAt(id, 1);
    const alert = await eventually('it is raised', async () => (await alertsOf('dead-letters', id))[0]);
    expect(alert).toMatchObject({ open: true, count: 1, sample: [`${item}.${id}`] });
    await eventually('the census differs', async () => (await alertsOf('census-differs', id))[0]);
    const path = `/api/v1/alerts/${alert.id}/acknowledgement`;
    expect((await gateway.call('reviewer', 'POST', path, {})).status).toBe(403);
    const comment = '已联系门户';
    expect((await gateway.call('duty', 'POST', path, { comment })).body).toMatchObject({
      acknowledged: { by: 'duty', comment },
    });
    expect((await gateway.call('liaison', 'POST', path, {})).body).toMatchObject({
      acknowledged: { by: 'duty' },
    });
    await gateway.call('liaison', 'POST', `/api/v1/dead-letters/${item}.${id}/replay`, { comment: '已修好' });
    await desk.delivered(item, id, 'delivered');
    for (const kind of ['dead-letters', 'census-differs'])
      await eventually(`${kind} is over`, async () => (await alertsOf(kind, id, '&open=true')).length === 0);
    const [over] = await alertsOf('dead-letters', id, '&open=false');
    expect(over).toMatchObject({ id: alert.id, open: false, closedAt: expect.any(String) });
    expect((await gateway.call('editor', 'GET', '/api/v1/alerts')).status).toBe(403);
  });

  test('the census counts what should be live and what is, and asks the portal', async () => {
    const id = await portals.registered();
    let forgotten = 'nothing';
    mood = ({ method, idempotencyKey }) =>
      method === 'GET' && idempotencyKey.startsWith(forgotten) ? 404 : undefined;
    const [kept = '', lost = '', taken = ''] = await portals.sendManyTo(id, 3);
    forgotten = lost;
    for (const item of [kept, lost, taken]) await desk.delivered(item, id, 'delivered');
    await desk.withdraw(taken);
    await eventually('it is taken down', async () => !(await desk.delivery(taken, id))?.due);
    const census = await eventually('it is counted', async () => {
      const { body } = await gateway.call('liaison', 'GET', `/api/v1/portals/${id}/census`);
      const found = body as unknown as Census;
      const settled = found.shouldBeLive === 2 && found.isLive === 2 && found.waiting === 0;
      return settled && found.asked === 2 && found;
    });
    expect(census).toMatchObject({ refused: 0, lingering: 0, declined: 0, unknown: 1 });
    expect(census.differences).toEqual([`${lost}.${id}`]);
    expect((await gateway.call('liaison', 'GET', '/api/v1/portals/none/census')).status).toBe(404);
    const circuit = await gateway.call('liaison', 'GET', `/api/v1/portals/${id}/circuit`);
    expect(circuit.body).toMatchObject({ portalId: id, state: 'closed' });
  });
});

test('the command line replays by filter', async () => {
  const id = await portals.registered();
  const [item = ''] = await refusedAt(id, 1);
  const options = { url: gateway.url, key: gateway.people.liaison ?? '', portal: id, comment: '门户已修好' };
  expect(await replayCommand({ ...options, dryRun: true }, gateway.config)).toBe(0);
  expect(await desk.delivery(item, id)).toMatchObject({ status: 'refused' });
  expect(await replayCommand(options, gateway.config)).toBe(0);
  await desk.delivered(item, id, 'delivered');
  expect(await replayCommand({ ...options, key: 'wrong' }, gateway.config)).toBe(2);
});
