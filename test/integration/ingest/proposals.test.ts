import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import { openDesk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { newEntries, type LinkedEntry } from '../../support/linked-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { openSourceDesk } from '../../support/source-desk.js';

const entries = newEntries();

let gateway: Gateway;
let site: SampleSite;
let desk: ReturnType<typeof openSourceDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [], environment: { VANISH_CONFIRM_SECONDS: '0' } });
  site = await startSampleSite();
  desk = openSourceDesk(gateway, site);
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});

const WHOLE = { complete: true };

function decide(item: ContentItem | undefined, decision: 'accept' | 'dismiss', who = 'liaison') {
  const body = { decision, reason: '已与网站核实' };
  return gateway.call(who, 'POST', `/api/v1/items/${item?.id ?? ''}/proposals`, body);
}

describe('a person decides', () => {
  const propose = async (id: string): Promise<[ContentItem, LinkedEntry[]]> => {
    const list = entries(6);
    await desk.register(id);
    await desk.turn(id, list, WHOLE);
    await desk.turn(id, list.slice(1), WHOLE);
    await desk.collect(id);
    const [item] = await desk.proposed(id);
    if (!item) throw new Error('nothing proposed');
    return [item, list];
  };

  test('accepting withdraws, by that person', async () => {
    const [item] = await propose('accepted');
    const answer = await decide(item, 'accept');
    expect([answer.status, answer.body]).toMatchObject([200, { state: 'withdrawn' }]);
    expect(answer.body).not.toHaveProperty('proposal');
    expect((answer.body as unknown as ContentItem).history.at(-1)).toMatchObject({
      ...{ action: 'withdrawn', by: 'liaison', comment: '已与网站核实' },
    });
    expect((await decide(item, 'accept')).body.code).toBe('wrong-state');
    await desk.turn('accepted', entries(6).slice(1), WHOLE);
    expect(await desk.proposed('accepted')).toEqual([]);
  });

  test('dismissing is remembered until the article was there and vanished anew', async () => {
    const [item, list] = await propose('kept');
    const answer = await decide(item, 'dismiss', 'province');
    expect([answer.status, answer.body.state, answer.body.proposal]).toEqual([200, 'in-review', undefined]);
    expect((answer.body as unknown as ContentItem).history.at(-1)).toMatchObject({
      action: 'proposal-dismissed',
    });
    const extra = entries(3);
    for (const n of [1, 2, 3]) await desk.turn('kept', [...list.slice(1), ...extra.slice(0, n)], WHOLE);
    expect(await desk.proposed('kept')).toEqual([]);
    await desk.turn('kept', [...list, ...extra], WHOLE);
    await desk.turn('kept', [...list.slice(1), ...extra], WHOLE);
    await desk.collect('kept');
    expect(await desk.proposed('kept')).toMatchObject([{ id: item.id }]);
  });

  test('the ordinary withdrawal settles the proposal too', async () => {
    const [item] = await propose('ordinary');
    const answer = await gateway.call('liaison', 'POST', `/api/v1/items/${item.id}/withdrawals`, {
      reason: '失效',
    });
    expect([answer.status, answer.body.state, answer.body.proposal]).toEqual([200, 'withdrawn', undefined]);
    expect(await desk.proposed('ordinary')).toEqual([]);
  });

  test('of the right role, organization and on something that is proposed', async () => {
    const [item] = await propose('roles');
    expect((await decide(item, 'accept', 'reviewer')).body.code).toBe('forbidden');
    expect((await decide(item, 'accept', 'editor')).body.code).toBe('forbidden');
    const none = await gateway.call('liaison', 'POST', '/api/v1/items/20261123-000000-00000000/proposals', {
      ...{ decision: 'accept', reason: '无' },
    });
    expect(none.body.code).toBe('not-found');
    const bad = await gateway.call('liaison', 'POST', `/api/v1/items/${item.id}/proposals`, {
      decision: 'maybe',
    });
    expect(bad.body.errors?.map(({ pointer }) => pointer).sort()).toEqual(['/decision', '/reason']);
    const query = await gateway.call('liaison', 'GET', '/api/v1/items?proposal=publish');
    expect([query.status, query.body.errors?.[0]?.pointer]).toEqual([400, '/proposal']);
  });
});

test('an accepted proposal takes a published item down at the portals', async () => {
  const live = await startGateway({ environment: { VANISH_CONFIRM_SECONDS: '0' } });
  const sources = openSourceDesk(live, site);
  const people = openDesk(live);
  try {
    const list = entries(6);
    sources.publish('published', list, WHOLE);
    await sources.register('published', { intervalSeconds: 3600 });
    const item = await eventually('the item is there', async () => (await sources.items('published'))[0]);
    await people.approve(item.id);
    await people.delivered(item.id, 'bureau', 'adopted');
    const left = list.filter(({ title }) => title !== item.content.title);
    for (const extra of [1, 2]) {
      const { collections } = await sources.source('published');
      sources.publish('published', [...left, ...entries(extra)], WHOLE);
      await live.call('liaison', 'POST', '/api/v1/sources/published/collect');
      await eventually(
        'it was collected',
        async () => (await sources.source('published')).collections > collections,
      );
    }
    const proposal = await people.item(item.id);
    expect(proposal).toMatchObject({
      publication: { operation: 'publish' },
      proposal: { reason: 'unlisted' },
    });
    const body = { decision: 'accept', reason: '原网站已撤' };
    expect((await live.call('liaison', 'POST', `/api/v1/items/${item.id}/proposals`, body)).status).toBe(200);
    await people.delivered(item.id, 'bureau', 'withdrawn');
  } finally {
    await live.stop();
  }
});
