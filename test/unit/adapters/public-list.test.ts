import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import type { PortalContext, PortalRequest } from '../../../adapters/portal-adapter.js';
import { readPublicList, type PublicList } from '../../../adapters/portals/public-list.js';
import { closedPlaces } from '../../contract/portal-harness.js';

const URL_1 = 'https://www.example.gov.cn/bumen/list.htm';

/** A portal that shows pages by address. */
function showing(pages: Record<string, Buffer | number>) {
  const requests: PortalRequest[] = [];
  const ctx: PortalContext = {
    exchange: (request) => {
      requests.push(request);
      const page = pages[request.url] ?? 404;
      return Promise.resolve({
        status: typeof page === 'number' ? page : 200,
        headers: {},
        body: typeof page === 'number' ? new Uint8Array() : page,
      });
    },
    secret: (name) => {
      throw new Error(`${name} is nobody's business`);
    },
    signal: new AbortController().signal,
    now: () => new Date('2026-11-23T01:05:00Z'),
    ...closedPlaces,
  };
  return { requests, read: (list: PublicList) => readPublicList(list, ctx) };
}

const rows = (titles: string[]) =>
  titles
    .map(
      (title, index) =>
        `<li><a href="./202611/t20261123_${index}.html">${title}</a><span>2026-11-23</span></li>`,
    )
    .join('');

describe('the public list of a portal', () => {
  test('is read as pages, whatever their charset, without a credential', async () => {
    const html = `<html><body><ul>${rows(['测绘地理信息工作会议召开', '关于汇交测绘成果的通知'])}</ul></body></html>`;
    const { read, requests } = showing({ [URL_1]: iconv.encode(html, 'gb18030') });
    expect(await read({ urls: [URL_1] })).toEqual([
      {
        title: '测绘地理信息工作会议召开',
        url: 'https://www.example.gov.cn/bumen/202611/t20261123_0.html',
        dateText: '2026-11-23',
      },
      expect.objectContaining({ title: '关于汇交测绘成果的通知' }),
    ]);
    expect(requests.map(({ method, headers }) => [method, Object.keys(headers)])).toEqual([
      ['GET', ['accept']],
    ]);
  });

  test('is read as JSON of the central portal', async () => {
    const json = [{ TITLE: '<b>会议</b>召开', URL: './content_1.htm', DOCRELPUBTIME: '2026-11-23' }];
    const { read } = showing({ [URL_1]: Buffer.from(JSON.stringify(json)) });
    expect(await read({ urls: [URL_1] })).toEqual([
      { title: '会议召开', url: 'https://www.example.gov.cn/bumen/content_1.htm', dateText: '2026-11-23' },
    ]);
  });

  test('is read where the options say it is', async () => {
    const html =
      '<div class="n"><a href="/1">要闻一二三四</a><i>11-23</i></div><ul><li><a href="/2">x</a></li></ul>';
    const { read } = showing({ [URL_1]: Buffer.from(html) });
    expect(await read({ urls: [URL_1], item: '.n', date: 'i' })).toEqual([
      { title: '要闻一二三四', url: 'https://www.example.gov.cn/1', dateText: '11-23' },
    ]);
  });

  test('is all of its pages', async () => {
    const page = (title: string) => Buffer.from(`<ul>${rows([title])}</ul>`);
    const { read } = showing({ [URL_1]: page('第一页的文章'), [`${URL_1}?2`]: page('第二页的文章') });
    const articles = await read({ urls: [URL_1, `${URL_1}?2`] });
    expect(articles.map(({ title }) => title)).toEqual(['第一页的文章', '第二页的文章']);
  });

  test.each([
    [404, 'portal-protocol'],
    [403, 'portal-protocol'],
    [503, 'portal-unavailable'],
    [302, 'portal-protocol'],
  ])('that answers %d is not read: %s', async (status, code) => {
    await expect(showing({ [URL_1]: status }).read({ urls: [URL_1] })).rejects.toMatchObject({ code });
  });
});
