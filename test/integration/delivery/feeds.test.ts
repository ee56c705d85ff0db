import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import RssParser from 'rss-parser';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

interface JsonFeed {
  items: {
    id: string;
    title: string;
    tags?: string[];
    content_html?: string;
    _baosong?: Record<string, unknown>;
  }[];
  next_url?: string;
  hubs?: unknown;
}

let gateway: Gateway;
let desk: Desk;
let hub: Server;
/** What the hub was told, and what it answers. */
const told: string[] = [];
let mood = 202;

beforeAll(async () => {
  hub = createServer((req, res) => {
    let body = '';
    req.on('data', (part: Buffer) => (body += part.toString()));
    req.on('end', () => {
      if (mood < 300) told.push(new URLSearchParams(body).get('hub.url') ?? '');
      res.writeHead(mood).end();
    });
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  const { port } = hub.address() as AddressInfo;
  gateway = await startGateway({ environment: { WEBSUB_HUB: `http://127.0.0.1:${port}/hub` } });
  desk = openDesk(gateway);
});
afterAll(async () => {
  await gateway.stop();
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(`/feeds/${path}`, gateway.url), { headers });
const json = async (path: string) => (await (await get(path)).json()) as JsonFeed;

async function publish(fields: Record<string, unknown>): Promise<string> {
  const id = await desk.submit({ bodyHtml: `<p>${someText()}</p>`, bodyText: undefined, ...fields });
  await desk.approve(id);
  await desk.inState(id, 'delivered');
  return id;
}

describe('what is published', () => {
  let id: string;
  beforeAll(async () => {
    id = await publish({
      title: '测绘 & 地图 <周报>',
      column: '工作动态',
      keywords: ['测绘'],
      author: '李四',
    });
  });

  test('is in the feed of its portal and of its column, in three formats that others can read', async () => {
    for (const name of ['bureau', 'central', encodeURIComponent('工作动态')]) {
      const rss = await (await get(`${name}.rss`)).text();
      expect(XMLValidator.validate(rss)).toBe(true);
      const parsed = await new RssParser().parseString(rss);
      expect(parsed.items.map(({ title, guid }) => [title, guid])).toContainEqual([
        '测绘 & 地图 <周报>',
        `urn:baosong:item:${id}`,
      ]);
      const atom = await (await get(`${name}.atom`)).text();
      expect(XMLValidator.validate(atom)).toBe(true);
      expect((await new RssParser().parseString(atom)).items.map(({ title }) => title)).toContain(
        '测绘 & 地图 <周报>',
      );
      const { items } = await json(`${name}.json`);
      expect(items.find((item) => item.id === `urn:baosong:item:${id}`)).toMatchObject({
        title: '测绘 & 地图 <周报>',
        content_html: expect.stringContaining('<p>'),
      });
    }
  });

  test('is answered with its type, a hub, and not again while nothing changed', async () => {
    for (const [format, type] of Object.entries({
      ...{ atom: 'application/atom+xml', rss: 'application/rss+xml', json: 'application/feed+json' },
    })) {
      const first = await get(`bureau.${format}`);
      expect(first.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
      expect(first.headers.get('link')).toContain('rel="hub"');
      const etag = first.headers.get('etag') ?? '';
      const modified = first.headers.get('last-modified') ?? '';
      expect((await get(`bureau.${format}`, { 'if-none-match': etag })).status).toBe(304);
      expect((await get(`bureau.${format}`, { 'if-modified-since': modified })).status).toBe(304);
      expect((await get(`bureau.${format}`, { 'if-none-match': 'W/"other"' })).status).toBe(200);
    }
  });

  test('shows the approved revision while another one waits for review', async () => {
    const etag = (await get('bureau.json')).headers.get('etag') ?? '';
    await desk.correct(id, { title: '未经审核的标题' });
    await desk.inState(id, 'in-review');
    expect((await get('bureau.json', { 'if-none-match': etag })).status).toBe(304);
    expect((await json('bureau.json')).items.map(({ title }) => title)).not.toContain('未经审核的标题');
    await desk.approve(id);
    await eventually('the feed shows the correction', async () =>
      (await json('bureau.json')).items.some(({ title }) => title === '未经审核的标题'),
    );
    expect((await get('bureau.json', { 'if-none-match': etag })).status).toBe(200);
  });

  test('is marked, without its text, once it is withdrawn', async () => {
    const gone = await publish({ title: '将撤稿的条目', column: '公告' });
    await desk.withdraw(gone);
    const entry = await eventually('it is marked', async () =>
      (await json('bureau.json')).items.find(
        (item) => item.id === `urn:baosong:item:${gone}` && item._baosong?.['withdrawn'] === true,
      ),
    );
    expect(entry).not.toHaveProperty('content_html');
    const rss = await (await get('bureau.rss')).text();
    expect(rss).toContain('【已撤稿】将撤稿的条目');
    const atom: unknown = new XMLParser({ ignoreAttributes: false }).parse(
      await (await get('bureau.atom')).text(),
    );
    expect(JSON.stringify(atom)).toContain(`"@_ref":"urn:baosong:item:${gone}"`);
  });
});

test("an item is in the feed of the column that its rule gave it at a portal, and not in the unit's own there", async () => {
  const rule = {
    ...{ version: 0, comment: '试', name: '栏目', order: 1, enabled: true, effect: 'send', next: 'continue' },
    ...{ match: { columns: ['单位栏目'] }, targets: [{ portalId: 'bureau', column: '部门要闻' }] },
  };
  const put = await gateway.call('liaison', 'PUT', '/api/v1/routes/to-column', rule);
  expect(put.status).toBe(200);
  const id = await publish({ title: '由规则定栏目', column: '单位栏目' });
  const shown = (await desk.item(id)).deliveries.map(({ portalId, column }) => [portalId, column]);
  expect(shown).toEqual([
    ['bureau', '部门要闻'],
    ['central', '单位栏目'],
  ]);
  const tagsIn = async (name: string) =>
    (await json(`${encodeURIComponent(name)}.json`)).items.flatMap((item) =>
      item.id.endsWith(id) ? [item.tags] : [],
    );
  const everywhere = () => Promise.all(['部门要闻', 'bureau', '单位栏目', 'central'].map(tagsIn));
  expect(await everywhere()).toEqual([[['部门要闻']], [['部门要闻']], [['单位栏目']], [['单位栏目']]]);
  await desk.withdraw(id);
  await desk.shown(id, 'withdrawn', 'withdrawn');
  expect(await everywhere()).toEqual([[['部门要闻']], [['部门要闻']], [['单位栏目']], [['单位栏目']]]);
});

test('a long feed comes in pages that repeat nothing and leave nothing out', async () => {
  const ids = [];
  for (let each = 0; each < 53; each++)
    ids.push(await desk.submit({ title: `第${each}条`, column: '长栏目' }));
  for (const id of ids) await desk.approve(id);
  for (const id of ids) await desk.inState(id, 'delivered');
  const name = encodeURIComponent('长栏目');
  const first = await json(`${name}.json`);
  const cursor = new URL(first.next_url ?? '').searchParams.get('cursor') ?? '';
  const second = await json(`${name}.json?cursor=${cursor}`);
  expect(second.next_url).toBeUndefined();
  const seen = [...first.items, ...second.items].map((item) => item.id.replace('urn:baosong:item:', ''));
  expect(seen).toEqual([...ids].reverse());
}, 120_000);

describe('the hub', () => {
  test('is told of a change, once, and of the column with it', async () => {
    await eventually('it was told of what there is', () => told.some((url) => url.endsWith('/bureau.atom')));
    await eventually(
      'it knows everything',
      async () => (await gateway.app.announceFeed.findChanged()).length === 0,
    );
    told.length = 0;
    await publish({ title: '推送的条目', column: '推送栏目' });
    await eventually('it is told', () => told.some((url) => url.endsWith('/bureau.rss')));
    await eventually(
      'it knows everything',
      async () => (await gateway.app.announceFeed.findChanged()).length === 0,
    );
    expect(told).toContainEqual(expect.stringContaining(`/feeds/${encodeURIComponent('推送栏目')}.json`));
    const before = told.length;
    expect(await gateway.app.announceFeed.announce('bureau')).toEqual({ told: 0 });
    expect(told).toHaveLength(before);
  });

  test('that fails is told again, and nothing is lost', async () => {
    mood = 503;
    await publish({ title: '中心停机时的条目' });
    await expect(gateway.app.announceFeed.announce('bureau')).rejects.toMatchObject({
      code: 'fetch-http-status',
    });
    expect(await gateway.app.announceFeed.findChanged()).toContain('bureau');
    mood = 202;
    expect(await gateway.app.announceFeed.announce('bureau')).not.toEqual({ told: 0 });
  });
});

test.each([
  ['a name nobody has', 'nowhere.atom', 404, 'not-found'],
  ['a format there is none of', 'bureau.xml', 404, 'not-found'],
  ['no format', 'bureau', 404, 'not-found'],
  ['a cursor nobody issued', 'bureau.rss?cursor=abc', 400, 'invalid-request'],
  ['a parameter that is none', 'bureau.rss?page=2', 400, 'invalid-request'],
])('%s is refused', async (_what, path, status, code) => {
  const answer = await get(path);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
});
