import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import RssParser from 'rss-parser';
import { readFeed } from '../../../adapters/sources/feed/read-feed.js';
import { unitEvent } from '../../../schemas/unit-event.js';
import { FEED_FORMATS, type FeedFormat } from '../../../src/delivery/feeds/feed-document.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

/** More than a page. */
const ITEMS = 60;
const TITLE = '成果 & 汇交 <部署会>';

interface JsonFeed {
  items: { id: string; title: string; content_html: string; _baosong: { event: unknown } }[];
  next_url?: string;
}

let gateway: Gateway;
let desk: Desk;
let returned: string;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  returned = await desk.submit({ title: TITLE });
  await desk.inState(returned, 'in-review');
  await desk.decide('reviewer', returned, {
    ...{ decision: 'return', reasons: [{ code: 'wrong-fact', comment: '面积有误 <见批注>' }] },
    notes: [{ field: 'title', offset: 0, quote: '成果', comment: '写全称' }],
  });
  const lines = Array.from({ length: ITEMS }, (_, at) =>
    JSON.stringify({ externalId: `f${at}`, title: `第${at}号`, bodyText: someText() }),
  );
  const headers = { 'content-type': 'application/x-ndjson' };
  const sent = await fetch(`${gateway.url}/api/v1/items/batch`, {
    ...{ method: 'POST', body: lines.join('\n') },
    headers: { ...headers, authorization: `Bearer ${gateway.people.editor ?? ''}` },
  });
  await sent.text();
  await eventually('every item is in the feed', async () => (await readAll()).length >= ITEMS + 2);
});
afterAll(() => gateway.stop());

const get = (format: FeedFormat, query = '', headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/api/v1/organizations/geodesy/events.${format}${query}`, {
    headers: { authorization: `Bearer ${gateway.people.editor ?? ''}`, ...headers },
  });
const readPage = async (query = '') => (await (await get('json', query)).json()) as JsonFeed;

/** Page after page, as the feed itself links them. */
async function readAll(): Promise<JsonFeed['items']> {
  const all: JsonFeed['items'] = [];
  for (let query = ''; ;) {
    const { items, next_url } = await readPage(query);
    all.push(...items);
    if (next_url === undefined) return all;
    query = new URL(next_url).search;
  }
}

describe('the feed of a unit', () => {
  test('holds every event once, newest first, over its pages', async () => {
    expect((await readPage()).items).toHaveLength(50);
    const all = await readAll();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const events = all.map(({ _baosong: { event } }) => unitEvent.parse(event, 'event'));
    const numbers = events.map(({ data }) => data.number);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(events.filter(({ type }) => type === 'item.received')).toHaveLength(ITEMS + 1);
    expect(events.every(({ data }) => data.organizationId === 'geodesy')).toBe(true);
  });

  test('says of a returned item what is to be done, as text that is no markup', async () => {
    const all = await readAll();
    const item = all.find(({ title }) => title === `已退回修改：${TITLE}`);
    expect(item?.content_html).toContain('<p>原因：事实有误（面积有误 &lt;见批注&gt;）</p>');
    expect(item?.content_html).toContain('<p>批注（标题“成果”）：写全称</p>');
    expect(item?._baosong.event).toMatchObject({
      type: 'item.returned',
      data: { itemId: returned, reasons: [{ code: 'wrong-fact' }] },
    });
  });

  test.each(FEED_FORMATS)('%s is read by our own reader and by another one', async (format) => {
    const response = await get(format);
    const headers = { 'content-type': response.headers.get('content-type') ?? '' };
    const text = await response.text();
    const feed = readFeed(
      { url: response.url, requestedUrl: response.url, status: 200, headers, body: Buffer.from(text) },
      100,
    );
    expect([feed.format, feed.entries.length, feed.title]).toEqual([
      format,
      50,
      '大地测量数据处理中心 稿件动态',
    ]);
    expect(feed.entries.every(({ externalId }) => externalId?.startsWith('urn:baosong:event:'))).toBe(true);
    if (format === 'json') return;
    expect(XMLValidator.validate(text)).toBe(true);
    expect((await new RssParser().parseString(text)).items).toHaveLength(50);
  });

  test('links its next page in Atom as well', async () => {
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    const page = parser.parse(await (await get('atom')).text()) as {
      feed: { link: { rel: string; href: string }[] };
    };
    const next = page.feed.link.find(({ rel }) => rel === 'next');
    const second = await get('atom', new URL(next?.href ?? '').search);
    expect(await second.text()).toContain(returned);
  });

  test('is not sent again while nothing happened, and is again when something did', async () => {
    const first = await get('atom');
    const etag = first.headers.get('etag') ?? '';
    expect((await get('atom', '', { 'if-none-match': etag })).status).toBe(304);
    const id = await desk.submit();
    await eventually('the new event is there', async () => {
      const again = await get('atom', '', { 'if-none-match': etag });
      return again.status === 200 && (await again.text()).includes(id);
    });
  });

  test('refuses what is no cursor of its own', async () => {
    expect((await get('json', '?cursor=%21')).status).toBe(400);
  });
});
