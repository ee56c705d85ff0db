import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Source } from '../../../schemas/source.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { sampleFeed } from '../../support/sample-feed.js';
import { startSampleSite, type SampleHandler, type SampleSite } from '../../support/sample-site.js';

let gateway: Gateway;
let desk: Desk;
let site: SampleSite;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  site = await startSampleSite();
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});

const feed = (title: string) => ({
  type: 'application/rss+xml',
  body: sampleFeed([{ guid: title, title, text: someText() }]),
});

async function register(id: string, options: Record<string, unknown>, fields = {}): Promise<void> {
  const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
    ...{ id, name: id, organizationId: 'hubei', adapter: 'feed', options, ...fields },
  });
  expect(answer.status).toBe(201);
}

const collectNow = (id: string) => gateway.call('province', 'POST', `/api/v1/sources/${id}/collect`);

async function collected(id: string, times: number): Promise<Source> {
  return eventually(`${id} was collected ${times} times`, async () => {
    const source = await desk.source(id);
    return source.collections >= times && source;
  });
}

const withAlarm = async (alarm: string) => {
  const answer = await gateway.call('liaison', 'GET', `/api/v1/sources?alarm=${alarm}`);
  return (answer.body.items ?? []).map(({ id }) => id);
};

const metric = async (alarm: string) => {
  const text = await (await fetch(new URL('/metrics', gateway.url))).text();
  return new RegExp(`^baosong_source_alarms\\{alarm="${alarm}"\\} (\\d+)`, 'm').exec(text)?.[1];
};

describe('the interval of a source', () => {
  test('follows the source unless it is fixed, and says how and until when', async () => {
    site.put('/own-pace.xml', feed('自己的节奏'));
    await register('own-pace', { url: `${site.urlAt(2)}/own-pace.xml` });
    const source = await collected('own-pace', 1);
    expect(source).not.toHaveProperty('intervalSeconds');
    expect(source).toMatchObject({
      currentIntervalSeconds: gateway.config.POLL_MIN_SECONDS,
      waiting: { reason: 'interval', until: source.nextPollAt },
      health: 'well',
      alarms: [],
    });
    expect(source).not.toHaveProperty('pulse');
    expect(source).not.toHaveProperty('lease');
  });

  test('can be fixed and freed again, and its limits must fit together', async () => {
    const change = (body: object) => gateway.call('province', 'PATCH', '/api/v1/sources/own-pace', body);
    expect((await change({ intervalSeconds: 60 })).body).toMatchObject({ intervalSeconds: 60 });
    expect((await change({ intervalSeconds: null })).body).not.toHaveProperty('intervalSeconds');
    expect((await change({ minIntervalSeconds: 900 })).status).toBe(200);
    const refused = await change({ maxIntervalSeconds: 600 });
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, '/maxIntervalSeconds']);
  });
});

describe('a site that blocks robots', () => {
  const challenge = '<html><script>document.cookie="a=1";location.reload()</script></html>';

  test('is reported as blocked, left alone for hours, and the alarm ends when it lets us in', async () => {
    site.put('/guarded.xml', { body: challenge });
    await register('guarded', { url: `${site.urlAt(3)}/guarded.xml` }, { intervalSeconds: 60 });
    const source = await collected('guarded', 1);
    const wait = Date.parse(source.nextPollAt) - Date.parse(source.lastProblem?.at ?? '');
    expect(wait).toBeGreaterThanOrEqual(4 * 3_600_000);
    expect(source).toMatchObject({
      lastProblem: { code: 'fetch-blocked-by-site' },
      waiting: { reason: 'blocked' },
      health: 'ill',
      alarms: [{ code: 'blocked-by-site', message: { zh: expect.stringContaining('白名单') } }],
    });
    expect(site.requests.filter((path) => path === '/guarded.xml')).toHaveLength(1);
    expect(await withAlarm('blocked-by-site')).toEqual(['guarded']);
    expect(await metric('blocked-by-site')).toBe('1');
    site.put('/guarded.xml', feed('放行之后'));
    await collectNow('guarded');
    expect(await collected('guarded', 2)).toMatchObject({ health: 'well', alarms: [] });
    expect([await withAlarm('blocked-by-site'), await metric('blocked-by-site')]).toEqual([[], '0']);
  });

  test('an address that is gone for good is asked once a day and shows it', async () => {
    site.put('/gone.xml', { status: 410, body: '已撤销' });
    await register('gone', { url: `${site.urlAt(3)}/gone.xml` }, { intervalSeconds: 60 });
    const source = await collected('gone', 1);
    expect(source).toMatchObject({ alarms: [{ code: 'address-gone' }], health: 'ill' });
    const wait = Date.parse(source.nextPollAt) - Date.parse(source.lastProblem?.at ?? '');
    expect(wait).toBeGreaterThanOrEqual(86_400_000);
  });
});

describe('robots.txt', () => {
  const list =
    '<html><head><meta charset="utf-8"><title>要闻</title></head><body><ul>' +
    ['1', '2', '3']
      .map((n) => `<li><a href="/news/${n}.html">第${n}条测绘新闻标题</a><span>2026-11-2${n}</span></li>`)
      .join('') +
    '</ul></body></html>';
  const article = (n: string) =>
    `<html><head><meta charset="utf-8"><title>第${n}条测绘新闻标题</title><meta name="ArticleTitle" content="第${n}条测绘新闻标题">` +
    `<meta name="PubDate" content="2026-11-2${n} 09:05"></head><body><div class="TRS_Editor"><p>${someText()}</p></div></body></html>`;

  test('is honoured for articles, not for the address that was registered, until the organization consents', async () => {
    site.put('/robots.txt', { type: 'text/plain', body: 'User-agent: *\nDisallow: /' });
    site.put('/news/', { body: list });
    for (const n of ['1', '2', '3']) site.put(`/news/${n}.html`, { body: article(n) });
    const url = site.urlAt(4);
    await register('polite', { listUrls: [`${url}/news/`] }, { adapter: 'site' });
    const source = await collected('polite', 1);
    expect(source).toMatchObject({
      items: 0,
      consecutiveFailures: 0,
      lastProblem: { code: 'fetch-robots-disallowed' },
      alarms: [{ code: 'robots-disallowed' }],
    });
    expect(site.requests).toContain('/news/');
    expect(site.requests.filter((path) => /^\/news\/\d/.test(path))).toEqual([]);

    const consent = '/api/v1/organizations/hubei/crawl-consent';
    const stranger = await gateway.call('editor', 'POST', consent, { note: '代填' });
    expect([stranger.status, stranger.body.code]).toEqual([403, 'forbidden']);
    const granted = await gateway.call('province', 'POST', consent, { note: '来函同意' });
    expect(granted.body).toMatchObject({ crawlConsent: { by: 'province', note: '来函同意' } });
    await collectNow('polite');
    expect(await collected('polite', 2)).toMatchObject({ items: 3, alarms: [] });

    const withdrawn = await gateway.call('province', 'DELETE', consent);
    expect(withdrawn.body).not.toHaveProperty('crawlConsent');
    expect(withdrawn.body.consentHistory).toMatchObject([
      { action: 'granted', by: 'province' },
      { action: 'withdrawn', by: 'province' },
    ]);
    await collectNow('polite');
    expect((await collected('polite', 3)).alarms).toMatchObject([{ code: 'robots-disallowed' }]);
    expect(site.requests.filter((path) => path === '/robots.txt')).toHaveLength(1);
  });
});

describe('sources of one host', () => {
  test('take turns: never two at a time, and none is lost', async () => {
    let open = 0;
    let most = 0;
    const slowly =
      (title: string): SampleHandler =>
      (_request, response) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          const { type, body } = feed(title);
          response.writeHead(200, { 'content-type': type }).end(body);
        }, 30);
      };
    const names = ['甲', '乙', '丙', '丁'].map((name, index) => [`turn-${index}`, name] as const);
    for (const [id, title] of names) site.put(`/${id}.xml`, slowly(`轮流采集${title}`));
    await Promise.all(names.map(([id]) => register(id, { url: `${site.urlAt(5)}/${id}.xml` })));
    for (const [id] of names) expect(await collected(id, 1)).toMatchObject({ items: 1 });
    expect(most).toBe(1);
  });
});
