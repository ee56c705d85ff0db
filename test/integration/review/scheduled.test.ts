import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signMessage } from '../../../adapters/portals/message-signature.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { STAGES, openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { receiptFor } from '../../support/moody-portal.js';

let gateway: Gateway;
let desk: Desk;
beforeAll(async () => {
  gateway = await startGateway();
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

/** `toTime` is asked when the last of them decides: how long the others take must not count. */
async function approveFor(toTime: (now: Date) => string): Promise<string> {
  const id = await desk.submit();
  expect((await scheduleFor(id, toTime)).publication).toBeUndefined();
  return id;
}

async function scheduleFor(id: string, toTime: (now: Date) => string): Promise<ContentItem> {
  await desk.inState(id, 'in-review');
  for (const who of STAGES.slice(0, -1)) await desk.decide(who, id, { decision: 'approve' });
  const publishAt = toTime(gateway.app.now());
  const last = await desk.decide('secrecy', id, { decision: 'approve', publishAt });
  expect([last.status, last.body.state]).toEqual([200, 'approved']);
  return desk.item(id);
}

async function adopt(key: string): Promise<void> {
  const body = JSON.stringify({ receipts: [receiptFor(key, 'adopted')] });
  const signed = signMessage('bureau-callback-key', body, new Date());
  const answer = await gateway.call('portal', 'POST', '/api/v1/portals/bureau/receipts', body, signed);
  expect(answer.status).toBe(200);
}

async function duePublications(seconds: number): Promise<string[]> {
  const later = toInstant(addSeconds(gateway.app.now(), seconds));
  return (await gateway.app.stores.items.findDuePublications(['routine'], later, 10)).map(({ id }) => id);
}

test('what is approved for a later time is published when it has come, whatever zone it was given in', async () => {
  const id = await approveFor((now) => addSeconds(now, 3).toISOString());
  const item = await desk.inState(id, 'delivered');
  expect(item.history.map(({ action }) => action)).toContain('published');
  expect(item.publication).toMatchObject({ operation: 'publish', revision: 1 });
});

test('what is withdrawn before its time is never published', async () => {
  const id = await approveFor((now) => toInstant(addSeconds(now, 3600)));
  expect((await desk.withdraw(id)).status).toBe(200);
  expect(await duePublications(7200)).not.toContain(id);
});

test('what a portal says of the revision it has does not keep the one that waits for its time from being published', async () => {
  const id = await desk.submit();
  await desk.approve(id);
  await desk.inState(id, 'delivered');
  expect((await desk.correct(id, { title: '成果汇交部署会在汉召开' })).status).toBe(200);
  await scheduleFor(id, (now) => toInstant(addSeconds(now, 3600)));
  await adopt(`${id}.1.publish`);
  const told = await eventually('the item shows the adoption', async () => {
    const item = await desk.item(id);
    return (
      item.deliveries.some(({ portalId, status }) => portalId === 'bureau' && status === 'adopted') && item
    );
  });
  expect([told.state, told.publication?.revision]).toEqual(['approved', 1]);
  expect(await duePublications(7200)).toContain(id);
});
