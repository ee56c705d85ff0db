import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

let site: SampleSite;
let gateway: Gateway;
let desk: Desk;
beforeAll(async () => {
  site = await startSampleSite();
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});
beforeEach(() => {
  site.requests.length = 0;
});

const submit = (...links: string[]) =>
  desk.submit({
    bodyHtml: `<p>${someText()}</p>${links.map((url) => `<p><a href="${url}">详见</a></p>`).join('')}`,
  });
const linkFindings = ({ findings }: ContentItem) =>
  findings.filter(({ rule }) => rule.startsWith('links.')).map(({ rule, severity }) => `${severity} ${rule}`);
const looked = (id: string) =>
  eventually(`the links of ${id} are looked at`, async () => {
    // First, for the marks are written with its checks.
    const { state } = await desk.item(id);
    const work = await gateway.app.stores.items.findLinksWork(id);
    const isDue = work !== undefined && Date.parse(work.dueAt) <= Date.now();
    const again = await gateway.app.stores.items.findRecheck(id);
    return state === 'in-review' && !isDue && !again && desk.item(id);
  });

describe('links of a body', () => {
  test('that are gone, or lead inside, warn with their addresses; the review waits for none of it', async () => {
    site.put('/works.html', { type: 'text/html', body: '<p>有效</p>' });
    site.put('/no-head.html', (request, response) => {
      response.writeHead(request.method === 'HEAD' ? 405 : 200).end();
    });
    site.put('/gone.html', { status: 410, body: '' });
    site.put('/for-people.html', { status: 403, body: '' });
    const missing = `${site.url}/missing.html`;
    const id = await submit(
      ...[`${site.url}/works.html`, `${site.url}/no-head.html`, missing, `${site.url}/gone.html`],
      ...[`${site.url}/for-people.html`, 'http://10.1.2.3/oa/notice.html', `${missing}#part`],
    );
    const item = await eventually('the dead links are found', async () => {
      const found = await desk.item(id);
      return linkFindings(found).length > 0 && found;
    });
    expect(linkFindings(item)).toEqual(['warn links.dead', 'warn links.internal']);
    const [dead, internal] = item.findings.filter(({ rule }) => rule.startsWith('links.'));
    expect(dead?.excerpt).toBe(`${missing} (404) ${site.url}/gone.html (410)`);
    expect(internal?.excerpt).toContain('http://10.1.2.3/oa/notice.html');
    expect(item.review).toMatchObject({ revision: 1, stage: 0 });
    expect((await desk.decide('reviewer', id, { decision: 'approve' })).status).toBe(200);
  });

  test('are asked once for all items that name them', async () => {
    site.put('/shared.html', { type: 'text/html', body: '<p>共用</p>' });
    await looked(await submit(`${site.url}/shared.html`));
    await looked(await submit(`${site.url}/shared.html`));
    expect(site.requests.filter((path) => path === '/shared.html')).toHaveLength(1);
  });

  test('that fail once are given a second chance before anybody is told', async () => {
    site.put('/ailing.html', { status: 503, body: '' });
    const url = `${site.url}/ailing.html`;
    const item = await looked(await submit(url));
    expect(linkFindings(item)).toEqual([]);
    const work = await gateway.app.stores.items.findLinksWork(item.id);
    const known = (await gateway.app.stores.links.findMany([url])).get(url);
    expect([known?.verdict, known?.failures, work?.dueAt]).toEqual(['unreachable', 1, known?.nextCheckAt]);
  });

  test('that nobody named are asked of nobody', async () => {
    const id = await desk.submit();
    await looked(id);
    expect(await gateway.app.stores.items.findLinksWork(id)).toBeUndefined();
  });
});
