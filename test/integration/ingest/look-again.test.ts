import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import { createClient } from '../../../src/compose.js';
import { lookRulesOf, vanishRulesOf } from '../../../src/config.js';
import { createCollectSource } from '../../../src/ingest/collect-source.js';
import { createLookAgain } from '../../../src/ingest/look-again.js';
import { createReadPageAgain } from '../../../src/ingest/read-page-again.js';
import { createSettleCollection } from '../../../src/ingest/settle-collection.js';
import { createWithinTime } from '../../../src/within-time.js';
import { openDesk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { newEntries, type LinkedEntry } from '../../support/linked-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { openSourceDesk } from '../../support/source-desk.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const entries = newEntries();

let gateway: Gateway;
let site: SampleSite;
let desk: ReturnType<typeof openSourceDesk>;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
  site = await startSampleSite();
  desk = openSourceDesk(gateway, site);
  client = createClient(gateway.config);
});
afterAll(async () => {
  await client.close();
  await gateway.stop();
  await site.close();
});

/** What the feeds show from now on; something new each time, for an unchanged feed names nothing. */
const windows = new Map<string, () => void>();

function showOnly(id: string, list: readonly LinkedEntry[]): void {
  windows.set(id, () => {
    desk.publish(id, [...list, ...entries(1)]);
  });
}

/** Collects as if it were so many milliseconds later; answers which pages were asked for. */
async function collectAfter(id: string, later: number): Promise<string[]> {
  const at = new Date(gateway.app.now().getTime() + later);
  const now = () => at;
  const { items, sources } = gateway.app.stores;
  await sources.change(id, { nextPollAt: '2026-01-01T00:00:00.000+08:00' });
  windows.get(id)?.();
  const before = site.requests.length;
  const withinTime = createWithinTime(5000);
  const summary = await createCollectSource({
    ...{ ...gateway.app.collecting, client, now, random: () => 0 },
    settleCollection: createSettleCollection({ items, sources, rules: vanishRulesOf(gateway.config) }),
    lookAgain: createLookAgain({
      ...{ items, now, rules: lookRulesOf(gateway.config) },
      readPageAgain: createReadPageAgain({ items, withinTime, now }),
    }),
  })(id, { signal: new AbortController().signal, log });
  expect(summary).toMatchObject({ ran: true });
  return site.requests.slice(before).filter((path) => path.startsWith(`/${id}/`));
}

/** Articles of a feed whose pages the site has. */
function someArticles(id: string, count: number): LinkedEntry[] {
  return entries(count).map((entry, i) => {
    site.put(`/${id}/${i}.html`, { body: entry.text });
    return { ...entry, link: `${site.url}/${id}/${i}.html` };
  });
}

async function publishAll(id: string): Promise<ContentItem[]> {
  const items = await desk.items(id);
  for (const item of items) await openDesk(gateway).approve(item.id);
  return items;
}

/** A feed that had these articles, all of them published, and shows only the last of them now. */
async function windowed(id: string, count: number): Promise<LinkedEntry[]> {
  const list = someArticles(id, count);
  await desk.register(id);
  await desk.turn(id, list);
  await publishAll(id);
  showOnly(id, list.slice(-1));
  // Its first look is planned, from the publication on.
  expect(await collectAfter(id, 0)).toEqual([]);
  return list;
}

const gone = { status: 404, body: 'gone' };

describe('a published article that fell out of the feed', () => {
  test('is asked for after a week, then ever more rarely, and no more than its pages need', async () => {
    await windowed('there', 2);
    const page = ['/there/0.html'];
    expect(await collectAfter('there', 6 * DAY)).toEqual([]);
    expect(await collectAfter('there', 8 * DAY)).toEqual(page);
    expect(await collectAfter('there', 20 * DAY)).toEqual([]);
    expect(await collectAfter('there', 23 * DAY)).toEqual(page);
    expect(await collectAfter('there', 50 * DAY)).toEqual([]);
    expect(await collectAfter('there', 52 * DAY)).toEqual(page);
    expect(await desk.proposed('there')).toEqual([]);
    expect(new Set((await desk.items('there')).map(({ revision }) => revision))).toEqual(new Set([1]));
  });

  test('and is gone, twice, is proposed for withdrawal', async () => {
    const list = await windowed('gone', 2);
    site.put('/gone/0.html', { status: 410, body: 'gone' });
    expect(await collectAfter('gone', 8 * DAY)).toEqual(['/gone/0.html']);
    expect(await desk.proposed('gone')).toEqual([]);
    expect(await collectAfter('gone', 8 * DAY + HOUR)).toEqual(['/gone/0.html']);
    expect(await desk.proposed('gone')).toMatchObject([
      {
        content: { title: list[0]?.title },
        proposal: { reason: 'gone', evidence: { status: 410, url: list[0]?.link, times: 2 } },
      },
    ]);
  });

  test('and is back before the second look, or after its proposal, is left in peace', async () => {
    const list = await windowed('back', 2);
    site.put('/back/0.html', gone);
    await collectAfter('back', 8 * DAY);
    site.put('/back/0.html', { body: list[0]?.text ?? '' });
    await collectAfter('back', 8 * DAY + HOUR);
    expect(await gateway.app.stores.items.findMissing('back')).toEqual([]);
    site.put('/back/0.html', gone);
    await collectAfter('back', 30 * DAY);
    await collectAfter('back', 30 * DAY + HOUR);
    expect(await desk.proposed('back')).toHaveLength(1);
    site.put('/back/0.html', { body: list[0]?.text ?? '' });
    await collectAfter('back', 90 * DAY);
    expect(await desk.proposed('back')).toEqual([]);
  });

  test('while the site is in trouble says nothing, and the site is not pressed', async () => {
    await windowed('down', 6);
    for (let i = 0; i < 5; i++) site.put(`/down/${i}.html`, { status: 503, body: 'later' });
    expect(await collectAfter('down', 8 * DAY)).toHaveLength(1);
    expect(await desk.source('down')).toMatchObject({ consecutiveFailures: 0, state: 'active' });
    expect(await gateway.app.stores.items.findMissing('down')).toEqual([]);
  });

  test('with many others is asked for a few at a time', async () => {
    await windowed('many', 13);
    const rounds = [8 * DAY, 8 * DAY + HOUR, 8 * DAY + 2 * HOUR, 8 * DAY + 3 * HOUR];
    const asked = [];
    for (const later of rounds) asked.push(await collectAfter('many', later));
    expect(asked.map(({ length }) => length)).toEqual([5, 5, 2, 0]);
    expect(new Set(asked.flat()).size).toBe(12);
  });

  test('with all others stops the source: a sample tells, and nothing is proposed', async () => {
    await windowed('lost', 40);
    for (let i = 0; i < 39; i++) site.put(`/lost/${i}.html`, gone);
    const asked = await collectAfter('lost', 8 * DAY);
    expect(asked).toHaveLength(15);
    expect(await desk.source('lost')).toMatchObject({
      state: 'stopped',
      stopped: { reason: 'mass-vanish', vanished: 15, live: 15 },
    });
    expect(await desk.proposed('lost')).toEqual([]);
  });

  test('alone among others that are there does not', async () => {
    await windowed('one', 20);
    site.put('/one/0.html', gone);
    for (let round = 0; round < 8; round++) await collectAfter('one', 8 * DAY + round * HOUR);
    expect(await desk.source('one')).toMatchObject({ state: 'active' });
    expect(await desk.proposed('one')).toHaveLength(1);
  });
});

test('what is listed, not published or withdrawn is not asked for', async () => {
  const list = someArticles('others', 3);
  await desk.register('others');
  await desk.turn('others', list);
  const itemOf = (entry: LinkedEntry | undefined) => desk.itemWith('others', entry?.title ?? '');
  const withdrawn = await itemOf(list[0]);
  for (const item of [withdrawn, await itemOf(list[2])]) await openDesk(gateway).approve(item.id);
  await openDesk(gateway).withdraw(withdrawn.id);
  showOnly('others', list.slice(2));
  for (const later of [0, 8 * DAY, 30 * DAY]) expect(await collectAfter('others', later)).toEqual([]);
});

describe('a published article of a site whose list no longer names it', () => {
  const article = ({ title, text }: LinkedEntry, more = '') =>
    `<html><head><meta name="ArticleTitle" content="${title}"><meta name="PubDate" content="2026-11-20 09:00">` +
    `</head><body><h1>${title}</h1><div id="zoom"><p>${text}</p><p>${more}</p></div></body></html>`;

  async function crawled(id: string): Promise<{ list: LinkedEntry[]; item: ContentItem }> {
    const list = entries(5);
    list.forEach((entry, i) => {
      site.put(`/${id}/${i}.html`, { body: article(entry) });
    });
    const show = (from: number) => {
      const rows = list.map(
        ({ title }, i) => `<li><a href="/${id}/${i}.html">${title}</a><span>2026-11-20</span></li>`,
      );
      const body = `<html><body><ul>${rows.slice(from).join('')}</ul><a href="/${id}-2.html">下一页</a></body></html>`;
      site.put(`/${id}.html`, { body });
    };
    show(0);
    await desk.register(id, {
      adapter: 'site',
      options: { listUrls: [`${site.url}/${id}.html`], maxPages: 1 },
    });
    await desk.collect(id);
    await publishAll(id);
    const item = await desk.itemWith(id, list[0]?.title ?? '');
    show(1);
    await collectAfter(id, 0);
    return { list, item };
  }

  const revisionsOf = async (item: ContentItem) =>
    (await gateway.app.stores.items.findById(item.id))?.revision;

  test('becomes a new revision where its page has changed, and none where it has not', async () => {
    const { list, item } = await crawled('edited');
    await collectAfter('edited', 8 * DAY);
    expect(await revisionsOf(item)).toBe(1);
    site.put('/edited/0.html', { body: article(list[0] ?? { title: '', text: '' }, '更正：联系电话有变。') });
    await collectAfter('edited', 30 * DAY);
    const found = await gateway.app.stores.items.findById(item.id);
    expect(found).toMatchObject({
      revision: 2,
      state: 'collected',
      content: { publishedAt: item.content.publishedAt },
    });
    expect(found?.content.bodyText).toContain('联系电话有变');
    expect((await desk.items('edited')).length).toBe(5);
  });

  test.each([
    [
      'an apology sent as a success',
      { body: article({ title: '页面不存在', text: '您访问的页面不存在或已被删除。' }) },
    ],
    ['a page that is no article', { body: '<html><body><a href="/">首页</a></body></html>' }],
    ['a redirect to another article', { status: 302, body: '', headers: { location: '4.html' } }],
  ])('stays as it is where there is %s', async (name, page) => {
    const id = `soft${name.length}`;
    const { item } = await crawled(id);
    site.put(`/${id}/0.html`, page);
    expect(await collectAfter(id, 8 * DAY)).toContain(`/${id}/0.html`);
    expect(await revisionsOf(item)).toBe(1);
    expect(await gateway.app.stores.items.findMissing(id)).toEqual([]);
    expect((await desk.items(id)).length).toBe(5);
  });
});
