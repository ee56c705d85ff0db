import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STAGES } from '../support/desk.js';
import { eventually, startGateway, type Gateway } from '../support/gateway.js';
import { startSampleSite, type SampleSite } from '../support/sample-site.js';

const rss = (items: { guid: string; title: string; text: string }[]) =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>动态</title><link>http://unit.test/</link>${items
    .map(
      ({ guid, title, text }) =>
        `<item><guid isPermaLink="false">${guid}</guid><title>${title}</title><description>${text}</description>` +
        `<pubDate>Mon, 23 Nov 2026 09:05:00 +0800</pubDate></item>`,
    )
    .join('')}</channel></rss>`;

const LONG = '全国基础测绘工作会议在京召开，会议总结了年度工作，部署了下一阶段重点任务。'.repeat(3);

describe('one item, from a site to the portals and back', () => {
  let gateway: Gateway;
  let site: SampleSite;

  beforeAll(async () => {
    gateway = await startGateway();
    site = await startSampleSite();
    site.put('/rss.xml', {
      type: 'application/rss+xml',
      body: rss([{ guid: 'a1', title: '会议召开', text: LONG }]),
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await site.close();
  });

  const itemsIn = async (state: string) => {
    const answer = await gateway.call('liaison', 'GET', `/api/v1/items?state=${state}`);
    return answer.body.items ?? [];
  };
  const item = async (id: string) => (await gateway.call('liaison', 'GET', `/api/v1/items/${id}`)).body;
  const decide = async (who: string, id: string, body: Record<string, unknown>) =>
    gateway.call(who, 'POST', `/api/v1/items/${id}/decisions`, {
      version: (await item(id)).version,
      ...body,
    });

  test('is collected, reviewed by four people, delivered to both portals, adopted, corrected and withdrawn', async () => {
    const registered = await gateway.call('liaison', 'POST', '/api/v1/sources', {
      ...{ id: 'hubei-news', name: '湖北要闻', organizationId: 'hubei', adapter: 'feed' },
      ...{ options: { url: `${site.url}/rss.xml` }, kind: 'news', intervalSeconds: 3600 },
    });
    expect(registered.status).toBe(201);
    const waiting = await eventually('an item waits for review', async () => (await itemsIn('in-review'))[0]);
    const id = String(waiting.id);
    expect(waiting.content).toMatchObject({ title: '会议召开', publishedAt: '2026-11-23T09:05:00+08:00' });

    expect((await decide('reviewer', id, { decision: 'approve' })).status).toBe(200);
    expect((await decide('reviewer', id, { decision: 'approve' })).body.code).toBe('same-person');
    expect((await decide('reviewer2', id, { decision: 'approve' })).status).toBe(200);
    expect((await decide('reviewer', id, { decision: 'approve' })).body.code).toBe('forbidden');
    expect((await decide('chief', id, { decision: 'approve' })).body.state).toBe('in-review');
    expect((await decide('secrecy', id, { decision: 'approve' })).body.state).toBe('approved');
    const adopted = await eventually('both portals have adopted it', async () => {
      const current = await item(id);
      const all = current.deliveries as { status: string }[];
      return all.length === 2 && all.every((each) => each.status === 'adopted') && current;
    });
    expect(adopted.state).toBe('delivered');
    expect(gateway.portals?.bureau.items()).toMatchObject([
      { itemId: id, effects: [{ revision: 1, operation: 'publish' }] },
    ]);

    site.put('/rss.xml', {
      type: 'application/rss+xml',
      body: rss([{ guid: 'a1', title: '会议于11月24日召开（更正）', text: LONG }]),
    });
    expect((await gateway.call('province', 'POST', '/api/v1/sources/hubei-news/collect')).status).toBe(202);
    await eventually('the second revision waits', async () => (await itemsIn('in-review'))[0]);
    for (const who of STAGES) await decide(who, id, { decision: 'approve' });
    await eventually('the portals show revision 2', () => {
      const held = [...(gateway.portals?.bureau.items() ?? []), ...(gateway.portals?.central.items() ?? [])];
      return held.length === 2 && held.every((each) => each.effects.at(-1)?.revision === 2);
    });

    expect(
      (await gateway.call('liaison', 'POST', `/api/v1/items/${id}/withdrawals`, { reason: '内容有误' }))
        .status,
    ).toBe(200);
    await eventually('both portals have taken it down', async () => {
      const all = (await item(id)).deliveries as { status: string }[];
      return all.every((each) => each.status === 'withdrawn');
    });
  });
});
