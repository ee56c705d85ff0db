import { describe, expect, test } from '@jest/globals';
import { gkmlptAdapter } from '../../../../adapters/sources/gkmlpt.js';
import { jpaasAdapter } from '../../../../adapters/sources/jpaas.js';
import { jpageAdapter } from '../../../../adapters/sources/jpage.js';
import { article, collectFrom, type Answer } from './site-in-memory.js';

const HOST = 'http://chj.haidong.gov.cn';
const isArticle = (url: string) => /\/art_|\/post_|\/content_|\/info\//.test(url);

describe('jpage', () => {
  const record = (n: number) =>
    `<record><![CDATA[<li><a href="/art/2026/11/2/art_9_${n}.html" title="第${n}条记录的标题">第${n}条…</a><b>2026-11-02</b></li>]]></record>`;
  const store = (numbers: number[], group?: string, head = '') =>
    `<datastore>${group === undefined ? '' : `<nextgroup><![CDATA[<a href="${group}"></a>]]></nextgroup>`}${head}<recordset>${numbers.map(record).join('')}</recordset></datastore>`;
  const column = (inside: string, script = '') =>
    `<html><body><div id="77"><script type="text/xml">${inside}</script></div><script>${script}</script></body></html>`;
  const COLUMN = `${HOST}/col/col9/index.html`;
  const PROXY = `${HOST}/module/web/jpage/dataproxy.jsp`;
  const urls = (...numbers: number[]) => numbers.map((n) => `${HOST}/art/2026/11/2/art_9_${n}.html`);
  const collect = (answers: Record<string, Answer>, listUrl = COLUMN) =>
    collectFrom(
      jpageAdapter,
      { listUrls: [listUrl] },
      (url) => answers[url] ?? (isArticle(url) ? article('文章') : undefined),
    );

  test('follows the link of the store where no script tells the total', async () => {
    const next = '/module/web/jpage/dataproxy.jsp?page=1&amp;columnid=9&amp;unitid=77';
    const { complete, urls: of } = await collect({
      [COLUMN]: column(store([1, 2], next)),
      [`${PROXY}?page=1&columnid=9&unitid=77`]: store(
        [3],
        './dataproxy.jsp?page=2&amp;columnid=9&amp;unitid=77',
      ),
      [`${PROXY}?page=2&columnid=9&unitid=77`]: store([4], ''),
    });
    expect(of('entry')).toEqual(urls(1, 2, 3, 4));
    expect(complete).toBe(true);
  });

  test('takes a store whose link leads nowhere for the whole list', async () => {
    const { asked, complete } = await collect({ [COLUMN]: column(store([1, 2], '')) });
    expect(asked.filter((url) => !isArticle(url))).toEqual([COLUMN]);
    expect(complete).toBe(true);
  });

  test('asks by number, with what the script of the column says', async () => {
    const script = `$('#77').jpage({ perPage:2, totalRecord:4, proxyUrl:'/module/jpage/dataproxy.jsp', ajaxParam:{appid:1,webid:3,path:'/',columnid:9,unitid:'77',webname:'局',permissiontype:0}});`;
    const address = `${HOST}/module/jpage/dataproxy.jsp?appid=1&webid=3&path=%2F&columnid=9&unitid=77&webname=%E5%B1%80&permissiontype=0&startrecord=3&endrecord=4&perpage=2`;
    const { complete, urls: of } = await collect({
      [COLUMN]: column(store([1, 2]), script),
      [address]: store([3, 4]),
    });
    expect(of('entry')).toEqual(urls(1, 2, 3, 4));
    expect(complete).toBe(true);
  });

  test('asks by POST, then by the link of the store, where the first way fails or names nothing', async () => {
    const script = `$('#77').jpage({perPage:1,totalRecord:2});`;
    const group = `${PROXY}?page=1&columnid=9`;
    const { asked, urls: of } = await collect({
      [COLUMN]: column(store([1], '/module/web/jpage/dataproxy.jsp?page=1&amp;columnid=9'), script),
      [`${PROXY}?columnid=9&unitid=77&startrecord=2&endrecord=2&perpage=1`]: 405,
      [`${PROXY}?startrecord=2&endrecord=2&perpage=1`]: store([]),
      [group]: store([2], ''),
    });
    expect(of('entry')).toEqual(urls(1, 2));
    expect(asked.filter((url) => url.includes('dataproxy'))).toEqual([
      `${PROXY}?columnid=9&unitid=77&startrecord=2&endrecord=2&perpage=1`,
      `POST ${PROXY}?startrecord=2&endrecord=2&perpage=1 columnid=9&unitid=77`,
      group,
    ]);
  });

  test('reads a column whose page holds no records at all', async () => {
    const page = `<html><head><meta name="ColumnName" content="公告"></head><body><div id="77"></div><script>var p={columnid:9,unitid:'77'};$('#77').jpage({totalRecord:1,perPage:15,proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:p})</script></body></html>`;
    const { collected, urls: of } = await collect({
      [COLUMN]: page,
      [`${PROXY}?columnid=9&unitid=77&startrecord=1&endrecord=1&perpage=15`]: store([1]),
    });
    expect(of('entry')).toEqual(urls(1));
    expect(collected[0]).toMatchObject({ type: 'listing', title: '公告', complete: true });
  });

  test('may be registered by the interface itself, whose links are relative to the column', async () => {
    const address = `${PROXY}?startrecord=1&endrecord=2&perpage=2&columnid=9&unitid=77`;
    const { urls: of, complete } = await collect(
      {
        [address]: store([1, 2], undefined, '<totalrecord>3</totalrecord>').replace('"/art', '"../../art'),
        [`${PROXY}?startrecord=3&endrecord=3&perpage=2&columnid=9&unitid=77`]: store([3]),
      },
      address,
    );
    expect(of('entry')).toEqual(urls(1, 2, 3));
    expect(complete).toBe(true);
  });

  test('goes on from what was answered, where the interface gives less than it was asked for', async () => {
    const address = `${PROXY}?startrecord=1&endrecord=45&perpage=15&columnid=9`;
    const { asked } = await collect(
      {
        [address]: store([1, 2], undefined, '<totalrecord>3</totalrecord>'),
        [`${PROXY}?startrecord=3&endrecord=3&perpage=15&columnid=9`]: store([3]),
      },
      address,
    );
    expect(asked.filter((url) => url.includes('dataproxy'))).toHaveLength(2);
  });

  test('counts the pages where the answers give their number and no link', async () => {
    const { urls: of } = await collect(
      {
        [`${PROXY}?page=1&columnid=9`]: store([1], undefined, '<totalpage>2</totalpage>'),
        [`${PROXY}?page=2&columnid=9`]: store([2], undefined, '<totalpage>2</totalpage>'),
      },
      `${PROXY}?page=1&columnid=9`,
    );
    expect(of('entry')).toEqual(urls(1, 2));
  });

  test('takes the link that says most, records in tables and records that are escaped', async () => {
    const odd = `<datastore><recordset><record><![CDATA[<tr><td><a href="/col/col9/">[公告]</a></td><td><a href="/art/2026/11/2/art_9_1.html">关于某事的公告</a></td><td>2026-11-02</td></tr>]]></record><record>&lt;li&gt;&lt;a href="/art/2026/11/2/art_9_2.html"&gt;另一件事的公告&lt;/a&gt;&lt;/li&gt;</record><record><![CDATA[<li>没有链接</li>]]></record></recordset></datastore>`;
    const { urls: of } = await collect({ [COLUMN]: column(odd) });
    expect(of('entry')).toEqual(urls(1, 2));
  });

  test('reads what there is of a store that is cut off', async () => {
    const { urls: of } = await collect({ [COLUMN]: column(store([1, 2]).slice(0, -60)) });
    expect(of('entry')).toEqual(urls(1));
  });
});

describe('jpaas', () => {
  const UNIT = `${HOST}/api-gateway/jpaas-publish-server/front/page/build/unit`;
  const COLUMN = `${HOST}/gzdt/index.html`;
  const link = (n: number) =>
    `<li><a href="/gzdt/art/2026/art_${String(n).padStart(32, '0')}.html">第${n}条动态的标题</a><span>2026-11-02</span></li>`;
  const unit = (numbers: number[], paging = '') =>
    JSON.stringify({ success: true, data: { html: `<ul>${numbers.map(link).join('')}</ul>${paging}` } });
  const script = (tag: string, id: string) =>
    `<script url="${UNIT}" queryData="{'webId':'5','tagId':'${tag}','pageId':'${id}'}"></script>`;
  const query = (tag: string, id: string, json = '') =>
    `${UNIT}?webId=5&tagId=${encodeURIComponent(tag)}&pageId=${id}${json === '' ? '' : `&paramJson=${encodeURIComponent(json).replace(/%20/g, '+')}`}`;
  const collect = (answers: Record<string, Answer>, listUrl = COLUMN) =>
    collectFrom(
      jpaasAdapter,
      { listUrls: [listUrl] },
      (url) => answers[url] ?? (isArticle(url) ? article('动态') : undefined),
    );

  test('tries the units of a column page, those called lists first, until one names articles', async () => {
    const { asked, urls } = await collect({
      [COLUMN]: `<html><body>${script('头部', '1')}${script('信息列表', '2')}${script('列表', '3')}</body></html>`,
      [query('信息列表', '2')]: unit([]),
      [query('列表', '3')]: unit([1]),
    });
    expect(urls('entry')).toHaveLength(1);
    expect(asked.slice(1, 3)).toEqual([query('信息列表', '2'), query('列表', '3')]);
  });

  test.each([
    ['attributes', '<div class="pagination" rows="2" count="3" pageNo="1"></div>'],
    ['a query', `<div id="x_pagination" queryData="{'rows':'2','count':'3','pageNo':'1'}"></div>`],
  ])('pages by rows and count in %s', async (_where, paging) => {
    const { complete, urls } = await collect({
      [COLUMN]: `<html><body>${script('列表', '3')}</body></html>`,
      [query('列表', '3')]: unit([1, 2], paging),
      [query('列表', '3', '{"pageNo":2,"pageSize":2}')]: unit([3], paging),
    });
    expect(urls('entry')).toHaveLength(3);
    expect(complete).toBe(true);
  });

  test('goes on until a short page where the count is not told, and a list without paging is whole', async () => {
    const paging = '<div class="pagination" rows="2"></div>';
    const pages = await collect({
      [COLUMN]: `<html><body>${script('列表', '3')}</body></html>`,
      [query('列表', '3')]: unit([1, 2], paging),
      [query('列表', '3', '{"pageNo":2,"pageSize":2}')]: unit([3], paging),
    });
    expect(pages.urls('entry')).toHaveLength(3);
    const whole = await collect({ [query('列表', '3')]: unit([1]) }, query('列表', '3'));
    expect(whole.complete).toBe(true);
  });

  test.each(['{"success":false,"data":{"html":"<ul></ul>"}}', '{"data":null}', '[]', '{"data":{"html":[]}}'])(
    'reports an answer that holds no unit: %s',
    async (answer) => {
      const { error } = await collect({ [query('列表', '3')]: answer }, query('列表', '3'));
      expect(error).toMatchObject({ code: 'parse-unrecognized' });
    },
  );
});

describe('gkmlpt', () => {
  const api = (page: number) => `${HOST}/gkmlpt/api/all/0?page=${page}&sid=7`;
  const row = (n: number, more: object = {}) => ({
    title: `第${n}号文件`,
    url: `/gkmlpt/content/1/${n}/post_${n}.html`,
    date: 1763600700,
    ...more,
  });
  const answer = (rows: object[], more: object = {}) => JSON.stringify({ articles: rows, ...more });
  const collect = (answers: Record<string, Answer>, listUrl = api(1)) =>
    collectFrom(
      gkmlptAdapter,
      { listUrls: [listUrl] },
      (url) => answers[url] ?? (isArticle(url) ? article('文件') : undefined),
    );

  test('ends with the total, of whatever size its pages are', async () => {
    const { asked, complete } = await collect({
      [api(1)]: answer([row(1), row(2)], { total: 3 }),
      [api(2)]: answer([row(3)], { total: 3 }),
    });
    expect(asked.filter((url) => url.includes('/api/'))).toEqual([api(1), api(2)]);
    expect(complete).toBe(true);
  });

  test('ends with an empty page where there is no total', async () => {
    const { asked, complete, urls } = await collect({ [api(1)]: answer([row(1)]), [api(2)]: answer([]) });
    expect(asked.filter((url) => url.includes('/api/'))).toEqual([api(1), api(2)]);
    expect(complete).toBe(true);
    expect(urls('problem')).toEqual([]);
  });

  test('takes page 0 for the first', async () => {
    const { asked } = await collect(
      { [api(0)]: answer([row(1)], { total: 2 }), [api(2)]: answer([row(2)], { total: 2 }) },
      api(0),
    );
    expect(asked.filter((url) => url.includes('/api/'))).toEqual([api(0), api(2)]);
  });

  test('finds the interface behind a page below a folder, of the category shown', async () => {
    const page = `${HOST}/ghj/gkmlpt/index`;
    const { asked } = await collect(
      { [`${page}#28`]: "<html><script>window._CONFIG={SID: '755031'}</script></html>" },
      `${page}#28`,
    );
    expect(asked[1]).toBe(`${HOST}/ghj/gkmlpt/api/all/28?page=1&sid=755031`);
  });

  test('lets the page speak first, and the catalogue where the page is silent', async () => {
    const { collected } = await collect({
      [api(1)]: answer(
        [row(1, { document_number: '滨测〔2026〕1号', publisher: '滨海局', is_abolished: 1, post_url: '' })],
        { total: 1 },
      ),
    });
    expect(collected.find(({ type }) => type === 'entry')).toMatchObject({
      entry: {
        title: '文件',
        publishedAtText: '2026-11-20 09:05',
        contentSource: '滨海局',
        disclosure: { documentNumberText: '滨测〔2026〕1号', issuer: '滨海局', validity: '废止' },
      },
    });
  });

  test.each([
    '{}',
    '{"articles":{}}',
    '[1]',
    '"x"',
    'null',
    '{"articles":[{"__proto__":{"title":"x"}},{"title":5},null,[]]}',
  ])('is not put out by %s', async (body) => {
    const { urls, error } = await collect({ [api(1)]: body });
    expect(urls('entry')).toEqual([]);
    expect(error === undefined || error instanceof Error).toBe(true);
  });
});
