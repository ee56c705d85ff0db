import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Websub } from '../../../schemas/websub.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { openFrontDoor, type FrontDoor } from '../../support/front-door.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startReferenceHub, type ReferenceHub } from '../../support/reference-hub.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

let gateway: Gateway;
let desk: Desk;
let site: SampleSite;
let hub: ReferenceHub;
let door: FrontDoor;

beforeAll(async () => {
  [site, hub, door] = await Promise.all([startSampleSite(), startReferenceHub(), openFrontDoor()]);
  gateway = await startGateway({ portals: false, environment: { PUBLIC_URL: door.url } });
  door.leadTo(gateway.url);
  desk = openDesk(gateway);
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([site.close(), hub.close(), door.close()]);
});

/** A host of its own for each feed: those of one host would wait for each other. */
const hosts = new Map<string, number>();

function topicOf(name: string): string {
  const host = hosts.get(name) ?? 20 + hosts.size;
  hosts.set(name, host);
  return `${site.urlAt(host)}/${name}.xml`;
}

function putFeed(name: string, titles: string[], hubUrl: string | undefined = hub.url): void {
  const links =
    `<atom:link rel="self" href="${topicOf(name)}"/>` +
    (hubUrl === '' ? '' : `<atom:link rel="hub" href="${hubUrl}"/>`);
  const items = titles.map(
    (title) =>
      `<item><guid>${title}</guid><title>${title}</title><description>${someText()}</description></item>`,
  );
  const body =
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>动态</title>' +
    `${links}${items.join('')}</channel></rss>`;
  site.put(`/${name}.xml`, { type: 'application/rss+xml', body });
}

async function register(name: string): Promise<void> {
  const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
    ...{ id: name, name, organizationId: 'hubei', adapter: 'feed', options: { url: topicOf(name) } },
    intervalSeconds: 86_400,
  });
  expect(answer.status).toBe(201);
}

const standing = (name: string, state: Websub['state']) =>
  eventually(`${name} is ${state}`, async () => {
    const { websub } = await desk.source(name);
    return websub?.state === state && websub;
  });

/** A source whose feed announced the hub, subscribed to. */
async function subscribed(name: string): Promise<Websub> {
  hub.behave({});
  putFeed(name, [`${name}第一篇`]);
  await register(name);
  // The gateway knows of its success a moment before the hub does, and the first collection ends after both.
  await eventually('the hub knows', () => hub.active().includes(topicOf(name)));
  await eventually('it is collected', async () => (await collectionsOf(name)) > 0);
  return standing(name, 'active');
}

const collectionsOf = async (name: string) => (await desk.source(name)).collections;
const askedFor = (name: string, mode: string) =>
  hub.asked.filter((asked) => asked.topic === topicOf(name) && asked.mode === mode);

/** Makes a subscription due now instead of at its time. */
async function makeDue(name: string): Promise<void> {
  await eventually('it is written', async () => {
    const found = await gateway.app.stores.subscriptions.find(name);
    return (
      found && gateway.app.stores.subscriptions.change(found, { dueAt: '2026-01-01T00:00:00.000+08:00' })
    );
  });
}

async function callback(name: string): Promise<string> {
  const found = await gateway.app.stores.subscriptions.find(name);
  return `${gateway.url}/websub/${found?.token ?? ''}`;
}

describe('a feed that announces a hub', () => {
  test('is subscribed to, with a secret, and the source shows how it stands', async () => {
    const websub = await subscribed('plain');
    expect(websub).toEqual({
      hub: hub.url,
      topic: topicOf('plain'),
      state: 'active',
      expiresAt: expect.any(String),
    });
    const lease = Date.parse(websub.expiresAt ?? '') - Date.now();
    expect(Math.abs(lease - 864_000_000)).toBeLessThan(600_000);
    expect(askedFor('plain', 'subscribe')).toMatchObject([
      { leaseSeconds: '864000', secret: expect.stringMatching(/^[\da-f]{64}$/) },
    ]);
    expect(hub.complaints).toEqual([]);
  });

  test('what makes the callback work is shown to nobody', async () => {
    await subscribed('quiet');
    const found = await gateway.app.stores.subscriptions.find('quiet');
    const shown = await Promise.all([
      gateway.call('admin', 'GET', '/api/v1/sources/quiet'),
      gateway.call('admin', 'GET', '/api/v1/sources?limit=200'),
      gateway.call('admin', 'PATCH', '/api/v1/sources/quiet', { name: '安静' }),
    ]);
    for (const { body } of shown) {
      expect(JSON.stringify(body)).toContain('quiet');
      expect(JSON.stringify(body)).not.toMatch(
        new RegExp(`${found?.token ?? ''}|secret|lease"|subscription`),
      );
    }
  });

  test('a hub that verifies before it answers is as good', async () => {
    hub.behave({ verifyFirst: true, leaseSeconds: 3600 });
    putFeed('eager', ['甲']);
    await register('eager');
    const websub = await standing('eager', 'active');
    expect(Date.parse(websub.expiresAt ?? '') - Date.now()).toBeLessThan(3_600_001);
  });

  test('a hub that hands the request on is followed', async () => {
    const elsewhere = await startReferenceHub();
    hub.behave({ answer: { status: 307, headers: { location: elsewhere.url } } });
    putFeed('moved', ['甲']);
    await register('moved');
    await standing('moved', 'active');
    await eventually('the other hub knows', () => elsewhere.active().includes(topicOf('moved')));
    await elsewhere.close();
  });

  test('is renewed when its time comes, with the same callback and secret', async () => {
    const before = await subscribed('renewed');
    await makeDue('renewed');
    await eventually('it is renewed', () => askedFor('renewed', 'subscribe').length === 2);
    const [first, second] = askedFor('renewed', 'subscribe');
    expect(second).toEqual(first);
    await eventually('the lease is longer', async () => {
      const { websub } = await desk.source('renewed');
      return websub?.state === 'active' && (websub.expiresAt ?? '') > (before.expiresAt ?? '');
    });
  });

  test('a hub that refuses is shown with its reason', async () => {
    hub.behave({ answer: { status: 403, body: 'topic not served here' } });
    putFeed('refused', ['甲']);
    await register('refused');
    expect((await standing('refused', 'denied')).problem).toMatch(/403.*topic not served here/);
  });

  test('a hub in trouble, or one that forgets, is asked again', async () => {
    hub.behave({ answer: { status: 503 } });
    putFeed('trouble', ['甲']);
    await register('trouble');
    await eventually('it shows', async () =>
      /503/.test((await desk.source('trouble')).websub?.problem ?? ''),
    );
    hub.behave({ forgets: true });
    await makeDue('trouble');
    await eventually('it was asked again', () => askedFor('trouble', 'subscribe').length === 2);
    hub.behave({});
    await makeDue('trouble');
    expect((await standing('trouble', 'active')).problem).toBeUndefined();
  });

  test('a hub that denies later ends it', async () => {
    await subscribed('denied');
    expect(await hub.deny(topicOf('denied'), '频道已关闭')).toBe(200);
    expect((await standing('denied', 'denied')).problem).toContain('频道已关闭');
  });

  test('a public hub is not asked while our own address names this machine only', async () => {
    putFeed('local', ['甲'], 'https://hub.example.org/');
    await register('local');
    expect((await standing('local', 'unreachable')).problem).toContain('PUBLIC_URL');
  });

  test('a hub that the feed no longer announces is left', async () => {
    await subscribed('dropped');
    putFeed('dropped', ['甲', '乙'], '');
    await gateway.call('liaison', 'POST', '/api/v1/sources/dropped/collect');
    await eventually(
      'nothing is left of it',
      async () => (await desk.source('dropped')).websub === undefined,
    );
    await eventually('the hub knows', () => !hub.active().includes(topicOf('dropped')));
  });

  test('another hub takes the place of the first', async () => {
    await subscribed('changed');
    const other = await startReferenceHub();
    putFeed('changed', ['甲', '乙'], other.url);
    await gateway.call('liaison', 'POST', '/api/v1/sources/changed/collect');
    await eventually('the other is active', () => other.active().includes(topicOf('changed')));
    expect(await hub.publish(topicOf('changed'), 'x')).toBe(410);
    await other.close();
  });
});

describe('a message of the hub', () => {
  test.each(['sha1', 'sha256', 'sha384', 'sha512'])(
    'signed with %s brings what is new at once',
    async (method) => {
      const name = `told-${method}`;
      await subscribed(name);
      putFeed(name, [`${name}第一篇`, `${name}第二篇`]);
      expect(await hub.publish(topicOf(name), '<rss/>', { method })).toBe(202);
      await eventually('the item is there', async () => {
        const found = await gateway.app.stores.items.list({ q: `${name}第二篇` }, { limit: 1 });
        return found.items.length === 1;
      });
    },
  );

  test('says nothing of itself: its body is not read', async () => {
    await subscribed('fat');
    const forged = '<rss><channel><item><guid>z</guid><title>推送里才有的一篇</title></item></channel></rss>';
    const before = await collectionsOf('fat');
    expect(await hub.publish(topicOf('fat'), forged)).toBe(202);
    await eventually('the source was collected', async () => (await collectionsOf('fat')) > before);
    const found = await gateway.app.stores.items.list({ q: '推送里才有的一篇' }, { limit: 1 });
    expect(found.items).toEqual([]);
  });

  test.each([
    ['not signed', { signature: '' }],
    ['signed with another secret', { secret: 'guessed' }],
    ['signed over something else', { signature: `sha256=${'0'.repeat(64)}` }],
    ['signed by a method nobody asked for', { method: 'md5' }],
    ['with half a signature', { signature: 'sha256=00' }],
    ['with words for a signature', { signature: 'sha256=trust me' }],
  ])('%s is refused and wakes nothing', async (what, how) => {
    const name = `forged-${what.replaceAll(' ', '-')}`;
    await subscribed(name);
    const { nextPollAt } = await desk.source(name);
    expect(await hub.publish(topicOf(name), '<rss/>', how)).toBe(401);
    expect((await desk.source(name)).nextPollAt).toBe(nextPollAt);
  });

  test('while the source is being collected makes it due again', async () => {
    await subscribed('busy');
    const { subscriptions, sources } = gateway.app.stores;
    const found = await subscriptions.find('busy');
    const now = '2026-11-24T10:00:00.000+08:00';
    await sources.change('busy', { nextPollAt: '2026-11-24T09:00:00.000+08:00', state: 'active' });
    await eventually('it was collected', async () => (await desk.source('busy')).nextPollAt > now);
    if (!found) throw new Error('no subscription');
    expect(await subscriptions.wakeSource(found, now)).toBe(true);
  });
});

describe('the callback echoes only what was asked for', () => {
  const ask = (url: string, question: Record<string, string>) => {
    const asked = new URL(url);
    for (const [name, value] of Object.entries(question)) asked.searchParams.set(`hub.${name}`, value);
    return fetch(asked);
  };

  test.each([
    ['an unsubscription', { mode: 'unsubscribe' }],
    ['another topic', { mode: 'subscribe', topic: 'https://elsewhere.example.org/' }],
    ['a subscription that is active already', { mode: 'subscribe' }],
    ['no mode', {}],
    ['a denial of another topic', { mode: 'denied', topic: 'https://elsewhere.example.org/' }],
  ])('not %s that nobody asked for', async (what, question) => {
    const name = `asked-${what.replaceAll(' ', '-')}`;
    await subscribed(name);
    const response = await ask(await callback(name), { topic: topicOf(name), challenge: 'c', ...question });
    expect(response.status).toBe(404);
    expect(await response.text()).not.toBe('c');
    expect((await desk.source(name)).websub?.state).toBe('active');
  });

  test.each(['/websub/none', '/websub/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])('%s is nobody', async (path) => {
    const url = `${gateway.url}${path}`;
    expect((await ask(url, { mode: 'subscribe', topic: topicOf('plain'), challenge: 'c' })).status).toBe(404);
    const sent = await fetch(url, { method: 'POST', body: 'x' });
    expect([404, 410]).toContain(sent.status);
  });

  test('the echo is text, whatever the challenge looks like, and is not kept', async () => {
    hub.behave({ forgets: true });
    putFeed('script', ['甲']);
    await register('script');
    await eventually('it was asked', () => askedFor('script', 'subscribe').length === 1);
    const challenge = '<script>alert(1)</script>';
    const response = await ask(await callback('script'), {
      mode: 'subscribe',
      topic: topicOf('script'),
      challenge,
    });
    expect([response.status, await response.text()]).toEqual([200, challenge]);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a challenge without end is refused', async () => {
    const url = await callback('plain');
    expect(
      (await ask(url, { mode: 'subscribe', topic: topicOf('plain'), challenge: 'x'.repeat(3000) })).status,
    ).toBe(400);
  });

  test('other methods are not allowed', async () => {
    expect((await fetch(await callback('plain'), { method: 'PUT', body: 'x' })).status).toBe(405);
  });
});

test('a source that is paused is unsubscribed, and subscribed again when it goes on', async () => {
  await subscribed('rest');
  await gateway.call('liaison', 'PATCH', '/api/v1/sources/rest', { state: 'paused' });
  await standing('rest', 'ended');
  await eventually('the hub knows', () => !hub.active().includes(topicOf('rest')));
  const sent = await fetch(await callback('rest'), { method: 'POST', body: 'x' });
  expect(sent.status).toBe(410);
  await gateway.call('liaison', 'PATCH', '/api/v1/sources/rest', { state: 'active' });
  await standing('rest', 'active');
  await eventually('the hub knows', () => hub.active().includes(topicOf('rest')));
  expect(hub.complaints).toEqual([]);
});
