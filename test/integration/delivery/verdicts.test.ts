import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { toInstant } from '../../../schemas/instant.js';
import { createCentralReceiver } from '../../../src/sandbox/portals/central-receiver.js';
import type { PortalReceiver } from '../../../src/sandbox/portals/receiver.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startMoodyPortal, type MoodyPortal } from '../../support/moody-portal.js';
import { startPeer, type Peer } from '../fetch/wire.js';

let gateway: Gateway;
let desk: Desk;
let portal: MoodyPortal;
let central: PortalReceiver;
let site: Peer;
/** What the public list shows; a status where it shows nothing. */
let page: string | number = '';

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  portal = await startMoodyPortal(() => undefined);
  central = await createCentralReceiver({
    ...{ dataFile: join(gateway.dataDir, 'central.jsonl'), token: 'desk', signingKey: 'our-key' },
  });
  site = await startPeer((_request, response) => {
    response.writeHead(typeof page === 'number' ? page : 200, { 'content-type': 'text/html' });
    response.end(typeof page === 'number' ? '' : page);
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([portal.close(), central.close(), site.close()]);
});

async function register(id: string, fields: Record<string, unknown>): Promise<void> {
  const { status, body } = await gateway.call('admin', 'POST', '/api/v1/portals', {
    id,
    name: id,
    ...fields,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
}

/** A change makes the next look due at once. */
async function lookNow(id: string, fields: Record<string, unknown> = {}): Promise<void> {
  const { version } = (await gateway.call('admin', 'GET', `/api/v1/portals/${id}`)).body;
  const change = { version, comment: '查看采用情况', ...fields };
  expect((await gateway.call('admin', 'PATCH', `/api/v1/portals/${id}`, change)).status).toBe(200);
}

const uniqueTitle = () => `${randomBytes(6).toString('hex')}号测绘成果汇交部署会召开`;
const listOf = (title: string) =>
  `<ul><li><a href="/art/1.html">${title}</a><span>${toInstant(new Date()).slice(0, 10)}</span></li></ul>`;

describe('a portal with a public list', () => {
  beforeAll(async () => {
    await register('listing', {
      ...{ adapter: 'bureau', routes: [{ kinds: ['news'] }], secrets: { token: 't', callbackKey: 'k' } },
      options: { baseUrl: portal.url, publicList: { urls: [`${site.url}/list`] } },
    });
  });

  test('shows what it adopted; the receipt says that it was read there, once', async () => {
    const title = uniqueTitle();
    const id = await desk.submit({ kind: 'news', title });
    await desk.approve(id);
    await desk.delivered(id, 'listing', 'delivered');
    page = listOf(title);
    await lookNow('listing');
    const { receipts } = await desk.delivered(id, 'listing', 'adopted');
    expect(receipts.filter(({ origin }) => origin === 'public-list')).toMatchObject([
      { idempotencyKey: `${id}.1.publish`, status: 'adopted', url: `${site.url}/art/1.html` },
    ]);
    const { deliveries, history } = await desk.shown(id, 'adopted');
    expect(deliveries).toMatchObject([{ url: `${site.url}/art/1.html` }]);
    expect(history.filter(({ action }) => action === 'receipt')).toHaveLength(1);
  });

  test('that cannot be read is read again at the next look', async () => {
    const title = uniqueTitle();
    const id = await desk.submit({ kind: 'news', title });
    await desk.approve(id);
    await desk.delivered(id, 'listing', 'delivered');
    page = 503;
    await lookNow('listing');
    await eventually('the look was taken', async () => {
      const [due] = await gateway.app.stores.portals.findDueVerdicts('9999', 10);
      return due !== undefined && Date.parse(due.dueAt) > Date.now();
    });
    page = listOf(title);
    await lookNow('listing');
    await desk.delivered(id, 'listing', 'adopted');
  });

  test('is not looked at while it is paused, nor before the next look is due', async () => {
    const { signal } = new AbortController();
    await lookNow('listing', { state: 'paused' });
    expect(await gateway.app.findVerdicts('listing', signal)).toEqual({ what: 'not-due' });
    await lookNow('listing', { state: 'active' });
    const looks = await Promise.all([1, 2, 3].map(() => gateway.app.findVerdicts('listing', signal)));
    expect(looks.filter(({ what }) => what === 'looked').length).toBeLessThanOrEqual(1);
  });
});

describe('a portal that tells its verdicts only when asked', () => {
  test('is asked, and the receipt says so', async () => {
    await register('asked', {
      ...{ adapter: 'central', routes: [{ kinds: ['notice'] }], acknowledges: ['answer', 'asking'] },
      ...{ options: { baseUrl: central.url, sender: 'bm07000001' }, secrets: { signingKey: 'our-key' } },
    });
    const id = await desk.submit({ kind: 'notice' });
    await desk.approve(id);
    await desk.delivered(id, 'asked', 'delivered');
    const { receipts } = await eventually('the verdict was asked for', async () => {
      await lookNow('asked');
      const delivery = await desk.delivery(id, 'asked');
      return delivery?.status === 'adopted' && delivery;
    });
    expect(receipts.map(({ status, origin }) => [status, origin])).toEqual([
      ['accepted', undefined],
      ['adopted', 'asking'],
    ]);
  });
});
