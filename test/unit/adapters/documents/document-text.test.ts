import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { readDocumentText } from '../../../../adapters/documents/text/read-document-text.js';
import { TextGatherer } from '../../../../adapters/documents/text/text-gatherer.js';
import { toStoredZip } from '../../../../adapters/documents/stored-zip.js';
import { docxFile, table } from '../../../support/docx-file.js';
import { pdfFile } from '../../../support/pdf-file.js';
import { oleOf, PNG, zipOf } from '../../../support/sample-files.js';
import { workbookFile } from '../../../support/workbook-file.js';

const packageOf = (parts: Record<string, string>) =>
  toStoredZip(new Map(Object.entries(parts).map(([name, part]) => [name, Buffer.from(part)])));
const textOf = async (bytes: Uint8Array) => (await readDocumentText({ bytes })).text;
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

describe('the text of a Word document', () => {
  test('is all there is: tables, headers, notes, comments, deleted words and properties', async () => {
    const note = (text: string) => `<w:x ${W}><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:x>`;
    const text = await textOf(
      docxFile({
        body: [
          { text: '正文' },
          table([
            ['姓名', '电话'],
            ['张三', '13800001234'],
          ]),
          { xml: '<w:p><w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>' },
          { xml: '<w:p><w:r><w:t>138</w:t></w:r><w:r><w:t>0000</w:t></w:r></w:p>' },
        ],
        core: { title: '属性标题', keywords: '内部资料' },
        parts: {
          'word/header2.xml': note('机密★'),
          'word/footnotes.xml': note('脚注'),
          'word/comments.xml': note('批注'),
        },
      }),
    );
    for (const words of ['正文', '张三', '13800001234', '删去的话', '1380000', '属性标题', '内部资料'])
      expect(text).toContain(words);
    for (const words of ['机密★', '脚注', '批注']) expect(text).toContain(words);
  });

  test('says what is there twice for old programs once', async () => {
    const choice = (words: string) => `<w:r><w:t>${words}</w:t></w:r>`;
    const xml = `<w:p><mc:AlternateContent xmlns:mc="m"><mc:Choice>${choice('框')}</mc:Choice><mc:Fallback>${choice('框')}</mc:Fallback></mc:AlternateContent></w:p>`;
    expect(await textOf(docxFile({ body: [{ xml }] }))).toBe('框');
  });
});

test('the text of a workbook holds a row on each line, numbers as their cells show them', async () => {
  const rows =
    '<row><c t="inlineStr"><is><t>姓名</t></is></c><c t="inlineStr"><is><t>电话</t></is></c></row>' +
    '<row><c t="s"><v>0</v></c><c><v>13800001234</v></c></row>';
  expect(await textOf(workbookFile({ rows, strings: '<si><t>张三</t></si>' }))).toContain(
    '姓名\t电话\n张三\t13800001234',
  );
});

test('the text of a presentation is that of its slides in order, with what the speaker notes', async () => {
  const slide = (text: string) => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
  const text = await textOf(
    packageOf({
      'ppt/presentation.xml': '<p:presentation/>',
      'ppt/slides/slide10.xml': slide('十'),
      'ppt/slides/slide2.xml': slide('二'),
      'ppt/notesSlides/notesSlide1.xml': slide('备注'),
    }),
  );
  expect(text).toBe('二\n十\n备注');
});

test('the text of an OFD document puts together what stands in one line', async () => {
  const object = (top: number, text: string) =>
    `<ofd:TextObject Boundary="20 ${top} 50 5"><ofd:TextCode X="0" Y="4">${text}</ofd:TextCode></ofd:TextObject>`;
  const content = `<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">${object(20, '138')}${object(20.2, '00001234')}${object(30, '下一行')}</ofd:Page>`;
  expect(
    await textOf(packageOf({ 'OFD.xml': '<ofd:OFD/>', 'Doc_0/Pages/Page_0/Content.xml': content })),
  ).toBe('13800001234\n下一行');
});

describe('the text of a PDF', () => {
  test('keeps running heads, which is where markings stand, and counts pages without text', async () => {
    const page = (text: string) => [
      { text: '机密★10年', y: 800, size: 10 },
      { text, y: 600 },
    ];
    const read = await readDocumentText({
      bytes: pdfFile([page('第一部分'), page('第二部分'), page('第三部分'), page('第四部分'), []]),
    });
    expect(read).toMatchObject({ format: 'pdf', pages: 5, silentPages: 1 });
    for (const words of ['机密★10年', '第一部分', '第四部分']) expect(read.text).toContain(words);
  });
});

describe('other text', () => {
  test('is read in whatever charset its bytes are', async () => {
    const words = '内部资料，注意保存。联系人张三，电话一三八。'.repeat(4);
    expect(await textOf(iconv.encode(words, 'gbk'))).toBe(words);
    expect(await textOf(Buffer.from(`\ufeff${words}`, 'utf16le'))).toBe(words);
  });

  test('of a page leaves scripts out and keeps cells apart', async () => {
    const html =
      '<html><script>x</script><body><table><tr><td>甲</td><td>乙</td></tr></table><p>丙<b>丁</b></p>';
    expect(await textOf(Buffer.from(html))).toBe('甲\t乙\n丙丁');
  });
});

describe('what has no text to read', () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    ['nothing', Buffer.alloc(0), 'parse-empty', /空/],
    ['a locked document', oleOf('EncryptedPackage'), 'parse-encrypted', /密码/],
    ['an old document', oleOf('WordDocument'), 'parse-unrecognized', /旧版/],
    ['an archive', zipOf('a.doc'), 'parse-unrecognized', /压缩包/],
    ['a picture', PNG, 'parse-unrecognized', /未知/],
    ['RTF', Buffer.from('{\\rtf1\\ansi}'), 'parse-unrecognized', /RTF/],
    ['a scan', pdfFile([[], []]), 'parse-no-text', /文字/],
    ['a damaged package', Buffer.from('PK\x03\x04 nothing'), 'parse-malformed', /损坏/],
    ['a damaged PDF', Buffer.from('%PDF-1.4\nnothing'), 'parse-malformed', /损坏/],
  ])('%s is refused with the reason', async (_what, bytes, code, zh) => {
    await expect(readDocumentText({ bytes })).rejects.toMatchObject({
      code,
      fields: [{ zh: expect.stringMatching(zh) }],
    });
  });
});

test('text beyond the limit is left out, and that is said', () => {
  const gatherer = new TextGatherer(5);
  gatherer.add('甲乙丙');
  expect(gatherer.isFull).toBe(false);
  gatherer.add('丁戊己');
  expect([gatherer.isFull, gatherer.finish('text')]).toEqual([
    true,
    { format: 'text', text: '甲乙丙丁戊', shortened: true },
  ]);
});
