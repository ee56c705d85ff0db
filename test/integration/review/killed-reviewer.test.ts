import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { freePort, runBaosong, type GatewayProcess } from '../../support/gateway-process.js';
import { approve, openReviewDesk, outcome } from '../../support/review-desk.js';

const ITEMS = 24;
let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;
let killed: GatewayProcess | undefined;

beforeAll(async () => {
  gateway = await startGateway();
  desk = openReviewDesk(gateway);
});
afterAll(async () => {
  killed?.child.kill('SIGKILL');
  await killed?.ended;
  await gateway.stop();
});

/** Another process of the same gateway, at the same documents. */
async function startApi(): Promise<{ process: GatewayProcess; url: string }> {
  const port = await freePort();
  const { config, services } = gateway;
  const process = runBaosong(['api'], {
    ...{ MONGO_URL: services.mongoUrl, REDIS_URL: services.redisUrl, SECRET_KEY: services.secretKey },
    ...{
      MONGO_DATABASE: config.MONGO_DATABASE,
      REDIS_PREFIX: config.REDIS_PREFIX,
      DATA_DIR: gateway.dataDir,
    },
    ...{ PORT: String(port), LOG_LEVEL: 'silent' },
  });
  killed = process;
  const url = `http://127.0.0.1:${port}`;
  await eventually(
    'the other process answers',
    async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok,
  );
  return { process, url };
}

function sendDecision(url: string, { id, version }: ContentItem): Promise<number> {
  const request = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${gateway.people['secrecy'] ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ ...approve, version }),
  };
  return fetch(`${url}/api/v1/items/${id}/decisions`, request).then(
    ({ status }) => status,
    () => 0,
  );
}

test('a process killed in the middle of decisions leaves each whole or not at all, and what it decided goes out', async () => {
  const { process, url } = await startApi();
  const flash = { lane: 'flash', laneReason: '地震应急' };
  const ids = await Promise.all(Array.from({ length: ITEMS }, () => desk.waiting(flash)));
  for (const id of ids) await desk.decide('duty', id, approve);
  const before = await Promise.all(ids.map((id) => desk.item(id)));

  let answered = 0;
  const statuses = await Promise.all(
    before.map(async (item) => {
      const status = await sendDecision(url, item);
      if (++answered === 3) process.child.kill('SIGKILL');
      return status;
    }),
  );
  expect((await process.ended).signal).toBe('SIGKILL');

  for (const [at, id] of ids.entries()) {
    const { history, state, publication, secondReview } = await desk.item(id);
    const told = history.filter(({ action, by }) => action === 'approved' && by === 'secrecy').length;
    expect(told).toBe(state === 'in-review' ? 0 : 1);
    expect([publication !== undefined, secondReview !== undefined]).toEqual([told === 1, told === 1]);
    if (statuses[at] === 200) expect(told).toBe(1);
    if (told === 0) expect(outcome(await desk.decide('secrecy', id, approve))).toEqual([200, 'approved']);
  }
  for (const id of ids) await desk.inState(id, 'delivered');
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
});
