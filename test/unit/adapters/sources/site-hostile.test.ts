import { describe, expect, test } from '@jest/globals';
import { sourceAdapters } from '../../../../adapters/sources/index.js';
import { recognizeSource } from '../../../../adapters/sources/recognize-source.js';
import { isAppError } from '../../../../schemas/errors.js';
import { toItemContent } from '../../../../src/normalize/to-item-content.js';
import { collectFrom, documentOf } from './site-in-memory.js';

const URL = 'http://x.gov.cn/gkmlpt/index';
const FAMILIES = ['site', 'trs', 'jpage', 'jpaas', 'boda', 'gkmlpt', 'govcn'];
const unit = 'url="/jpaas-publish-server/front/page/build/unit"';

/** Pages that would take minutes, or the stack, of a reader that goes over them again for every part. */
const PAGES: [name: string, html: string][] = [
  [
    'entries by the ten thousand',
    '<li id="line_u1_1"><a href="/info/1/2.htm">标题标题</a>2026-11-01</li>'.repeat(4000),
  ],
  [
    'a store of records never closed',
    `<script type="text/xml"><datastore>${'<record><![CDATA['.repeat(40_000)}</datastore></script>`,
  ],
  [
    'a store of records with nothing in them',
    `<script type="text/xml"><datastore>${'<record></record>'.repeat(10_000)}</datastore></script>`,
  ],
  ['units by the thousand', `<script ${unit} querydata="{'a':'b'}"></script>`.repeat(10_000)],
  ['a unit asked for at great length', `<script ${unit} querydata="${"'a':".repeat(40_000)}"></script>`],
  [
    'scripts of paging begun again and again',
    `<script>${'createPageHTML('.repeat(20_000)}${'"a_"+'.repeat(20_000)}.jpage(${'columnid='.repeat(10_000)}</script>`,
  ],
  ['list files by the thousand', `<script>${'"./a.json",'.repeat(20_000)}</script>`],
  ['an attribute of a megabyte', `<div class="${'position '.repeat(14000)}">x</div>`],
  ['paths that lead nowhere', '<div class="crumb"><a href="/">首页</a></div>'.repeat(4000)],
  ['paths inside paths', `${'<div class="crumb">'.repeat(400)}<a href="/x">栏目</a>`],
  [
    'comments by the hundred thousand',
    '<!--ZJEG_RSS.content.begin-->x'.repeat(10_000) + '<!--ZJEG_RSS.content.end-->'.repeat(10_000),
  ],
  [
    'a body opened nine hundred times',
    `<!--ZJEG_RSS.content.begin-->${'<div>a'.repeat(400)}<!--ZJEG_RSS.content.end-->`,
  ],
  ['as much as a reader mode is given', '<div>文字，内容在这里很多很多，逗号。</div>'.repeat(1200)],
  ['as deep as a reader mode is given', '<div>文字，'.repeat(95) + '<p>文字，文字</p>'.repeat(800)],
  ['links to files by the thousand', '<p><a href="/download.jsp?a=1">文件.doc</a></p>'.repeat(4000)],
  ['labels broken by quotes', '<meta name="ArticleTitle" content="a "b" c">'.repeat(10_000)],
];

function isExpected(error: unknown): boolean {
  return error === undefined || isAppError(error);
}

describe.each(PAGES)('%s', (_name, inner) => {
  const html = `<html><body><h1>标题标题</h1>${inner}</body></html>`;
  const families = sourceAdapters.filter(({ name }) => FAMILIES.includes(name));

  test.each(families.map((adapter) => [adapter.name, adapter] as const))(
    'neither stops nor crashes %s',
    async (_family, adapter) => {
      try {
        for (const entry of adapter.parse(documentOf(URL, html), adapter.example))
          toItemContent(entry, { defaults: {}, now: new Date(0) });
      } catch (error) {
        expect(isAppError(error)).toBe(true);
      }
      const { error } = await collectFrom(
        adapter,
        { listUrls: [URL], maxPages: 2, maxArticles: 2 },
        { [URL]: html },
      );
      expect(isExpected(error)).toBe(true);
    },
  );

  test('neither stops nor crashes recognition', () => {
    for (const { confidence } of recognizeSource(documentOf(URL, html)))
      expect(confidence).toBeLessThanOrEqual(1);
  });
});
