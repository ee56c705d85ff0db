import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { runBaosong } from '../../support/gateway-process.js';
import { eventually, startGateway, type Answer, type Gateway } from '../../support/gateway.js';
import { sampleFeed } from '../../support/sample-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

let gateway: Gateway;
let site: SampleSite;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  site = await startSampleSite();
  site.put('/rss.xml', { type: 'application/rss+xml', body: sampleFeed(entries('甲', 8)) });
  site.put('/tzgg/', gbk(listPage()));
  for (const number of [1, 2]) site.put(`/tzgg/t20261120_${number}.html`, gbk(articlePage(number)));
  site.put(
    '/',
    gbk('<html><head><meta name="SiteName" content="中心"></head><body><p>首页</p></body></html>'),
  );
  site.put('/challenge', {
    status: 412,
    body: '<html><script>document.cookie="__jsl_clearance=1"</script></html>',
  });
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});

const entries = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    guid: `${name}${i}`,
    title: `${name}第${i + 1}次测绘成果汇交`,
    text: `${name}${i}单位按时汇交测绘成果目录和副本，质量检验合格。`.repeat(2),
  }));

/** Bytes in GBK under a label that says UTF-8. */
const gbk = (html: string) => ({ type: 'text/html; charset=utf-8', body: iconv.encode(html, 'gbk') });

const listPage = () =>
  `<html><head><meta name="SiteName" content="测绘中心"><meta name="ColumnName" content="通知公告"></head><body><ul>${[
    1, 2,
  ]
    .map(
      (n) => `<li><a href="./t20261120_${n}.html">关于第${n}批成果汇交的通知</a><span>2026-11-20</span></li>`,
    )
    .join('')}</ul></body></html>`;

const articlePage = (n: number) =>
  `<html><head><meta name="ArticleTitle" content="关于第${n}批成果汇交的通知"><meta name="PubDate" content="2026-11-20 09:0${n}">` +
  `<meta name="ContentSource" content="null"></head><body><div class="TRS_Editor"><p>请各单位按时汇交第${n}批测绘成果目录和副本，逾期通报。</p>` +
  `<img src="missing.jpg"></div></body></html>`;

const post = (who: string, path: string, body: object = {}) =>
  gateway.call(who, 'POST', `/api/v1/sources${path}`, body);
const codes = ({ body }: Answer) => (body.findings as { code: string }[]).map(({ code }) => code);

describe('a check of an address', () => {
  const options = () => ({ listUrls: [`${site.url}/tzgg/`] });

  test('shows items as they would be stored, and what the webmaster should mend', async () => {
    const url = `${site.url}/tzgg/`;
    const answer = await post('editor', '/check', { url, adapter: 'site', options: options() });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ url, finalUrl: url, verdict: 'usable' });
    expect(answer.body.items).toHaveLength(2);
    expect(answer.body.items?.[0]).toMatchObject({
      title: '关于第1批成果汇交的通知',
      publishedAt: '2026-11-20T09:01:00+08:00',
    });
    expect(codes(answer)).toEqual(
      expect.arrayContaining([
        ...['charset-mismatch', 'label-missing', 'label-empty', 'source-missing'],
        ...['link-broken', 'image-without-text', 'transport-insecure'],
      ]),
    );
    expect(answer.body.recommended).toMatchObject({
      name: '测绘中心 通知公告',
      adapter: 'site',
      options: options(),
    });
  });

  test('stores nothing', async () => {
    const before = await gateway.app.stores.items.countByState();
    await post('editor', '/check', {
      url: `${site.url}/rss.xml`,
      adapter: 'feed',
      options: { url: `${site.url}/rss.xml` },
    });
    expect(await gateway.app.stores.items.countByState()).toEqual(before);
    expect(await gateway.app.stores.sources.find('check')).toBeUndefined();
  });

  test('shows five items of a feed, however many it has', async () => {
    const url = `${site.url}/rss.xml`;
    const answer = await post('editor', '/check', { url, adapter: 'feed', options: { url } });
    expect(answer.body.items).toHaveLength(5);
  });

  test.each<[string, string, string]>([
    ['refuses robots', '/challenge', 'fetch-blocked-by-site'],
    ['is not there', '/nowhere', 'fetch-http-status'],
  ])('of a site that %s is a report, not an error', async (_what, path, code) => {
    const answer = await post('editor', '/check', { url: `${site.url}${path}` });
    expect([answer.status, answer.body.verdict]).toEqual([200, 'unusable']);
    expect(codes(answer)).toContain(code);
  });

  test('in a private network is refused by the guard and says so', async () => {
    const answer = await post('editor', '/check', { url: 'http://10.0.0.1/' });
    expect(codes(answer)).toContain('fetch-forbidden-address');
  });

  test.each<[string, object, string]>([
    ['an unknown family', { adapter: 'gopher' }, '/adapter'],
    ['options that do not fit', { adapter: 'feed', options: { maxEntries: 'all' } }, '/options/url'],
  ])('with %s names the field', async (_what, wrong, pointer) => {
    const answer = await post('editor', '/check', { url: `${site.url}/rss.xml`, ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((each) => each.pointer)).toContain(pointer);
  });
});

describe('a new source', () => {
  const feed = (id: string) => ({
    ...{ id, name: id, organizationId: 'hubei', adapter: 'feed', intervalSeconds: 3600 },
    options: { url: `${site.url}/rss.xml` },
  });

  test('waits for the bureau, is previewed, approved, and only then collected', async () => {
    const registered = await post('province', '', feed('waiting'));
    expect([registered.status, registered.body.state]).toEqual([201, 'pending']);
    expect((await post('province', '/waiting/collect')).body.code).toBe('wrong-state');
    const resumed = await gateway.call('province', 'PATCH', '/api/v1/sources/waiting', { state: 'active' });
    expect(resumed.body.code).toBe('wrong-state');
    const preview = await post('liaison', '/waiting/preview');
    expect(preview.body.items).toHaveLength(5);
    expect(await gateway.app.stores.sources.findDue(['routine'], '9999', 100)).toEqual([]);

    expect((await post('province', '/waiting/approvals', { decision: 'approve' })).status).toBe(403);
    const approved = await post('liaison', '/waiting/approvals', { decision: 'approve' });
    expect(approved.body).toMatchObject({
      state: 'active',
      approval: { decision: 'approve', by: 'liaison' },
    });
    await eventually('it is collected', async () => {
      const source = await gateway.app.stores.sources.find('waiting');
      return source?.items === 8;
    });
    expect((await post('liaison', '/waiting/approvals', { decision: 'approve' })).body.code).toBe(
      'wrong-state',
    );
  });

  test('is declined with a reason, and may be approved later', async () => {
    await post('province', '', feed('doubtful'));
    const mute = await post('liaison', '/doubtful/approvals', { decision: 'decline' });
    expect([mute.status, mute.body.errors?.[0]?.pointer]).toEqual([422, '/comment']);
    const declined = await post('liaison', '/doubtful/approvals', {
      decision: 'decline',
      comment: '栏目不符',
    });
    expect(declined.body).toMatchObject({ state: 'declined', approval: { comment: '栏目不符' } });
    expect((await post('liaison', '/doubtful/approvals', { decision: 'approve' })).body.state).toBe('active');
  });

  test('of the bureau’s own people is approved by that', async () => {
    const registered = await post('liaison', '', feed('trusted'));
    expect(registered.body).toMatchObject({ state: 'active', approval: { by: 'liaison' } });
  });

  test('that is not there is neither approved nor previewed', async () => {
    expect((await post('liaison', '/nowhere/approvals', { decision: 'approve' })).status).toBe(404);
    expect((await post('liaison', '/nowhere/preview')).status).toBe(404);
  });

  test('of another organization is not previewed', async () => {
    await post('province', '', feed('theirs'));
    expect((await post('editor', '/theirs/preview')).body.code).toBe('forbidden');
  });
});

describe('baosong check', () => {
  const allow = { FETCH_ALLOW: '127.0.0.0/8', LOG_LEVEL: 'silent' };

  test('writes a report for people in either language, and JSON for programs', async () => {
    const url = `${site.url}/challenge`;
    const [zh, en, json] = await Promise.all([
      runBaosong(['check', url], allow).ended,
      runBaosong(['check', url, '--language', 'en'], allow).ended,
      runBaosong(['check', url, '--json'], allow).ended,
    ]);
    expect([zh.code, en.code, json.code]).toEqual([1, 1, 1]);
    expect(zh.stdout).toMatch(/目前不能接入[\s\S]*须整改/);
    expect(en.stdout).toMatch(/cannot be connected yet[\s\S]*challenge for robots/);
    expect(JSON.parse(json.stdout)).toMatchObject({ url, verdict: 'unusable' });
  });

  test('with a family that does not exist ends with 2 and says why', async () => {
    const { code, stderr } = await runBaosong(['check', site.url, '--adapter', 'gopher'], allow).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining('validation-failed')]);
  });
});
