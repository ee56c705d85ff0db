import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { LANE_CONCURRENCY } from '../../../src/queue/lanes.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { PNG } from '../../support/sample-files.js';
import { sampleFeed } from '../../support/sample-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { untilSettled } from '../../support/settled-files.js';
import { watchVisits } from '../../support/visited-site.js';

const GAP_MS = 120;
const sha256 = createHash('sha256').update(PNG).digest('hex');

let site: SampleSite;
let gateway: Gateway;
let desk: Desk;
let watch: ReturnType<typeof watchVisits>;
beforeAll(async () => {
  site = await startSampleSite();
  gateway = await startGateway({
    portals: false,
    environment: { HOST_GAP_MS: String(GAP_MS), FETCH_TIMEOUT_MS: '60000' },
  });
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

const escape = (html: string) => html.replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Registers a feed of one host with one article that shows some pictures; the article, once it is here. */
async function collectArticle(host: string, images: readonly string[]): Promise<ContentItem> {
  const id = `s${randomBytes(5).toString('hex')}`;
  const html = images.map((url) => `<img src="${url}" alt="图">`).join('');
  const text = escape(`<p>${someText()}</p>${html}`);
  site.put(`/${id}.xml`, {
    type: 'application/rss+xml',
    body: sampleFeed([{ guid: id, title: `影像成果发布${id}`, text }]),
  });
  const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
    ...{ id, name: id, organizationId: 'hubei', adapter: 'feed', options: { url: `${host}/${id}.xml` } },
  });
  expect(answer.status).toBe(201);
  return eventually(`${id} is collected`, async () => {
    const { items } = await gateway.app.stores.items.list({ organizationId: 'hubei' }, { limit: 50 });
    return items.find((item) => item.sourceId === id);
  });
}

async function settled(id: string): Promise<ContentItem> {
  return untilSettled(gateway, id);
}

/** Nothing more to come of its files, those included whose turn is awaited. */
async function allHere(id: string): Promise<ContentItem> {
  return eventually(`all files of ${id} are here`, async () => {
    const item = await desk.item(id);
    const files = [...item.content.images, ...item.content.attachments];
    return files.every(({ sha256: hash, problem }) => hash ?? problem) && item;
  });
}

const outcomes = ({ content }: ContentItem) =>
  content.images.map(({ sha256: hash, problem }) => (hash === sha256 ? 'here' : problem?.code));
const asked = (path: string) => site.requests.filter((each) => each === path).length;

describe('robots.txt', () => {
  const paths = ['/open.png', '/private/map.png', '/private/second.png'];

  test('is honoured for files of collected items, and what it forbids is said of them', async () => {
    const host = site.urlAt(2);
    for (const path of paths) watch.serve(path, PNG);
    const { id } = await collectArticle(
      host,
      paths.map((path) => host + path),
    );
    const item = await allHere(id);
    expect(outcomes(item)).toEqual(['here', 'fetch-robots-disallowed', 'fetch-robots-disallowed']);
    expect(item.content.images[1]?.problem).toMatchObject({
      zh: expect.stringContaining('robots.txt'),
      en: expect.stringContaining('robots.txt'),
      attempts: 1,
    });
    expect(watch.visits.map(({ path }) => path)).toEqual(['/open.png']);
    expect(asked('/robots.txt')).toBe(1);
    // It is settled: nobody looks again for a day.
    const work = await gateway.app.stores.items.findMediaWork(id);
    expect(Date.parse(work?.mediaDueAt ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000);
  });

  test('has nothing to say of files that a push names', async () => {
    watch.serve('/private/pushed.png', PNG);
    const url = `${site.urlAt(3)}/private/pushed.png`;
    const item = await settled(await desk.submit({ images: [{ url, alt: '图' }] }));
    expect(outcomes(item)).toEqual(['here']);
    expect(asked('/robots.txt')).toBe(0);
  });

  test('is asked about the target of a redirect, on the host that it leads to', async () => {
    const [first, second] = [site.urlAt(4), site.urlAt(5)];
    watch.redirect('/to-private.png', `${second}/private/target.png`);
    watch.redirect('/to-open.png', `${second}/target.png`);
    watch.serve('/private/target.png', PNG);
    watch.serve('/target.png', PNG);
    const { id } = await collectArticle(first, [`${first}/to-private.png`, `${first}/to-open.png`]);
    const item = await allHere(id);
    expect(outcomes(item)).toEqual(['fetch-robots-disallowed', 'here']);
    expect(asked('/private/target.png')).toBe(0);
    // Where a redirect leads, the file goes on when it comes again: nobody is asked twice.
    expect([asked('/to-private.png'), asked('/to-open.png'), asked('/target.png')]).toEqual([1, 1, 1]);
    expect(asked('/robots.txt')).toBe(2);
  });

  test('that is itself redirected is read where it is', async () => {
    const other = await startSampleSite();
    other.put('/robots.txt', { status: 301, body: '', headers: { location: '/rules.txt' } });
    other.put('/rules.txt', { type: 'text/plain', body: 'User-agent: *\nDisallow: /hidden/' });
    for (const path of ['/hidden/a.png', '/seen.png']) other.put(path, { type: 'image/png', body: PNG });
    const { id } = await collectArticle(site.urlAt(6), [
      `${other.url}/hidden/a.png`,
      `${other.url}/seen.png`,
    ]);
    expect(outcomes(await allHere(id))).toEqual(['fetch-robots-disallowed', 'here']);
    expect(other.requests).toEqual(['/robots.txt', '/rules.txt', '/seen.png']);
    await other.close();
  });

  test('that cannot be read forbids files for now', async () => {
    const other = await startSampleSite();
    other.put('/robots.txt', { status: 503, body: '' });
    other.put('/a.png', { type: 'image/png', body: PNG });
    const { id } = await collectArticle(site.urlAt(7), [`${other.url}/a.png`]);
    const item = await allHere(id);
    expect(outcomes(item)).toEqual(['fetch-robots-disallowed']);
    expect(item.content.images[0]?.problem?.en).toContain('cannot be read');
    expect(other.requests).toEqual(['/robots.txt']);
    await other.close();
  });

  test('does not bind us where the organization has consented', async () => {
    const consent = '/api/v1/organizations/hubei/crawl-consent';
    expect((await gateway.call('province', 'POST', consent, { note: '来函同意' })).status).toBe(200);
    const host = site.urlAt(8);
    watch.serve('/private/consented.png', PNG);
    const { id } = await collectArticle(host, [`${host}/private/consented.png`]);
    expect(outcomes(await allHere(id))).toEqual(['here']);
    expect((await gateway.call('province', 'DELETE', consent)).status).toBe(200);
  });
});

describe('the turns of a host', () => {
  test('count for files of all items together: one at a time, with a rest between two', async () => {
    const host = site.urlAt(20);
    const paths = Array.from({ length: 4 }, (_, item) => [0, 1, 2].map((n) => `/turn-${item}-${n}.png`));
    for (const path of paths.flat()) watch.serve(path, PNG, { tookMs: 30 });
    const ids = await Promise.all(
      paths.map((own) => desk.submit({ images: own.map((path) => ({ url: host + path, alt: '图' })) })),
    );
    for (const id of ids) expect(outcomes(await allHere(id))).toEqual(['here', 'here', 'here']);
    const { visits, shortestGapMs } = watch.manners(host);
    expect(visits).toBe(12);
    expect(shortestGapMs).toBeGreaterThanOrEqual(GAP_MS - 5);
  });

  test('are shared by pages and files, and a flood of files does not starve a page', async () => {
    const host = site.urlAt(21);
    const files = Array.from({ length: 40 }, (_, n) => `/flood-${n}.png`);
    for (const path of files) watch.serve(path, PNG, { tookMs: 40 });
    const ids = await Promise.all(
      files.map((path) => desk.submit({ images: [{ url: host + path, alt: '图' }] })),
    );
    await eventually('the flood has begun', () => watch.visits.length > 2);
    watch.serve('/list.xml', sampleFeed([{ guid: 'l', title: '洪水中的一篇', text: someText() }]), {
      type: 'application/rss+xml',
      tookMs: 40,
    });
    const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
      ...{ id: 'in-flood', name: 'in-flood', organizationId: 'hubei', adapter: 'feed' },
      options: { url: `${host}/list.xml` },
    });
    expect(answer.status).toBe(201);
    for (const id of ids) expect(outcomes(await allHere(id))).toEqual(['here']);
    const order = watch.visits.map(({ path }) => path);
    expect(order.indexOf('/list.xml')).toBeGreaterThan(0);
    expect(order.indexOf('/list.xml')).toBeLessThan(files.length / 2);
    expect(watch.manners(host).shortestGapMs).toBeGreaterThanOrEqual(GAP_MS - 5);
  });

  test('a collection of many pages does not starve files', async () => {
    const host = site.urlAt(22);
    const pages = Array.from({ length: 30 }, (_, n) => `/news/${n}.html`);
    const list = pages.map(
      (path, n) => `<li><a href="${path}">第${n}条测绘新闻标题</a><span>2026-11-20</span></li>`,
    );
    watch.serve('/news/', `<html><body><ul>${list.join('')}</ul></body></html>`, { type: 'text/html' });
    for (const path of pages)
      watch.serve(
        path,
        `<html><head><title>${path}</title></head><body><div class="TRS_Editor"><p>${someText()}</p></div></body></html>`,
        { type: 'text/html', tookMs: 20 },
      );
    watch.serve('/meanwhile.png', PNG);
    const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
      ...{ id: 'long-list', name: 'long-list', organizationId: 'hubei', adapter: 'site' },
      options: { listUrls: [`${host}/news/`] },
    });
    expect(answer.status).toBe(201);
    await eventually('pages are being read', () => watch.visits.some(({ path }) => path === pages[0]));
    const id = await desk.submit({ images: [{ url: `${host}/meanwhile.png`, alt: '图' }] });
    expect(outcomes(await allHere(id))).toEqual(['here']);
    await eventually('the last page is read', () => watch.visits.some(({ path }) => path === pages.at(-1)));
    const order = watch.visits.map(({ path }) => path);
    expect(order.indexOf('/meanwhile.png')).toBeLessThan(order.indexOf(pages.at(-1) ?? ''));
    expect(watch.manners(host).shortestGapMs).toBeGreaterThanOrEqual(GAP_MS - 5);
  });

  test('a host that hangs takes one place, however many items wait for it; others go on', async () => {
    const hanging = site.urlAt(30);
    const well = (n: number) => site.urlAt(31 + (n % 6));
    const open = new Set<ServerResponse>();
    const places = LANE_CONCURRENCY.media.routine;
    const stuck = Array.from({ length: places + 8 }, (_, n) => `/stuck-${n}.png`);
    for (const path of stuck) {
      site.put(path, (_request, response) => {
        open.add(response);
        response.once('close', () => open.delete(response));
      });
      watch.serve(`/beside${path.slice(1)}`, PNG);
    }
    const ids = await Promise.all(
      stuck.map((path, n) =>
        desk.submit({
          images: [
            { url: hanging + path, alt: '图' },
            { url: `${well(n)}/beside${path.slice(1)}`, alt: '图' },
          ],
        }),
      ),
    );
    const [first] = await eventually('one is asked for', () => open.size > 0 && [...open]);
    const isHere = async (id: string) => outcomes(await desk.item(id))[1] === 'here';
    await eventually('every item but the one under way has its other file', async () => {
      const here = await Promise.all(ids.map(isHere));
      return here.filter(Boolean).length >= ids.length - 1;
    });
    expect([open.size, first !== undefined && open.has(first)]).toEqual([1, true]);
    for (const path of stuck) watch.serve(path, PNG);
    first?.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
    for (const id of ids) expect(outcomes(await allHere(id))).toEqual(['here', 'here']);
  });
});
