import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { STAGES, openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

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
  await desk.inState(id, 'in-review');
  for (const who of STAGES.slice(0, -1)) await desk.decide(who, id, { decision: 'approve' });
  const publishAt = toTime(gateway.app.now());
  const last = await desk.decide('secrecy', id, { decision: 'approve', publishAt });
  expect([last.body.state, last.body.publication]).toEqual(['approved', undefined]);
  return id;
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
  const later = addSeconds(gateway.app.now(), 7200);
  const due = await gateway.app.stores.items.findDuePublications(['routine'], toInstant(later), 10);
  expect(due.map((each) => each.id)).not.toContain(id);
});
