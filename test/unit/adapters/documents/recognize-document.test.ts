import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { readDocument } from '../../../../adapters/documents/read-document.js';
import { recognizeDocument } from '../../../../adapters/documents/recognize-document.js';
import { docxFile } from '../../../support/docx-file.js';
import { pdfFile } from '../../../support/pdf-file.js';
import { workbookFile } from '../../../support/workbook-file.js';
import { zipFile } from '../../../support/zip-file.js';

const part = (name: string) => zipFile([{ name, bytes: 'x' }]);
const ole = (name: string) =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512), Buffer.from(name, 'utf16le')]);
const HTML = '<html><head><title>x</title></head><body><p>正文</p></body></html>';

describe('told by the bytes, whatever name and content type say', () => {
  test.each<[string, Uint8Array, string]>([
    ['Word', docxFile({ body: [] }), 'docx'],
    ['a spreadsheet', workbookFile({ rows: '' }), 'xlsx'],
    ['PDF', pdfFile([[]]), 'pdf'],
    ['PDF after some bytes of a mail program', Buffer.from(`\r\n\r\n${'x'.repeat(200)}%PDF-1.7`), 'pdf'],
    ['HTML', Buffer.from(HTML), 'html'],
    ['HTML in GBK', iconv.encode(HTML, 'gbk'), 'html'],
  ])('%s', async (_what, bytes, format) => {
    const document = { bytes, fileName: 'a.exe', contentType: 'application/x-whatever' };
    expect((await recognizeDocument(document)).format).toBe(format);
  });
});

describe('refused by what it is', () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    ['nothing', new Uint8Array(0), 'parse-empty', /empty/],
    ['an old Word document', ole('WordDocument'), 'parse-unrecognized', /old Office format/],
    ['a document with a password', ole('EncryptedPackage'), 'parse-encrypted', /password/],
    ['a presentation', part('ppt/presentation.xml'), 'parse-unrecognized', /presentation/],
    ['a binary workbook', part('xl/workbook.bin'), 'parse-unrecognized', /xlsb/],
    ['an OFD document', part('OFD.xml'), 'parse-unrecognized', /OFD/],
    ['an OpenDocument text', part('mimetype'), 'parse-unrecognized', /OpenDocument/],
    ['an archive', part('a.txt'), 'parse-unrecognized', /archive/],
    ['the first bytes of an archive', Buffer.from('504b0304', 'hex'), 'parse-malformed', /damaged/],
    ['plain words', Buffer.from('这不是文档'), 'parse-unrecognized', /no known format/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'parse-unrecognized', /no known format/],
  ])('%s', async (_what, bytes, code, message) => {
    await expect(recognizeDocument({ bytes })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      fields: [{ pointer: '', zh: expect.stringMatching(/[\u4e00-\u9fff]/) }],
    });
  });
});

describe('an HTML file', () => {
  test('saved from a page is read by its labels', async () => {
    const page =
      '<html><head><meta name="ArticleTitle" content="会议召开"><meta name="PubDate" content="2026-11-23 09:05">' +
      '<meta name="ContentSource" content="国土测绘司"></head><body><div id="zoom"><p>正文。</p></div></body></html>';
    const read = await readDocument({ bytes: Buffer.from(page) });
    expect(read).toMatchObject({
      kind: 'article',
      format: 'html',
      entry: { title: '会议召开', publishedAtText: '2026-11-23 09:05', contentSource: '国土测绘司' },
    });
    expect(read).not.toHaveProperty('entry.url');
    expect(read).not.toHaveProperty('entry.baseUrl');
  });

  test('of an office program, in GBK and without a marked body, is read whole', async () => {
    const page = iconv.encode(
      '<html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>关于检查的通知</title></head>' +
        '<body lang=ZH-CN><p class=MsoNormal>为加强管理，现通知如下。</p></body></html>',
      'gbk',
    );
    const read = await readDocument({ bytes: page });
    expect(read).toMatchObject({
      entry: { title: '关于检查的通知', body: expect.stringContaining('现通知如下') },
    });
  });
});
