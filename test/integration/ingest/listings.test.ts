import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

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

async function register(id: string, adapter: string, options: object): Promise<void> {
  const settings = { id, name: id, organizationId: 'hubei', adapter, options, intervalSeconds: 86_400 };
  expect((await gateway.call('liaison', 'POST', '/api/v1/sources', settings)).status).toBe(201);
}

const collected = (id: string, times: number) =>
  eventually(`${id} was collected ${times} times`, async () => {
    const source = await desk.source(id);
    return source.collections >= times && source;
  });
const collectAgain = (id: string) => gateway.call('liaison', 'POST', `/api/v1/sources/${id}/collect`);
const itemsTitled = async (q: string) => (await gateway.app.stores.items.list({ q }, { limit: 10 })).items;

function putArticle(path: string, title: string): void {
  const head = `<meta name="ArticleTitle" content="${title}"><meta name="PubDate" content="2026-11-20 09:00">`;
  const body = `<html><head>${head}</head><body><div class="TRS_Editor"><p>${someText()}</p></div></body></html>`;
  site.put(path, { body });
}

function putSitemap(...entries: [path: string, lastmod: string][]): void {
  const urls = entries.map(
    ([path, at]) => `<url><loc>${site.url}${path}</loc><lastmod>${at}</lastmod></url>`,
  );
  const body = gzipSync(
    `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`,
  );
  site.put('/map.xml.gz', { type: 'application/gzip', body });
}

test('a sitemap brings its articles, and what it says is unchanged is not asked for again', async () => {
  putArticle('/xw/1.html', '站点地图第一篇');
  putArticle('/xw/2.html', '站点地图第二篇');
  putSitemap(['/xw/1.html', '2026-01-01'], ['/xw/2.html', '2026-01-02']);
  await register('map', 'sitemap', { url: `${site.url}/map.xml.gz` });
  expect(await collected('map', 1)).toMatchObject({ items: 2, skipped: 0 });
  const [first] = await itemsTitled('站点地图第一篇');
  expect(first?.content).toMatchObject({ publishedAt: '2026-11-20T09:00:00+08:00' });

  putArticle('/xw/3.html', '站点地图第三篇');
  putSitemap(['/xw/1.html', '2026-01-01'], ['/xw/2.html', '2026-01-02'], ['/xw/3.html', '2026-01-03']);
  site.requests.length = 0;
  await collectAgain('map');
  expect(await collected('map', 2)).toMatchObject({ items: 3, duplicates: 0 });
  expect(site.requests).toEqual(['/map.xml.gz', '/xw/3.html']);

  site.requests.length = 0;
  await collectAgain('map');
  expect(await collected('map', 3)).toMatchObject({ items: 3, unchanged: 1 });
  expect(site.requests).toEqual(['/map.xml.gz']);
});

test('a sitemap larger than the limit is worked off from one collection to the next', async () => {
  const paths = [1, 2, 3].map((number) => `/big/${number}.html`);
  for (const path of paths) putArticle(path, `分批${path}`);
  putSitemap(...paths.map((path, at): [string, string] => [path, `2026-02-0${at + 1}`]));
  await register('big', 'sitemap', { url: `${site.url}/map.xml.gz`, maxArticles: 2 });
  expect((await collected('big', 1)).items).toBe(2);
  await collectAgain('big');
  expect((await collected('big', 2)).items).toBe(3);
});

test('a JSON interface brings its list page by page, completed from the pages of its entries', async () => {
  const answer = (...ids: number[]) => ({
    type: 'application/json',
    body: JSON.stringify({ data: ids.map((id) => ({ id, title: `接口第${id}条`, time: 1795395900 })) }),
  });
  site.put('/api?p=1', answer(1, 2));
  site.put('/api?p=2', answer(3));
  site.put('/api?p=3', answer());
  for (const id of [1, 2, 3]) putArticle(`/art/${id}.html`, `页面上的标题${id}`);
  await register('api', 'json-api', {
    ...{ url: `${site.url}/api?p={page}`, items: 'data', paging: {}, maxPages: 5, readArticle: true },
    fields: { externalId: 'id', title: 'title', url: '/art/{id}.html', publishedAtText: 'time' },
  });
  expect(await collected('api', 1)).toMatchObject({ items: 3, skipped: 0 });
  const [item] = await itemsTitled('接口第3条');
  expect(item?.content).toMatchObject({
    ...{ externalId: '3', url: `${site.url}/art/3.html`, publishedAt: '2026-11-23T09:05:00+08:00' },
    bodyText: expect.stringMatching(/./),
  });
});
