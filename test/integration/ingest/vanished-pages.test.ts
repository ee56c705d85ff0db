import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SourceAdapter } from '../../../adapters/source-adapter.js';
import { isAppError } from '../../../schemas/errors.js';
import { address, shape } from '../../../schemas/shape.js';
import { createClient } from '../../../src/compose.js';
import { vanishRulesOf } from '../../../src/config.js';
import { createCollectSource } from '../../../src/ingest/collect-source.js';
import { createSettleCollection } from '../../../src/ingest/settle-collection.js';
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

const titleOf = (entry: LinkedEntry | undefined) => entry?.title ?? '';

/** Reads every page that its list names, and says what the site answered of each. */
const pages: SourceAdapter<{ url: string }> = {
  name: 'pages',
  title: { zh: '页面', en: 'Pages' },
  example: { url: 'http://www.example.gov.cn/list.txt' },
  optionsSchema: shape({ url: address('list') }),
  parse: () => [],
  async *collect({ url }, ctx) {
    const list = await ctx.fetch(url);
    if (list.status === 'unchanged') return;
    const links = Buffer.from(list.document.body).toString().split('\n').filter(Boolean);
    yield { type: 'listing', url, unchanged: false, entries: links.length };
    for (const link of links) {
      try {
        const page = await ctx.fetch(link, { conditional: true });
        if (page.status === 'unchanged') yield { type: 'named', url: link };
        else {
          const [title = '', body = ''] = Buffer.from(page.document.body).toString().split('\n');
          yield { type: 'entry', entry: { url: link, title, body, fetchedFrom: link } };
        }
      } catch (error) {
        const status = isAppError(error) ? error.details.status : undefined;
        if (status !== 404 && status !== 410) throw error;
        yield { type: 'gone', url: link, status };
      }
    }
  },
};

describe('a page that answers 404 or 410', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  let client: ReturnType<typeof createClient>;
  beforeAll(() => {
    client = createClient(gateway.config);
  });
  afterAll(() => client.close());

  function collect(id: string, confirmSeconds: number, at: Date) {
    const { items, sources } = gateway.app.stores;
    const rules = { ...vanishRulesOf(gateway.config), confirmSeconds };
    return createCollectSource({
      ...{ ...gateway.app.collecting, client, now: () => at, random: () => 0, adapters: [pages] },
      settleCollection: createSettleCollection({ items, sources, rules }),
    })(id, { signal: new AbortController().signal, log });
  }

  async function register(id: string, list: readonly LinkedEntry[]): Promise<string[]> {
    const links = list.map((_, i) => `${site.url}/${id}/${i}.html`);
    site.put(`/${id}.txt`, { type: 'text/plain', body: links.join('\n') });
    list.forEach(({ title, text }, i) => {
      site.put(`/${id}/${i}.html`, { body: `${title}\n${text}` });
    });
    const at = '2026-11-01T00:00:00.000+08:00';
    await gateway.app.stores.sources.create({
      ...{
        id,
        name: id,
        organizationId: 'hubei',
        adapter: 'pages',
        options: { url: `${site.url}/${id}.txt` },
      },
      ...{
        lane: 'routine',
        kind: 'news',
        intervalSeconds: 5,
        state: 'active',
        nextPollAt: at,
        createdAt: at,
      },
      ...{
        consecutiveFailures: 0,
        collections: 0,
        unchanged: 0,
        items: 0,
        duplicates: 0,
        revisions: 0,
        skipped: 0,
      },
    });
    return links;
  }

  const minute = (n: number) => new Date(Date.parse('2026-11-23T09:00:00+08:00') + n * 60_000);

  test('at two collections, far enough apart, is proposed with its status', async () => {
    const list = entries(4);
    const links = await register('errors', list);
    await collect('errors', 600, minute(0));
    site.put('/errors/1.html', { status: 410, body: 'gone' });
    await collect('errors', 600, minute(10));
    await collect('errors', 600, minute(15));
    expect(await desk.proposed('errors')).toEqual([]);
    await collect('errors', 600, minute(20));
    expect(await desk.proposed('errors')).toMatchObject([
      {
        content: { title: titleOf(list[1]) },
        proposal: {
          reason: 'gone',
          evidence: { status: 410, url: links[1], times: 3, firstSeenAt: '2026-11-23T09:10:00.000+08:00' },
        },
      },
    ]);
  });

  test('and is back unchanged, which answers 304, is no longer missing', async () => {
    const list = entries(4);
    await register('returns', list);
    await collect('returns', 0, minute(0));
    for (const start of [10, 40]) {
      site.put('/returns/2.html', { status: 404, body: 'gone' });
      await collect('returns', 0, minute(start));
      site.put('/returns/2.html', { body: `${titleOf(list[2])}\n${list[2]?.text ?? ''}` });
      await collect('returns', 0, minute(start + 10));
    }
    expect(await desk.proposed('returns')).toEqual([]);
    expect(await gateway.app.stores.items.findMissing('returns')).toEqual([]);
  });

  test('for most of what the source has stops it', async () => {
    const list = entries(10);
    await register('broken', list);
    await collect('broken', 0, minute(0));
    for (let i = 0; i < 7; i++) site.put(`/broken/${i}.html`, { status: 404, body: 'gone' });
    await collect('broken', 0, minute(10));
    expect(await desk.source('broken')).toMatchObject({
      state: 'stopped',
      stopped: { vanished: 7, live: 10 },
    });
  });

  test('while the collection is cut by a dead site says nothing', async () => {
    const list = entries(4);
    await register('dies', list);
    await collect('dies', 0, minute(0));
    site.put('/dies/0.html', { status: 404, body: 'gone' });
    site.put('/dies/1.html', (_request, response) => {
      response.destroy();
    });
    for (const n of [10, 500]) await collect('dies', 0, minute(n));
    expect(await desk.source('dies')).toMatchObject({ consecutiveFailures: 2 });
    expect(await gateway.app.stores.items.findMissing('dies')).toEqual([]);
  });
});
