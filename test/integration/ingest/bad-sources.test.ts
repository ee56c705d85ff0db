import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { sampleFeed } from '../../support/sample-feed.js';
import {
  startSampleSite,
  type SampleHandler,
  type SamplePage,
  type SampleSite,
} from '../../support/sample-site.js';

const INTERVAL_SECONDS = 600;
const xml = (body: string | Uint8Array): SamplePage => ({ type: 'application/rss+xml', body });
const page = (body: string, status = 200): SamplePage => ({ status, body });
const good = (name: string) =>
  xml(sampleFeed([{ guid: `${name}-1`, title: `${name}恢复后`, text: someText() }]));

const bomb =
  '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">' +
  '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>' +
  '<rss version="2.0"><channel><title>&d;</title><item><guid>1</guid><title>&d;&d;</title></item></channel></rss>';

/** Fifty megabytes in pieces, so that nothing but the reader decides when it is enough. */
const fiftyMegabytes: SampleHandler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/rss+xml' });
  const piece = Buffer.alloc(1_000_000, '<item>');
  let left = 50;
  const write = (): void => {
    if (left-- <= 0) response.end();
    else if (response.write(piece)) setImmediate(write);
    else response.once('drain', write);
  };
  write();
};

const redirect =
  (to: string): SampleHandler =>
  (request, response) => {
    response.writeHead(302, { location: to === '' ? `${request.url ?? ''}x` : to }).end();
  };

/** What a source serves, and the code its problem must have. */
const BAD: [name: string, serves: SamplePage | SampleHandler, code: string][] = [
  ['not-xml', { type: 'text/plain', body: '今天没有内容' }, 'parse-unrecognized'],
  ['html-instead', page('<!doctype html><html><body><p>栏目建设中</p></body></html>'), 'parse-unrecognized'],
  ['empty', xml(''), 'parse-empty'],
  ['too-large', fiftyMegabytes, 'fetch-too-large'],
  ['too-deep', xml(`<rss><channel>${'<a>'.repeat(200_000)}`), 'parse-too-deep'],
  ['not-found', page('没有了', 404), 'fetch-http-status'],
  ['server-error', page('出错', 500), 'fetch-http-status'],
  ['hanging', () => undefined, 'fetch-timeout'],
  ['to-private', redirect('http://10.0.0.1/feed.xml'), 'fetch-forbidden-address'],
  ['to-nowhere', redirect('ftp://unit.test/feed.xml'), 'fetch-invalid-url'],
  [
    'blocked',
    page('<html><script>document.cookie="__jsl_clearance=1"</script></html>', 521),
    'fetch-blocked-by-site',
  ],
  ['refused', page('Forbidden', 403), 'fetch-blocked-by-site'],
  [
    'broken-line',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/rss+xml', 'content-length': '100000' });
      response.write('<rss><channel>', () => response.destroy());
    },
    'fetch-truncated',
  ],
];

let gateway: Gateway;
let desk: Desk;
let site: SampleSite;

beforeAll(async () => {
  gateway = await startGateway({
    portals: false,
    environment: { FETCH_TIMEOUT_MS: '1500', FETCH_MAX_BYTES: '20000000' },
  });
  desk = openDesk(gateway);
  site = await startSampleSite();
  for (const [name, serves] of BAD) site.put(`/${name}`, serves);
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});

async function register(id: string, url: string): Promise<void> {
  const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
    ...{ id, name: id, organizationId: 'hubei', adapter: 'feed', options: { url } },
    intervalSeconds: INTERVAL_SECONDS,
  });
  expect(answer.status).toBe(201);
}

async function failed(id: string) {
  return eventually(`${id} shows a problem`, async () => {
    const source = await desk.source(id);
    return source.lastProblem !== undefined && source.collections > 0 && source;
  });
}

const itemTitled = async (title: string) => {
  const found = await gateway.app.stores.items.list({ q: title }, { limit: 1 });
  return found.items[0];
};

describe('a source that gives bad input shows what is wrong with it, slows down, and recovers', () => {
  test.each(BAD)('%s', async (name, _serves, code) => {
    await register(name, `${site.url}/${name}`);
    const source = await failed(name);
    expect(source.lastProblem?.code).toBe(code);
    expect(source.consecutiveFailures).toBe(1);
    const pause = Date.parse(source.nextPollAt) - Date.parse(source.lastProblem?.at ?? '');
    expect(pause).toBeGreaterThanOrEqual(2 * INTERVAL_SECONDS * 1000);
    site.put(`/${name}`, good(name));
    await gateway.call('province', 'POST', `/api/v1/sources/${name}/collect`);
    await eventually(`${name} has recovered`, async () => itemTitled(`${name}恢复后`));
    expect(
      await eventually('it shows', async () => {
        const now = await desk.source(name);
        return now.consecutiveFailures === 0 && now;
      }),
    ).toMatchObject({ items: 1 });
  });

  test('an entity bomb gives its entries with nothing expanded', async () => {
    site.put('/bomb', xml(bomb));
    await register('bomb', `${site.url}/bomb`);
    const source = await eventually('it was collected', async () => {
      const now = await desk.source('bomb');
      return now.collections > 0 && now;
    });
    const page = await gateway.app.stores.items.list({ organizationId: 'hubei' }, { limit: 200 });
    const titles = page.items.filter((item) => item.sourceId === 'bomb').map(({ content }) => content.title);
    expect(titles.join('').length).toBeLessThan(100);
    expect(source.lastProblem?.code ?? 'none').toMatch(/^(none|parse-)/);
  });

  test('a feed cut off in the middle gives its complete entries and says that it is cut off', async () => {
    const whole = sampleFeed([
      { guid: 'w1', title: '截断前完整的一篇', text: someText() },
      { guid: 'w2', title: '被截断的一篇', text: someText() },
    ]);
    site.put('/cut', xml(whole.slice(0, whole.indexOf('被截断'))));
    await register('cut', `${site.url}/cut`);
    expect((await failed('cut')).lastProblem?.code).toBe('fetch-truncated');
    expect(await itemTitled('截断前完整的一篇')).toBeDefined();
    site.put('/cut', xml(whole));
    await gateway.call('province', 'POST', '/api/v1/sources/cut/collect');
    await eventually('the rest is there', async () => itemTitled('被截断的一篇'));
  });

  test('a site that redirects for ever is given up after five steps', async () => {
    let steps = 0;
    for (let path = '/endless'; steps < 10; path += 'x', steps++) site.put(path, redirect(''));
    await register('endless', `${site.url}/endless`);
    expect((await failed('endless')).lastProblem?.code).toBe('fetch-too-many-redirects');
    expect(site.requests.filter((path) => path.startsWith('/endless')).length).toBeLessThanOrEqual(6);
  });

  test.each([
    ['a private address', 'http://10.1.2.3/feed.xml', 'fetch-forbidden-address'],
    ['the address of a metadata service', 'http://169.254.169.254/latest', 'fetch-forbidden-address'],
    ['a port where nobody listens', 'http://127.0.0.1:9/feed.xml', 'fetch-connect'],
  ])('%s is reported as such', async (_what, url, code) => {
    const id = `at-${code}-${url.length}`;
    await register(id, url);
    expect((await failed(id)).lastProblem).toMatchObject({ code, url });
  });

  test('a site that names a time is not asked before it', async () => {
    site.put('/later', { status: 503, body: '维护', headers: { 'retry-after': '7200' } });
    await register('later', `${site.url}/later`);
    const source = await failed('later');
    const pause = Date.parse(source.nextPollAt) - Date.parse(source.lastProblem?.at ?? '');
    expect(pause).toBeGreaterThanOrEqual(7_200_000);
  });
});

test('sites that hang hold up none of the others', async () => {
  for (let index = 0; index < 10; index++) {
    site.put(`/stuck-${index}`, () => undefined);
    await register(`stuck-${index}`, `${site.urlAt(20 + index)}/stuck-${index}`);
  }
  site.put('/healthy', good('正常来源'));
  await register('healthy', `${site.url}/healthy`);
  await eventually('the healthy one is collected', async () => itemTitled('正常来源恢复后'));
  for (let index = 0; index < 10; index++) {
    expect((await failed(`stuck-${index}`)).lastProblem?.code).toBe('fetch-timeout');
  }
});
