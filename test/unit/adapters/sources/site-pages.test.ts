import { describe, expect, test } from '@jest/globals';
import { bodaAdapter } from '../../../../adapters/sources/boda.js';
import { govcnAdapter } from '../../../../adapters/sources/govcn.js';
import { article, collectFrom, type Answer } from './site-in-memory.js';

const HOST = 'http://chj.haidong.gov.cn';
const isArticle = (url: string) => /\/content_|\/info\//.test(url);

describe('gov.cn', () => {
  const LIST = `${HOST}/zhengce/zuixin/`;
  const collect = (answers: Record<string, Answer>, listUrl = LIST) =>
    collectFrom(
      govcnAdapter,
      { listUrls: [listUrl] },
      (url) => answers[url] ?? (isArticle(url) ? article('文件') : undefined),
    );
  const rows = (...numbers: number[]) =>
    numbers.map((n) => ({
      TITLE: `第${n}件<br>文件&amp;附件`,
      URL: `/zhengce/content_${n}.htm`,
      DOCRELPUBTIME: '2026-11-20',
    }));

  test('finds the list file that the script of a column loads, trying the next where one names nothing', async () => {
    const { collected, asked } = await collect({
      [LIST]: `<html><script>var a="/config/site.json?v=1"; $.getJSON('./ZUIXINZHENGCE.json')</script></html>`,
      [`${HOST}/config/site.json`]: '{"theme":"red"}',
      [`${LIST}ZUIXINZHENGCE.json`]: JSON.stringify(rows(1, 2)),
    });
    expect(asked.slice(1, 3)).toEqual([`${HOST}/config/site.json`, `${LIST}ZUIXINZHENGCE.json`]);
    expect(collected[0]).toMatchObject({ type: 'listing', entries: 2, complete: true });
  });

  test('takes lists inside an envelope, and titles without their markup', async () => {
    const file = `${LIST}A.json`;
    const { collected } = await collect(
      {
        [file]: JSON.stringify({ code: 0, data: { list: rows(1) } }),
        [`${HOST}/zhengce/content_1.htm`]: 'unchanged',
      },
      file,
    );
    expect(collected[0]).toMatchObject({ entries: 1 });
  });

  test.each(['{"a":1}', '[{"title":"x"}]', '{"list":[1,2]}'])(
    'reports what is no list of the portal: %s',
    async (body) => {
      const { error, complete } = await collect({ [`${LIST}A.json`]: body }, `${LIST}A.json`);
      expect(complete).toBe(false);
      expect(error).toMatchObject({ code: 'parse-unrecognized' });
    },
  );
});

test('a Boda list without ids is read as any list', async () => {
  const list = `${HOST}/xwzx/tzgg.htm`;
  const { urls } = await collectFrom(bodaAdapter, { listUrls: [list] }, (url) => {
    if (url === list)
      return '<ul><li><a href="../info/1/2.htm">没有编号的条目</a> 2026-11-01</li></ul><a class="Next" href="tzgg/4.htm">下页</a>';
    return isArticle(url) ? article('条目') : undefined;
  });
  expect(urls('entry')).toEqual([`${HOST}/info/1/2.htm`]);
  expect(urls('problem')).toEqual([`${HOST}/xwzx/tzgg/4.htm`]);
});
