import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { docxFile } from '../support/docx-file.js';
import { runBaosong } from '../support/gateway-process.js';
import { pdfFile } from '../support/pdf-file.js';
import { workbookFile } from '../support/workbook-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baosong-documents-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function parse(name: string, bytes: Uint8Array, ...options: string[]) {
  const file = join(folder, name);
  await writeFile(file, bytes);
  const { code, stdout, stderr } = await runBaosong(['parse', file, ...options]).ended;
  const items = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, items, stderr };
}

const HTML = '<html><body><div id="zoom"><h1>会议召开</h1><p>正文。</p></div></body></html>';
const row = (...cells: string[]) =>
  `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;

test.each<[string, Uint8Array, string[], string[]]>([
  [
    'a.docx',
    docxFile({ body: [{ text: '会议召开', style: 'Title' }, { text: '正文。' }] }),
    [],
    ['会议召开'],
  ],
  [
    'b.docx',
    docxFile({ body: [{ text: '会议召开', style: 'Title' }] }),
    ['--kind', 'document'],
    ['会议召开'],
  ],
  [
    'a.xlsx',
    workbookFile({ rows: row('标题', '正文') + row('甲', '一') + row('乙', '二') }),
    [],
    ['甲', '乙'],
  ],
  [
    'a.pdf',
    pdfFile([
      [
        { text: '会议召开', x: 200, y: 760, size: 24 },
        { text: '正文第一句话说明情况。', y: 700 },
      ],
    ]),
    [],
    ['会议召开'],
  ],
  ['a.html', Buffer.from(HTML), ['--kind', 'document'], ['会议召开']],
])('%s is parsed', async (name, bytes, options, titles) => {
  const { code, items, stderr } = await parse(name, bytes, ...options);
  expect([code, stderr]).toEqual([0, '']);
  expect(items.map(({ title, schemaVersion }) => [title, schemaVersion])).toEqual(
    titles.map((title) => [title, 1]),
  );
});

test('rows that are no items are told of, the others are printed', async () => {
  const file = workbookFile({
    rows: row('标题', '发布日期') + row('甲', '下周三') + row('乙', '2026-11-23'),
  });
  const { code, items, stderr } = await parse('partly.xlsx', file);
  expect([code, items.map(({ title }) => title)]).toEqual([0, ['乙']]);
  expect(stderr).toMatch(/Row 2, column B \(发布日期\)/);
});

test.each<[string, Uint8Array, string]>([
  ['empty.docx', new Uint8Array(0), 'parse-empty'],
  ['cut.docx', Buffer.from('504b0304140006', 'hex'), 'parse-malformed'],
  ['scan.pdf', pdfFile([[]]), 'parse-no-text'],
  ['words.docx', Buffer.from('这不是文档'), 'parse-unrecognized'],
  ['rows.xlsx', workbookFile({ rows: row('标题', '发布日期') + row('甲', '下周三') }), 'validation-failed'],
])('%s exits 2 with the problem', async (name, bytes, code) => {
  const { code: exit, items, stderr } = await parse(name, bytes, '--kind', 'document');
  expect([exit, items]).toEqual([2, []]);
  expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ code });
});
