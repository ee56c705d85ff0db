import { createHash } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ExcelJS from 'exceljs';
import type { DocumentAnswer, SheetAnswer } from '../../../schemas/document.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { docxFile, picture } from '../../support/docx-file.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { pdfFile } from '../../support/pdf-file.js';
import { zipFile } from '../../support/zip-file.js';

let gateway: Gateway;
let desk: Desk;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

async function upload(
  bytes: Uint8Array,
  query = '',
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${gateway.url}/api/v1/items/document${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.people.editor ?? ''}`, ...headers },
    body: bytes,
  });
  return { status: response.status, body: await response.json() };
}

const unique = () => randomBytes(5).toString('hex');
const article = (title: string) =>
  docxFile({
    body: [
      { text: title, style: 'Title' },
      { text: '来源：国土测绘司　作者：李四　发布日期：2026年11月23日' },
      { text: someText() },
    ],
  });

async function sheet(rows: readonly (readonly unknown[])[]): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const filled = workbook.addWorksheet('报送');
  for (const row of rows) filled.addRow([...row]);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

describe('a Word document', () => {
  test('becomes an item that is checked and waits for review', async () => {
    const { status, body } = await upload(
      article('测绘成果汇交会召开'),
      '?kind=notice&column=%E5%85%AC%E5%91%8A',
    );
    const answer = body as DocumentAnswer;
    expect([status, answer]).toEqual([
      201,
      expect.objectContaining({
        outcome: 'created',
        state: 'collected',
        format: 'docx',
        title: '测绘成果汇交会召开',
      }),
    ]);
    const { content, submittedBy } = await desk.inState(answer.id, 'in-review');
    expect(submittedBy).toBe('editor');
    expect(content).toMatchObject({
      kind: 'notice',
      column: '公告',
      title: '测绘成果汇交会召开',
      contentSource: '国土测绘司',
      author: '李四',
      publishedAt: '2026-11-23T00:00:00+08:00',
    });
  });

  test('under the same external id is a new revision, and the same again is unchanged', async () => {
    const query = `?externalId=${unique()}`;
    const first = (await upload(article('第一稿'), query)).body as DocumentAnswer;
    const second = article('第二稿');
    const revised = await upload(second, query);
    expect(revised).toMatchObject({ status: 201, body: { id: first.id, outcome: 'revised', revision: 2 } });
    const again = await upload(second, query);
    expect(again).toMatchObject({ status: 200, body: { id: first.id, outcome: 'unchanged', revision: 2 } });
  });

  test('is taken once under its Idempotency-Key', async () => {
    const document = article('只收一次');
    const headers = { 'idempotency-key': unique() };
    const answers = [await upload(document, '', headers), await upload(document, '', headers)];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 201, body: { outcome: 'created' } });
    expect(await upload(article('另一份'), '', headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-conflict' },
    });
  });

  test('keeps the pictures it holds, and shows them to who may see the item', async () => {
    const bytes = Buffer.from('89504e470d0a1a0a', 'hex');
    const document = docxFile({
      body: [{ text: '配图新闻', style: 'Title' }, { text: someText() }, picture('i1', '会场')],
      relationships: { i1: { type: 'image', target: 'media/a.png' } },
      parts: { 'word/media/a.png': bytes },
    });
    const { body } = await upload(document);
    expect(body).toMatchObject({ embeddedImages: 1, embeddedImagesKept: 1 });
    const { id } = body as DocumentAnswer;
    const [image] = (await desk.item(id)).content.images;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(image).toMatchObject({ url: `urn:sha256:${sha256}`, sha256, size: bytes.length, alt: '会场' });
    const file = await fetch(`${gateway.url}/api/v1/items/${id}/media/${sha256}`, {
      headers: { authorization: `Bearer ${gateway.people.editor ?? ''}` },
    });
    expect([file.status, Buffer.from(await file.arrayBuffer())]).toEqual([200, bytes]);
  });
});

test('a PDF with text becomes an item', async () => {
  const lines = Array.from({ length: 8 }, (_, i) => ({ text: someText().slice(0, 22), y: 700 - i * 28 }));
  const { status, body } = await upload(
    pdfFile([[{ text: '公告标题在此', x: 200, y: 760, size: 24 }, ...lines]]),
  );
  expect([status, body]).toEqual([201, expect.objectContaining({ format: 'pdf', title: '公告标题在此' })]);
});

describe('a batch sheet', () => {
  test('is answered row by row: good rows are taken, wrong cells are named', async () => {
    const [a, b] = [unique(), unique()];
    const file = await sheet([
      ['编号', '标题', '正文', '发布日期', '类别', '备注'],
      [a, '第一条', someText(), new Date(Date.UTC(2026, 10, 23)), '通知公告', 'x'],
      [b, '第二条', someText(), '下周三', '通知公告'],
      ['', '', someText()],
      [a, '第一条（改）', someText()],
    ]);
    const { status, body } = await upload(file, '?lane=urgent');
    const answer = body as SheetAnswer;
    expect([status, answer]).toEqual([
      200,
      expect.objectContaining({ sheet: '报送', taken: 2, failed: 2, ignoredColumns: ['备注'] }),
    ]);
    expect(answer.rows.map(({ row, outcome, revision }) => [row, outcome, revision])).toEqual([
      [2, 'created', 1],
      [3, 'failed', undefined],
      [4, 'failed', undefined],
      [5, 'revised', 2],
    ]);
    expect(answer.rows[1]?.errors).toEqual([
      expect.objectContaining({
        column: 'D',
        heading: '发布日期',
        zh: expect.stringMatching(/^第 3 行“发布日期”列/),
      }),
    ]);
    expect(answer.rows[3]?.id).toBe(answer.rows[0]?.id);
    expect(await desk.inState(answer.rows[0]?.id ?? '', 'in-review')).toMatchObject({
      lane: 'urgent',
      content: { title: '第一条（改）' },
    });
  });

  test('again is unchanged, row by row', async () => {
    const file = await sheet([
      ['编号', '标题', '正文'],
      ...[1, 2, 3].map(() => [unique(), '条目', someText()]),
    ]);
    await upload(file);
    const { body } = await upload(file);
    expect((body as SheetAnswer).rows.map(({ outcome }) => outcome)).toEqual(Array(3).fill('unchanged'));
  });

  test('of which no row can be taken is a problem that names row and column', async () => {
    const file = await sheet([
      ['标题', '发布日期'],
      ['', '2026-11-23'],
      ['x', '不知道'],
    ]);
    const { status, body } = await upload(file, '', { 'accept-language': 'zh-CN' });
    expect([status, body]).toEqual([
      422,
      expect.objectContaining({
        code: 'validation-failed',
        errors: [
          { pointer: '/rows/2/A', detail: expect.stringMatching(/^第 2 行“标题”列（A）：不能为空/) },
          { pointer: '/rows/3/B', detail: expect.stringMatching(/^第 3 行“发布日期”列（B）/) },
        ],
      }),
    ]);
  });
});

describe('a document that cannot be read is refused with its reason, and nothing is stored', () => {
  test.each<[string, Uint8Array, string, string, number]>([
    [
      'a zip bomb',
      zipFile([{ name: 'word/document.xml', bytes: Buffer.alloc(20_000_000) }]),
      '',
      'parse-too-large',
      422,
    ],
    [
      'an encrypted package',
      zipFile([{ name: 'word/document.xml', bytes: 'x', flags: 1 }]),
      '',
      'parse-encrypted',
      422,
    ],
    ['a package cut short', article('x').subarray(0, 500), '', 'parse-malformed', 422],
    ['a scan', pdfFile([[]]), '', 'parse-no-text', 422],
    [
      'a picture named docx',
      Buffer.from('89504e470d0a1a0a', 'hex'),
      '?filename=a.docx',
      'parse-unrecognized',
      422,
    ],
    ['a flash item without a reason', article('急'), '?lane=flash', 'validation-failed', 422],
  ])('%s', async (_what, bytes, query, code, status) => {
    const before = await storedRevisions();
    expect(await upload(bytes, query)).toMatchObject({ status, body: { code } });
    expect(await storedRevisions()).toEqual(before);
  });
});

/** What is stored, without what the workers go on writing about it (findings, cluster). */
async function storedRevisions() {
  const { items } = await gateway.app.stores.items.list({}, { limit: 200 });
  return items.map(({ id, revision, content }) => ({ id, revision, content }));
}
