import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { sampleFeed } from '../../support/sample-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { watchVisits } from '../../support/visited-site.js';

const GAP_MS = 100;
const HTML = { type: 'text/html; charset=utf-8' };

let site: SampleSite;
let gateway: Gateway;
let desk: Desk;
let watch: ReturnType<typeof watchVisits>;
beforeAll(async () => {
  site = await startSampleSite();
  gateway = await startGateway({ portals: false, environment: { HOST_GAP_MS: String(GAP_MS) } });
  desk = openDesk(gateway);
  site.put('/robots.txt', { type: 'text/plain', body: 'User-agent: *\nDisallow: /private/' });
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});
beforeEach(() => {
  site.requests.length = 0;
  watch = watchVisits(site);
});

async function collect(id: string, adapter: string, options: object) {
  const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
    ...{ id, name: id, organizationId: 'hubei', adapter, options },
  });
  expect(answer.status).toBe(201);
  return eventually(`${id} is collected`, async () => {
    const source = await desk.source(id);
    return source.collections > 0 && source;
  });
}

const asked = (path: string) => site.requests.filter((each) => each === path).length;
const article = (n: number) =>
  `<html><head><meta charset="utf-8"><title>第${n}条重定向新闻</title><meta name="PubDate" content="2026-11-2${n} 09:05">` +
  `</head><body><div class="TRS_Editor"><p>${someText()}</p></div></body></html>`;

test('an article that leads to a forbidden address of another host is refused there, and its host is asked politely', async () => {
  const [first, second] = [site.urlAt(2), site.urlAt(3)];
  const links = [1, 2, 3].map(
    (n) => `<li><a href="/go/${n}.html">第${n}条重定向新闻标题</a><span>2026-11-2${n}</span></li>`,
  );
  watch.serve('/list/', `<html><meta charset="utf-8"><body><ul>${links.join('')}</ul></body></html>`, HTML);
  watch.redirect('/go/1.html', `${second}/moved/1.html`);
  watch.redirect('/go/2.html', `${second}/private/2.html`);
  watch.redirect('/go/3.html', `${second}/moved/3.html`);
  for (const n of [1, 3]) watch.serve(`/moved/${n}.html`, article(n), { ...HTML, tookMs: 20 });
  watch.serve('/private/2.html', article(2), HTML);
  const source = await collect('leads-away', 'site', { listUrls: [`${first}/list/`] });
  expect(source).toMatchObject({
    items: 2,
    lastProblem: { code: 'fetch-robots-disallowed' },
    alarms: [{ code: 'robots-disallowed' }],
  });
  expect(asked('/private/2.html')).toBe(0);
  expect(watch.to(second).map(({ path }) => path)).toEqual(['/moved/1.html', '/moved/3.html']);
  // Each of both hosts was asked once for its rules.
  expect(asked('/robots.txt')).toBe(2);
  for (const host of [first, second])
    expect(watch.manners(host).shortestGapMs).toBeGreaterThanOrEqual(GAP_MS - 5);
});

test('two collections that lead to each other’s host both arrive', async () => {
  const [first, second] = [site.urlAt(4), site.urlAt(5)];
  const feed = (title: string) => sampleFeed([{ guid: title, title, text: someText() }]);
  const rss = { type: 'application/rss+xml', tookMs: 30 };
  watch.redirect('/there.xml', `${second}/at-second.xml`);
  watch.redirect('/back.xml', `${first}/at-first.xml`);
  watch.serve('/at-second.xml', feed('在第二个网站'), rss);
  watch.serve('/at-first.xml', feed('在第一个网站'), rss);
  const both = await Promise.all([
    collect('there', 'feed', { url: `${first}/there.xml` }),
    collect('back', 'feed', { url: `${second}/back.xml` }),
  ]);
  expect(both.map(({ items, consecutiveFailures }) => [items, consecutiveFailures])).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

test('a registered address is invited, where it leads to is not', async () => {
  const host = site.urlAt(6);
  watch.redirect('/private/feed.xml', `${host}/private/elsewhere.xml`);
  watch.serve('/private/elsewhere.xml', sampleFeed([]), { type: 'application/rss+xml' });
  const source = await collect('invited', 'feed', { url: `${host}/private/feed.xml` });
  expect(source.lastProblem).toMatchObject({
    code: 'fetch-robots-disallowed',
    url: `${host}/private/elsewhere.xml`,
  });
  expect([asked('/private/feed.xml'), asked('/private/elsewhere.xml')]).toEqual([1, 0]);
});
