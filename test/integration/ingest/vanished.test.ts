import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
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

const actionsOf = ({ history }: ContentItem) => history.map(({ action }) => action);
const titleOf = (entry: LinkedEntry | undefined) => entry?.title ?? '';

describe('an article that is gone from a complete list', () => {
  test('twice is proposed for withdrawal, and nothing else happens to it', async () => {
    const list = entries(8);
    await desk.register('list');
    await desk.turn('list', list, WHOLE);
    await desk.turn('list', list.slice(1), WHOLE);
    expect(await desk.proposed('list')).toEqual([]);
    await desk.turn('list', list.slice(1), { ...WHOLE, deleted: ['urn:nobody'] });
    const [item, ...others] = await desk.proposed('list');
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      state: 'in-review',
      content: { title: titleOf(list[0]) },
      proposal: { kind: 'withdraw', reason: 'unlisted', evidence: { url: list[0]?.link, times: 2 } },
    });
    expect(item && actionsOf(item)).toEqual(['collected', 'checked', 'withdrawal-proposed']);
    expect(item).not.toHaveProperty('missing');
  });

  test('and from the same list read again unchanged is proposed as well, once', async () => {
    const list = entries(6);
    await desk.register('still');
    await desk.turn('still', list, WHOLE);
    await desk.turn('still', list.slice(0, 5), WHOLE);
    for (const round of [1, 2, 3]) {
      expect(await desk.collect('still')).toMatchObject({ unchanged: true });
      expect([round, await desk.proposed('still')]).toMatchObject([round, [{ version: 2 }]]);
    }
  });

  test('in between only is not', async () => {
    const list = entries(6);
    await desk.register('gap');
    for (const shown of [6, 5, 6, 5]) await desk.turn('gap', list.slice(0, shown), WHOLE);
    expect(await desk.proposed('gap')).toEqual([]);
  });

  test('from a window is not missing', async () => {
    const list = entries(6);
    await desk.register('window');
    for (const start of [0, 3, 4, 5]) await desk.turn('window', list.slice(start));
    expect(await desk.proposed('window')).toEqual([]);
  });

  test('that reappears loses its proposal, with a word in its history', async () => {
    const list = entries(6);
    await desk.register('back');
    await desk.turn('back', list, WHOLE);
    await desk.turn('back', list.slice(1), WHOLE);
    await desk.collect('back');
    expect(await desk.proposed('back')).toHaveLength(1);
    await desk.turn('back', [...list].reverse(), WHOLE);
    expect(await desk.proposed('back')).toEqual([]);
    const item = await desk.itemWith('back', titleOf(list[0]));
    expect(actionsOf(item).slice(-2)).toEqual(['withdrawal-proposed', 'proposal-cleared']);
  });
});

describe('an entry that the feed says was deleted', () => {
  test('is proposed by its id, even where the feed is a window', async () => {
    const list = entries(3);
    await desk.register('stones');
    await desk.turn('stones', list);
    const deleted = { deleted: [list[2]?.guid ?? ''] };
    await desk.turn('stones', list.slice(0, 2), deleted);
    await desk.collect('stones');
    expect(await desk.proposed('stones')).toMatchObject([
      { content: { title: titleOf(list[2]) }, proposal: { reason: 'deleted' } },
    ]);
  });

  test('but stands in the feed is there', async () => {
    const list = entries(2);
    await desk.register('both');
    await desk.turn('both', list);
    for (const round of [1, 2])
      await desk.turn('both', [...list, ...entries(round)], { deleted: [list[0]?.guid ?? ''] });
    expect(await desk.proposed('both')).toEqual([]);
  });
});

describe('many at once', () => {
  test('stop the source, and nothing is proposed until a person lets it go on', async () => {
    const list = entries(20);
    await desk.register('mass');
    await desk.turn('mass', list, WHOLE);
    await desk.turn('mass', list.slice(0, 3), WHOLE);
    const stopped = await gateway.call('province', 'GET', '/api/v1/sources/mass');
    expect(stopped.body).toMatchObject({
      ...{ state: 'stopped', stopped: { reason: 'mass-vanish', vanished: 17, live: 20 } },
      lastProblem: { code: 'source-mass-vanish' },
    });
    expect(await desk.collect('mass')).toMatchObject({ ran: false });
    const refused = await gateway.call('province', 'POST', '/api/v1/sources/mass/collect');
    expect(refused.body.code).toBe('wrong-state');
    expect(await desk.proposed('mass')).toEqual([]);
    const resumed = await gateway.call('province', 'PATCH', '/api/v1/sources/mass', { state: 'active' });
    expect([resumed.body.state, resumed.body.stopped]).toEqual(['active', undefined]);
    await desk.collect('mass');
    expect((await desk.source('mass')).state).toBe('active');
    expect(await desk.proposed('mass')).toHaveLength(17);
  });

  test('were a mistake of the site: once they are back, resuming proposes nothing', async () => {
    const list = entries(12);
    await desk.register('glitch');
    await desk.turn('glitch', list, WHOLE);
    await desk.turn('glitch', [], WHOLE);
    expect((await desk.source('glitch')).stopped).toMatchObject({ vanished: 12, live: 12 });
    await gateway.call('province', 'PATCH', '/api/v1/sources/glitch', { state: 'paused' });
    await gateway.call('province', 'PATCH', '/api/v1/sources/glitch', { state: 'active' });
    await desk.turn('glitch', list, WHOLE);
    await desk.turn('glitch', list.slice(1), WHOLE);
    expect(await desk.proposed('glitch')).toEqual([]);
    expect(await desk.source('glitch')).toMatchObject({ state: 'active' });
    await desk.turn('glitch', [], WHOLE);
    expect((await desk.source('glitch')).state).toBe('stopped');
  });

  test('by a list that was cut off or could not be read are not missing', async () => {
    const list = entries(12);
    await desk.register('cut');
    await desk.turn('cut', list, WHOLE);
    site.put('/cut.xml', { status: 500, body: 'down' });
    await desk.collect('cut');
    site.put('/cut.xml', {
      type: 'application/atom+xml',
      body: '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x',
    });
    await desk.collect('cut');
    expect(await desk.source('cut')).toMatchObject({
      state: 'active',
      lastProblem: { code: 'fetch-truncated' },
    });
    expect(await gateway.app.stores.items.findMissing('cut')).toEqual([]);
  });
});
