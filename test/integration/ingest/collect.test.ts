import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import type { Collected, CollectContext } from '../../../adapters/source-adapter.js';
import { feedAdapter } from '../../../adapters/sources/feed.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import { toInstant } from '../../../schemas/instant.js';
import { createClient } from '../../../src/compose.js';
import { createCheckRevisions } from '../../../src/ingest/check-revisions.js';
import { createCollectSource, type CollectDependencies } from '../../../src/ingest/collect-source.js';
import { createNormalizeEntries } from '../../../src/ingest/normalize-entries.js';
import { createStoreEntries } from '../../../src/ingest/store-entries.js';
import { createWithinTime } from '../../../src/within-time.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Answer, type Gateway } from '../../support/gateway.js';
import { sampleFeed } from '../../support/sample-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

const withinTime = createWithinTime(5000);
const normalize = createNormalizeEntries(withinTime);
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

const feedAt = (path: string, ...entries: Parameters<typeof sampleFeed>[0]) => {
  site.put(path, { type: 'application/rss+xml', body: sampleFeed(entries) });
};

function register(id: string, options: Record<string, unknown>, fields = {}): Promise<Answer> {
  return gateway.call('liaison', 'POST', '/api/v1/sources', {
    ...{ id, name: id, organizationId: 'hubei', adapter: 'feed', options },
    ...{ intervalSeconds: 3600, ...fields },
  });
}

async function collected(id: string, times: number) {
  return eventually(`${id} was collected ${times} times`, async () => {
    const source = await desk.source(id);
    return source.collections >= times && source;
  });
}

const collectNow = (id: string) => gateway.call('province', 'POST', `/api/v1/sources/${id}/collect`);

async function itemsOf(sourceId: string): Promise<ContentItem[]> {
  const page = await gateway.app.stores.items.list({ organizationId: 'hubei' }, { limit: 200 });
  return page.items.filter((item) => item.sourceId === sourceId).sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('a feed', () => {
  test('that did not change is asked for conditionally and counted as unchanged', async () => {
    feedAt('/same.xml', { guid: 's1', title: '一次', text: someText() });
    await register('same', { url: `${site.url}/same.xml` });
    await collected('same', 1);
    expect((await collectNow('same')).status).toBe(202);
    expect(await collected('same', 2)).toMatchObject({ items: 1, unchanged: 1, duplicates: 0, revisions: 0 });
    expect(await itemsOf('same')).toHaveLength(1);
  });

  test('whose article changed makes a new revision, and the old content is kept', async () => {
    const text = someText();
    const other = { guid: 'c2', title: '另一篇', text: someText() };
    feedAt('/changed.xml', { guid: 'c1', title: '原题', text }, other);
    await register('changed', { url: `${site.url}/changed.xml` });
    await collected('changed', 1);
    feedAt('/changed.xml', { guid: 'c1', title: '改题', text: `${text}补充一段。` }, other);
    await collectNow('changed');
    expect(await collected('changed', 2)).toMatchObject({ items: 2, revisions: 1, duplicates: 1 });
    const item = (await itemsOf('changed')).find(({ revision }) => revision === 2);
    expect(item?.content.title).toBe('改题');
    expect(item?.history.at(-1)).toMatchObject({ revision: 2 });
    expect(item?.history.find(({ action }) => action === 'revised')?.changed).toEqual(
      expect.arrayContaining(['bodyHtml', 'bodyText', 'title']),
    );
    const before = await gateway.app.stores.items.findRevision(item?.id ?? '', 1);
    expect(before).toMatchObject({ title: '原题', bodyText: text });
    await desk.inState(item?.id ?? '', 'in-review');
  });

  test('that lists an entry twice gives one item', async () => {
    const entry = { guid: 't1', title: '重复列出', text: someText() };
    feedAt('/twice.xml', entry, entry);
    await register('twice', { url: `${site.url}/twice.xml` });
    expect(await collected('twice', 1)).toMatchObject({ items: 1, skipped: 1 });
    expect(await itemsOf('twice')).toHaveLength(1);
  });

  test('that carries what another source brought first is merged into the first', async () => {
    const entry = { guid: 'm1', title: '两处同文', text: someText() };
    feedAt('/first.xml', entry);
    feedAt('/second.xml', { ...entry, guid: 'other' });
    await register('first', { url: `${site.url}/first.xml` });
    await collected('first', 1);
    await register('second', { url: `${site.url}/second.xml` });
    await collected('second', 1);
    const [original] = await itemsOf('first');
    const [duplicate] = await itemsOf('second');
    expect(duplicate).toMatchObject({ state: 'merged', mergedInto: original?.id });
    expect(duplicate?.history.map(({ action }) => action)).toEqual(['collected', 'merged']);
    expect(original?.state).toBe('in-review');
  });

  test('that says UTF-8 and sends GBK is read as what it is', async () => {
    const text = someText();
    const body = iconv.encode(sampleFeed([{ guid: 'g1', title: '编码有误的来源', text }]), 'gbk');
    site.put('/mislabelled.xml', { type: 'application/rss+xml; charset=utf-8', body });
    await register('mislabelled', { url: `${site.url}/mislabelled.xml` });
    await collected('mislabelled', 1);
    expect((await itemsOf('mislabelled'))[0]?.content).toMatchObject({
      title: '编码有误的来源',
      bodyText: text,
    });
  });
});

test('a GBK site of the TRS family is walked from its list to every article', async () => {
  const gbk = (body: string) => ({ type: 'text/html', body: iconv.encode(body, 'gbk') });
  const titles = ['全省测绘工作会议召开', '基础测绘成果通过验收', '应急测绘保障演练举行'];
  const links = titles.map(
    (title, i) => `<li><a href="./202611/t20261120_${i}.html">${title}</a><span>2026-11-2${i}</span></li>`,
  );
  site.put(
    '/trs/index.html',
    gbk(
      `<html><head><meta charset="gb2312"><title>要闻</title></head><body><ul>${links.join('')}</ul></body></html>`,
    ),
  );
  titles.forEach((title, i) => {
    const body = `<p>${title}，会议要求抓好落实。</p><p>${someText()}</p>`;
    site.put(
      `/trs/202611/t20261120_${i}.html`,
      gbk(
        `<html><head><meta charset="gb2312"><title>${title}</title><meta name="ArticleTitle" content="${title}">` +
          `<meta name="PubDate" content="2026-11-2${i} 09:05"><meta name="ContentSource" content="湖北省测绘局"></head>` +
          `<body><h1>${title}</h1><div class="TRS_Editor">${body}</div></body></html>`,
      ),
    );
  });
  await register('trs', { listUrls: [`${site.url}/trs/index.html`] }, { adapter: 'site' });
  expect(await collected('trs', 1)).toMatchObject({ items: 3, skipped: 0, consecutiveFailures: 0 });
  const found = (await itemsOf('trs'))
    .map(({ content }) => content)
    .sort((a, b) => (a.publishedAt ?? '').localeCompare(b.publishedAt ?? ''));
  expect(found.map(({ title }) => title)).toEqual(titles);
  expect(found[0]).toMatchObject({
    publishedAt: '2026-11-20T09:05:00+08:00',
    contentSource: '湖北省测绘局',
    bodyText: expect.stringContaining('会议要求抓好落实'),
  });
  await collectNow('trs');
  expect(await collected('trs', 2)).toMatchObject({ items: 3, duplicates: 0, revisions: 0 });
});

describe('a source', () => {
  test('asked for again while it is being collected is collected again', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let asked = 0;
    site.put('/slow.xml', (_request, response) => {
      asked++;
      const body = sampleFeed([{ guid: 'z1', title: '慢', text: someText() }]);
      void (asked === 1 ? held : Promise.resolve()).then(() =>
        response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(body),
      );
    });
    await register('slow', { url: `${site.url}/slow.xml` });
    await eventually('the first collection is under way', () => asked === 1);
    expect((await collectNow('slow')).status).toBe(202);
    release();
    await collected('slow', 2);
    expect(asked).toBe(2);
  });

  test('that is paused cannot be collected until it is active again', async () => {
    feedAt('/paused.xml', { guid: 'p1', title: '暂停', text: someText() });
    await register('paused', { url: `${site.url}/paused.xml` });
    await collected('paused', 1);
    await gateway.call('province', 'PATCH', '/api/v1/sources/paused', { state: 'paused' });
    const refused = await collectNow('paused');
    expect([refused.status, refused.body.code]).toEqual([409, 'wrong-state']);
    await gateway.call('province', 'PATCH', '/api/v1/sources/paused', { state: 'active' });
    expect((await collectNow('paused')).status).toBe(202);
    await collected('paused', 2);
  });
});

describe('with a collector of the test’s own', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  let idle: Gateway;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    idle = await startGateway({ portals: false, lanes: [] });
    client = createClient(idle.config);
  });
  afterAll(async () => {
    await client.close();
    await idle.stop();
  });

  function collector(parts: Partial<CollectDependencies>) {
    return createCollectSource({
      ...{ ...idle.app.collecting, client, random: () => 0 },
      ...parts,
    });
  }

  async function registerAt(id: string): Promise<void> {
    const settings = { id, name: id, organizationId: 'hubei', adapter: 'feed' };
    const options = { url: `${site.url}/${id}.xml` };
    const answer = await idle.call('liaison', 'POST', '/api/v1/sources', { ...settings, options });
    expect(answer.status).toBe(201);
  }

  test('a collection that is cut short leaves the source as it was, and the next one brings the rest', async () => {
    const entries = Array.from({ length: 120 }, (_, i) => ({
      guid: `e${i}`,
      title: `第${i}篇`,
      text: someText(),
    }));
    feedAt('/long.xml', ...entries);
    await registerAt('long');
    const { items, sources } = idle.app.stores;
    const stop = new AbortController();
    const store = createStoreEntries({
      ...{ items, normalize, checkRevisions: createCheckRevisions(withinTime) },
      ...{ rules: idle.app.currentRules, now: idle.app.now },
      reviewSettings: idle.app.reviewSettings,
    });
    const collect = collector({
      storeEntries: (batch, origin) => {
        stop.abort();
        return store(batch, origin);
      },
    });
    expect(await collect('long', { signal: stop.signal, log })).toMatchObject({
      interrupted: true,
      items: 50,
    });
    const source = await sources.find('long');
    expect(source).toMatchObject({ consecutiveFailures: 0 });
    expect(source).not.toHaveProperty('lastSuccessAt');
    const rest = await idle.app.collectSource('long', { signal: new AbortController().signal, log });
    expect(rest).toMatchObject({ unchanged: false, items: 70, duplicates: 50 });
  });

  test('what would take for ever to read is given up, and the process goes on', async () => {
    await registerAt('endless');
    feedAt('/endless.xml', { guid: 'e', title: '读不完', text: someText() });
    const runaway = { ...feedAdapter, collect: collectEndlessly, name: 'feed' };
    const collect = collector({ adapters: [runaway], withinTime: createWithinTime(100) });
    const summary = await collect('endless', { signal: new AbortController().signal, log });
    expect(summary).toMatchObject({ ran: true, problem: { code: 'parse-timeout' } });
    expect(await idle.app.stores.sources.find('endless')).toMatchObject({ consecutiveFailures: 1 });
    await idle.app.stores.sources.change('endless', { nextPollAt: toInstant(idle.app.now()) });
    const next = await idle.app.collectSource('endless', { signal: new AbortController().signal, log });
    expect(next).toMatchObject({ items: 1 });
  });

  test('a fault of our own is shown on the source, which slows down, and is reported to whoever runs the job', async () => {
    feedAt('/faulty.xml', { guid: 'f', title: '题', text: someText() });
    await registerAt('faulty');
    const collect = collector({ storeEntries: () => Promise.reject(new TypeError('secret detail')) });
    await expect(collect('faulty', { signal: new AbortController().signal, log })).rejects.toThrow(TypeError);
    const source = await idle.app.stores.sources.find('faulty');
    expect(source).toMatchObject({ consecutiveFailures: 1, lastProblem: { code: 'internal' } });
    expect(source?.lastProblem?.message).not.toContain('secret');
    expect(Date.parse(source?.nextPollAt ?? '')).toBeGreaterThan(idle.app.now().getTime());
  });
});

/** A feed whose reading backtracks for longer than anybody lives. */
async function* collectEndlessly(options: unknown, ctx: CollectContext): AsyncIterable<Collected> {
  const { url } = feedAdapter.example;
  const hostile = `${'a'.repeat(60)}!`;
  const entries = ctx.parse(() => (/^(?:a+)+$/.test(hostile) ? 1 : 0));
  await Promise.resolve(options);
  yield { type: 'listing', url, unchanged: false, entries };
}
