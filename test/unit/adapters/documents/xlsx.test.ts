import { describe, expect, test } from '@jest/globals';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { openContainer } from '../../../../adapters/documents/zip-container.js';
import { MAX_SHEET_ROWS, readXlsx } from '../../../../adapters/documents/xlsx.js';
import { columnLetter } from '../../../../adapters/documents/xlsx-rows.js';
import { serialToText } from '../../../../adapters/documents/xlsx-values.js';
import { fieldOfHeading } from '../../../../adapters/documents/sheet.js';
import { workbookFile, type WorkbookFile } from '../../../support/workbook-file.js';

type Fill = (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void;

async function readFilled(fill: Fill) {
  const workbook = new ExcelJS.Workbook();
  fill(workbook.addWorksheet('报送'), workbook);
  const written = await workbook.xlsx.writeBuffer();
  return readXlsx(await openContainer(new Uint8Array(written)));
}

const readMade = async (file: WorkbookFile) => readXlsx(await openContainer(workbookFile(file)));
const texts = (sheet: Awaited<ReturnType<typeof readFilled>>) =>
  sheet.rows.map(({ row, cells }) => [
    row,
    Object.fromEntries(Object.entries(cells).map(([field, { text }]) => [field, text])),
  ]);

test('a sheet as people fill it: heading over the table, headings with marks, gaps, links, dates', async () => {
  const sheet = await readFilled((rows) => {
    rows.addRow(['2026年11月信息报送表']);
    rows.addRow([]);
    rows.addRow(['序号', '编 号', '*标题（必填）', '正文', '发布日期', '链接', '备注']);
    rows.addRow([1, 1001, '会议召开', '第一段\n第二段', new Date(Date.UTC(2026, 10, 23, 9, 5)), '', 'x']);
    rows.addRow([]);
    rows.addRow([
      2,
      '1002',
      '另一条',
      '',
      '2026年11月24日',
      { text: '查看', hyperlink: 'http://a.gov.cn/1' },
    ]);
  });
  expect(sheet.name).toBe('报送');
  expect(sheet.columns.map(({ letter, field }) => `${letter} ${field}`)).toEqual([
    'B externalId',
    'C title',
    'D body',
    'E publishedAt',
    'F url',
  ]);
  expect(sheet.ignored).toEqual(['序号', '备注']);
  expect(texts(sheet)).toEqual([
    [
      4,
      { externalId: '1001', title: '会议召开', body: '第一段\n第二段', publishedAt: '2026-11-23 09:05:00' },
    ],
    [6, { externalId: '1002', title: '另一条', publishedAt: '2026年11月24日', url: '查看' }],
  ]);
  expect(sheet.rows[1]?.cells.url?.link).toBe('http://a.gov.cn/1');
});

test('the first visible sheet with a title column is taken, instructions before it are not', async () => {
  const sheet = await readFilled((first, workbook) => {
    first.addRow(['填表说明', '请勿改动表头']);
    const hidden = workbook.addWorksheet('旧', { state: 'hidden' });
    hidden.addRow(['title', 'body']);
    hidden.addRow(['old', 'x']);
    const data = workbook.addWorksheet('数据');
    data.addRow(['Title', 'Published At', 'External ID']);
    data.addRow(['News', '2026-11-23', 'e1']);
  });
  expect([sheet.name, texts(sheet)]).toEqual([
    '数据',
    [[2, { title: 'News', publishedAt: '2026-11-23', externalId: 'e1' }]],
  ]);
});

test('rich text, formulas, booleans, padded numbers and errors', async () => {
  const sheet = await readFilled((rows) => {
    rows.addRow(['标题', '编号', '作者', '栏目', '来源']);
    rows.addRow([
      { richText: [{ text: '会议', font: { bold: true } }, { text: '召开' }] },
      12,
      { formula: 'A1&"x"', result: '李四' },
      true,
      { error: '#N/A' },
    ]);
    rows.getCell('B2').numFmt = '0000';
  });
  expect(sheet.rows[0]?.cells).toEqual({
    title: { text: '会议召开' },
    externalId: { text: '0012', number: 12 },
    author: { text: '李四' },
    column: { text: 'TRUE' },
    contentSource: { text: '', error: '#N/A' },
  });
});

describe('what other programs write', () => {
  const head =
    '<row><c t="inlineStr"><is><t>标题</t></is></c><c t="inlineStr"><is><t>发布日期</t></is></c></row>';
  test('cells and rows without references, prefixed elements, inline text', async () => {
    const sheet = await readMade({
      prefix: 'x:',
      rows: '<x:row><x:c t="inlineStr"><x:is><x:t>标题</x:t></x:is></x:c></x:row><x:row><x:c t="str"><x:v>甲_x000D_乙</x:v></x:c></x:row>',
    });
    expect(texts(sheet)).toEqual([[2, { title: '甲\r乙' }]]);
  });

  test('readings above characters are not text', async () => {
    const sheet = await readMade({
      strings: '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>',
      rows: `${head}<row><c t="s"><v>0</v></c></row>`,
    });
    expect(texts(sheet)).toEqual([[2, { title: '東京' }]]);
  });

  test.each([
    ['a built-in format', '<xf numFmtId="0"/><xf numFmtId="14"/>', '', '46349', '2026-11-23'],
    ['a Chinese system format', '<xf/><xf numFmtId="31"/>', '', '46349', '2026-11-23'],
    [
      'a format of its own',
      '<xf/><xf numFmtId="176"/>',
      '<numFmt numFmtId="176" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>',
      '46349.378472222219',
      '2026-11-23 09:05:00',
    ],
    [
      'a number with a word that has the letters of a date',
      '<xf/><xf numFmtId="176"/>',
      '<numFmt numFmtId="176" formatCode="0&quot; days&quot;"/>',
      '46349',
      '46349',
    ],
    ['no format', '<xf/><xf numFmtId="0"/>', '', '46349', '46349'],
  ])('a date by %s', async (_what, formats, custom, value, text) => {
    const styles = `<numFmts>${custom}</numFmts><cellXfs>${formats}</cellXfs>`;
    const sheet = await readMade({
      styles,
      rows: `${head}<row><c t="str"><v>x</v></c><c s="1"><v>${value}</v></c></row>`,
    });
    expect(sheet.rows[0]?.cells.publishedAt?.text).toBe(text);
  });

  test('the calendar that begins in 1904', async () => {
    const rows = `${head}<row><c t="str"><v>x</v></c><c s="1"><v>44887</v></c></row>`;
    const sheet = await readMade({
      is1904: true,
      styles: '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>',
      rows,
    });
    expect(sheet.rows[0]?.cells.publishedAt?.text).toBe('2026-11-23');
  });

  test('a cell at the far corner costs nothing', async () => {
    const sheet = await readMade({
      rows: `${head}<row r="1048576"><c r="A1048576" t="str"><v>末</v></c><c r="XFD1048576" t="str"><v>角</v></c></row>`,
    });
    expect(texts(sheet)).toEqual([[1_048_576, { title: '末' }]]);
  });
});

describe('refused, saying why', () => {
  test.each<[string, Fill, string, RegExp]>([
    ['an empty workbook', () => undefined, 'parse-no-entries', /empty/],
    ['no title column', (rows) => rows.addRow(['编号', '正文']), 'parse-no-entries', /title column/],
    [
      'two columns of one field',
      (rows) => rows.addRow(['标题', '正文', '题目']),
      'parse-malformed',
      /A \(标题\) and C \(题目\)/,
    ],
  ])('%s', async (_what, fill, code, message) => {
    await expect(readFilled(fill)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('more rows than anyone writes', async () => {
    const row = '<row><c t="inlineStr"><is><t>标题</t></is></c></row>';
    await expect(readMade({ rows: row.repeat(MAX_SHEET_ROWS + 2) })).rejects.toMatchObject({
      code: 'parse-too-large',
    });
    expect((await readMade({ rows: row.repeat(MAX_SHEET_ROWS + 1) })).rows).toHaveLength(MAX_SHEET_ROWS);
  });
});

test('serial numbers are the days of the calendar', () => {
  const first = Date.UTC(1900, 2, 1);
  fc.assert(
    fc.property(
      fc.integer({ min: 61, max: 2_958_465 }),
      fc.integer({ min: 0, max: 86_399 }),
      (day, second) => {
        const expected = new Date(first + (day - 61) * 86_400_000 + second * 1000).toISOString();
        const text = serialToText(day + second / 86_400) ?? '';
        expect(text.length > 10 ? text : `${text} 00:00:00`).toBe(expected.slice(0, 19).replace('T', ' '));
      },
    ),
  );
  expect([
    serialToText(1),
    serialToText(59),
    serialToText(0.5),
    serialToText(3e6),
    serialToText(NaN),
  ]).toEqual(['1900-01-01', '1900-02-28', undefined, undefined, undefined]);
});

test.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [701, 'ZZ'],
  [702, 'AAA'],
  [16_383, 'XFD'],
])('column %i is %s', (index, letter) => {
  expect(columnLetter(index)).toBe(letter);
});

test.each([
  ['标题', 'title'],
  [' ＊标　题： ', 'title'],
  ['Publish Date', 'publishedAt'],
  ['external_id', 'externalId'],
  ['类别（必填）', 'kind'],
  ['序号', undefined],
  ['备注', undefined],
  ['', undefined],
])('the heading %j names %s', (heading, field) => {
  expect(fieldOfHeading(heading)).toBe(field);
});
