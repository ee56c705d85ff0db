import { describe, expect, test } from '@jest/globals';
import { readDocx } from '../../../../adapters/documents/docx.js';
import { openContainer } from '../../../../adapters/documents/zip-container.js';
import { docxFile, picture, table, type DocxFile } from '../../../support/docx-file.js';

const read = async (file: DocxFile, fileName?: string) =>
  readDocx(await openContainer(docxFile(file)), { fileName });
const entryOf = async (file: DocxFile, fileName?: string) => (await read(file, fileName)).entry;

test('an official document: letterhead, number, title of two lines, labels, table, picture, signature', async () => {
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  const { entry, embedded } = await read({
    body: [
      { text: '国家测绘局文件', align: 'center', size: 36 },
      { text: '国测图发〔2026〕9号', align: 'center' },
      { text: '国家测绘局关于开展全国', align: 'center', size: 22 },
      { text: '基础测绘成果质量检查的通知', align: 'center', size: 22 },
      { text: '来源：国土测绘司　发布日期：2026年11月23日' },
      { text: '各省、自治区、直辖市测绘行政主管部门：' },
      { text: '一、检查范围', style: 'Heading1' },
      { text: '为加强成果质量管理，决定开展检查。' },
      table([
        ['省份', '数量'],
        ['湖北', '3'],
      ]),
      picture('i1', '检查流程示意图'),
      { text: '国家测绘局', align: 'right' },
      { text: '二〇二六年十一月二十日', align: 'right' },
      { text: '（责任编辑：王五）' },
    ],
    relationships: { i1: { type: 'image', target: 'media/a.png' } },
    parts: { 'word/media/a.png': png },
  });
  expect(entry).toMatchObject({
    title: '国家测绘局关于开展全国基础测绘成果质量检查的通知',
    contentSource: '国土测绘司',
    publishedAtText: '2026年11月23日',
    signedAtText: '二〇二六年十一月二十日',
    responsiblePerson: '王五',
    disclosure: { issuer: '国家测绘局', documentNumberText: '国测图发〔2026〕9号' },
  });
  expect(entry.body).toContain('<h1>一、检查范围</h1>');
  expect(entry.body).toMatch(/<table>.*省份.*湖北.*<\/table>/s);
  expect(entry.body).toContain('<p align="right">国家测绘局</p>');
  expect(entry.body).not.toMatch(/质量检查的通知|来源：|责任编辑/);
  expect(entry.body).toContain(`src="embedded:${embedded[0]?.sha256}"`);
  expect(entry.body).toContain('alt="检查流程示意图"');
  expect(embedded).toMatchObject([{ name: 'image-1', mediaType: 'image/png' }]);
  expect(Buffer.from(embedded[0]?.bytes ?? [])).toEqual(png);
});

describe('title', () => {
  const text = { text: '会议在北京召开，部署了明年的工作，要求各单位抓好落实。' };
  test.each<[string, DocxFile, string | undefined, string | undefined]>([
    ['of the Title style', { body: [{ text: '会议召开', style: 'Title' }, text] }, undefined, '会议召开'],
    [
      'of the Title style, which goes before the properties',
      { core: { title: '旧标题' }, body: [{ text: '会议召开', style: 'Title' }, text] },
      undefined,
      '会议召开',
    ],
    [
      'of the first heading',
      { body: [{ text: '会议召开', style: 'Heading1' }, text] },
      undefined,
      '会议召开',
    ],
    ['in the properties', { core: { title: '会议召开' }, body: [text, text] }, undefined, '会议召开'],
    [
      'bold in the middle',
      { body: [{ text: '会议召开', bold: true, align: 'center' }, text] },
      undefined,
      '会议召开',
    ],
    [
      'large in the middle',
      { body: [{ text: '会议召开', size: 22, align: 'center' }, text] },
      undefined,
      '会议召开',
    ],
    [
      'bold in the middle, where the properties are those of a template',
      { core: { title: 'Word Document' }, body: [{ text: '会议召开', bold: true, align: 'center' }, text] },
      undefined,
      '会议召开',
    ],
    ['that nobody marked', { body: [{ text: '会议召开' }, text] }, undefined, '会议召开'],
    ['labelled', { body: [{ text: '标题：会议召开' }, text] }, undefined, '会议召开'],
    [
      'of the file, for a text without one',
      { body: [text, text] },
      '测绘工作会议召开.docx',
      '测绘工作会议召开',
    ],
    ['unknown: a sentence is none', { body: [text, text] }, 'doc1.docx', undefined],
  ])('%s', async (_what, file, fileName, title) => {
    expect((await entryOf(file, fileName)).title).toBe(title);
  });

  test('a subtitle below it is a field of its own', async () => {
    const entry = await entryOf({
      body: [{ text: '为了大地的精度', style: 'Title' }, { text: '——记大地测量队' }, text],
    });
    expect(entry).toMatchObject({ title: '为了大地的精度', subtitle: '记大地测量队' });
  });
});

describe('what only looks like a field stays text', () => {
  test.each([
    ['time and place of a meeting', ['会议通知', '时间：2026年11月23日', '地点：北京'], 'publishedAtText'],
    ['a label inside a sentence', ['会议召开', '本文来源：数据来自年报。', '正文。'], 'contentSource'],
    [
      'a date in the text',
      ['会议召开', '正文。', '会议定于', '2026年11月23日', '举行，请参加。'],
      'signedAtText',
    ],
  ])('%s', async (_what, lines, field) => {
    const [title = '', ...rest] = lines;
    const entry = await entryOf({
      body: [{ text: title, style: 'Title' }, ...rest.map((text) => ({ text }))],
    });
    expect(entry).not.toHaveProperty(field);
    for (const line of rest) expect(entry.body).toContain(line);
  });

  test('the creator of the file is not its author, and its dates are not those of the article', async () => {
    const entry = await entryOf({
      core: { creator: '张三', keywords: '测绘 会议' },
      body: [{ text: '会议召开', style: 'Title' }, { text: '正文。' }],
    });
    expect(entry).not.toHaveProperty('author');
    expect(entry.keywords).toEqual(['测绘 会议']);
  });

  test('a marking of secrecy stays where the checks look for it', async () => {
    const entry = await entryOf({
      body: [{ text: '秘密★1年' }, { text: '会议召开', bold: true, align: 'center' }, { text: '正文。' }],
    });
    expect(entry.title).toBe('会议召开');
    expect(entry.body).toContain('秘密★1年');
  });
});

test('the table of labels that opens a disclosure document becomes fields', async () => {
  const entry = await entryOf({
    body: [
      table([
        ['索引号', '000014349/2026-00110', '主题分类', '测绘'],
        ['发文机关', '国家测绘局', '发文字号', '国测图发〔2026〕9号'],
        ['成文日期', '2026年11月20日', '发布日期', '2026年11月23日'],
      ]),
      { text: '关于成果检查的通知', align: 'center', bold: true },
      { text: '正文。' },
    ],
  });
  expect(entry).toMatchObject({
    title: '关于成果检查的通知',
    signedAtText: '2026年11月20日',
    publishedAtText: '2026年11月23日',
    disclosure: { indexNumber: '000014349/2026-00110', issuer: '国家测绘局' },
  });
  expect(entry.body).toBe('<p>正文。</p>');
});

test('links that a document names are written down and never followed', async () => {
  const entry = await entryOf({
    body: [
      { text: '会议召开', style: 'Title' },
      { xml: '<w:p><w:hyperlink r:id="h1"><w:r><w:t>查看</w:t></w:r></w:hyperlink></w:p>' },
      picture('i1', '外部图片'),
    ],
    relationships: {
      h1: { type: 'hyperlink', target: 'http://www.example.gov.cn/a', external: true },
      i1: { type: 'image', target: 'file:///etc/passwd', external: true },
    },
  }).catch((error: unknown) => error);
  expect(JSON.stringify(entry)).not.toContain('root:');
  expect(entry).toMatchObject({ body: expect.stringContaining('href="http://www.example.gov.cn/a"') });
});

describe('refused', () => {
  const deep = `${'<w:tbl><w:tr><w:tc>'.repeat(3000)}${'</w:tc></w:tr></w:tbl>'.repeat(3000)}`;
  const xml = (document: string) => ({ body: [], parts: { 'word/document.xml': document } });
  test.each<[string, DocxFile, string]>([
    ['nothing in it', { body: [] }, 'parse-empty'],
    ['tables in tables without end', { body: [{ xml: deep }] }, 'parse-too-deep'],
    ['a DTD', xml('<!DOCTYPE w [<!ENTITY a "b">]><w:document/>'), 'parse-malformed'],
    ['XML that is none', xml('<w:document><w:body>'), 'parse-malformed'],
    ['no body', xml('<other/>'), 'parse-malformed'],
  ])('%s', async (_what, file, code) => {
    await expect(read(file)).rejects.toMatchObject({ name: 'AppError', code });
  });
});
