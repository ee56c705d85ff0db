import { describe, expect, test } from '@jest/globals';
import { readPdf } from '../../../../adapters/documents/pdf.js';
import type { PdfText } from '../../../support/pdf-file.js';
import { pdfFile } from '../../../support/pdf-file.js';

const FULL = '为进一步加强测绘成果质量监督管理工作切实提高'; // 22 characters of 16 points reach from 90 to 442
const page = (lines: readonly (string | PdfText)[]): PdfText[] =>
  lines.map((line, index) => {
    const y = 780 - index * 28;
    return typeof line === 'string' ? { text: line, y } : { ...line, y: line.y || y };
  });
const read = async (pages: readonly (readonly PdfText[])[], info = {}, fileName?: string) =>
  (await readPdf(pdfFile(pages, info), { fileName })).entry;

test('title, number, paragraphs and signature of an official document', async () => {
  const entry = await read([
    page([
      { text: '国测图发〔2026〕9号', x: 200, y: 0 },
      { text: '关于成果检查的通知', x: 168, y: 0, size: 22 },
      '各省测绘局：',
      { text: '为加强成果质量监督管理工作决定开展专项的检', x: 122, y: 0 },
      `查${FULL.slice(0, 21)}`,
      '事项通知如下。',
      { text: '一、检查范围。', x: 122, y: 0 },
      { text: '国家测绘局', x: 340, y: 0 },
      { text: '2026年11月23日', x: 330, y: 0 },
    ]),
  ]);
  expect(entry).toMatchObject({
    title: '关于成果检查的通知',
    signedAtText: '2026年11月23日',
    disclosure: { documentNumberText: '国测图发〔2026〕9号', issuer: '国家测绘局' },
    bodyFormat: 'text',
  });
  expect(entry.body?.split('\n')).toEqual([
    '国测图发〔2026〕9号',
    '各省测绘局：',
    `为加强成果质量监督管理工作决定开展专项的检查${FULL.slice(0, 21)}事项通知如下。`,
    '一、检查范围。',
    '国家测绘局',
    '2026年11月23日',
  ]);
});

test('page numbers and running heads are left out, and a paragraph goes on over the page', async () => {
  const pages = [1, 2, 3, 4].map((number) => [
    { text: '测绘工作简报 内部资料', y: 800, size: 10 },
    { text: `第${number}页起头${FULL.slice(0, 17)}`, y: 700 },
    ...['甲', '乙', '丙', '丁'].map((sign, index) => ({
      text: `${sign.repeat(number)}${FULL.slice(0, 22 - number)}`,
      y: 672 - index * 28,
    })),
    { text: `- ${number} -`, x: 280, y: 40, size: 10 },
  ]);
  const { body = '' } = await read(pages);
  expect(body).not.toMatch(/简报|- \d -/);
  expect(body.split('\n')).toHaveLength(1);
});

test('look-alikes from fonts become the characters they stand for, punctuation stays Chinese', async () => {
  const { body } = await read([page(['⼯作会议：测绘⽣产，面积５km²（约）。', '第二段结束。'])]);
  expect(body).toContain('工作会议：测绘生产，面积５km²（约）。');
});

describe('title', () => {
  const text = page(['正文第一句话说明情况，本句较长不能作为标题使用。', '第二段。']);
  test.each<[string, { Title?: string }, string | undefined, string | undefined]>([
    ['from the properties of the file', { Title: '成果目录发布' }, undefined, '成果目录发布'],
    [
      'from its name, where the properties name a program',
      { Title: 'Microsoft Word - a.doc' },
      '关于发布成果目录的公告.pdf',
      '关于发布成果目录的公告',
    ],
    ['unknown, where nothing says it', {}, 'scan0001.pdf', undefined],
  ])('%s', async (_what, info, fileName, title) => {
    expect((await read([text], info, fileName)).title).toBe(title);
  });
});

describe('refused', () => {
  const encrypted = Buffer.from(
    '%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n' +
      `3 0 obj\n<</Filter/Standard/V 1/R 2/Length 40/P -4/O <${'41'.repeat(32)}>/U <${'42'.repeat(32)}>>>\nendobj\n` +
      `trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<${'43'.repeat(16)}><${'43'.repeat(16)}>]>>\n%%EOF`,
  );
  test.each<[string, Uint8Array, string]>([
    ['a scan', pdfFile([[], []]), 'parse-no-text'],
    ['page numbers alone', pdfFile([[{ text: '- 1 -', y: 40 }]]), 'parse-no-text'],
    ['a password', encrypted, 'parse-encrypted'],
    ['a file cut short', pdfFile([page([FULL])]).subarray(0, 200), 'parse-malformed'],
    ['a mark and nothing else', Buffer.from('%PDF-1.7'), 'parse-malformed'],
  ])('%s', async (_what, bytes, code) => {
    await expect(readPdf(bytes, {})).rejects.toMatchObject({ name: 'AppError', code });
  });
});
