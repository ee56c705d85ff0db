import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { Finding } from '../../../schemas/item-content.js';
import { docxFile } from '../../support/docx-file.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { pdfFile } from '../../support/pdf-file.js';
import { oleOf, PNG, zipOf } from '../../support/sample-files.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { workbookFile } from '../../support/workbook-file.js';

// Made for this test: a right check digit, nobody's.
const IDENTITY = '11010519491231002X';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

let site: SampleSite;
let gateway: Gateway;
let desk: Desk;
beforeAll(async () => {
  site = await startSampleSite();
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});

const attach = (...files: [path: string, title: string][]) =>
  files.map(([path, title]) => ({ url: `${site.url}${path}`, title }));
const about = ({ findings }: ContentItem, position: number): Finding[] =>
  findings.filter(({ field }) => field === `attachments/${position}`);
const says = (findings: readonly Finding[]) => findings.map(({ rule, severity }) => `${severity} ${rule}`);

/** Waits until every attachment has been judged. */
const judged = (id: string) =>
  eventually(`the attachments of ${id} are judged`, async () => {
    const item = await desk.item(id);
    const isOpen = item.findings.some(({ rule }) => rule === 'attachments.pending');
    return item.state !== 'collected' && !isOpen && item;
  });

describe('the text of attachments', () => {
  test('is checked wherever it stands, and what is found names the file', async () => {
    const header = `<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>机密★10年</w:t></w:r></w:p></w:hdr>`;
    const document = docxFile({
      body: [{ text: `申请人身份证号${IDENTITY}。` }],
      parts: { 'word/header1.xml': header },
    });
    const rows = `<row><c t="inlineStr"><is><t>联系电话</t></is></c><c><v>13800001234</v></c></row>`;
    site.put('/list.docx', { type: DOCX, body: document });
    site.put('/phones.xlsx', { type: 'application/octet-stream', body: workbookFile({ rows }) });
    site.put('/map.pdf', {
      type: 'application/pdf',
      body: pdfFile([[{ text: '雷达站位于东经114.30551度', y: 700 }]]),
    });
    site.put('/page.html', {
      type: 'text/html',
      body: '<html><body><p>国测密发〔2009〕5号</p></body></html>',
    });
    site.put('/note.txt', { type: 'text/plain', body: '本次测汇工作已布署' });
    const id = await desk.submit({
      attachments: attach(
        ['/list.docx', '名单.docx'],
        ['/phones.xlsx', '电话.xlsx'],
        ['/map.pdf', '点位.pdf'],
        ['/page.html', '依据.html'],
        ['/note.txt', '说明.txt'],
      ),
    });
    const item = await judged(id);
    expect(says(about(item, 0)).sort()).toEqual([
      'block personal-data.identity-number',
      'block secrecy.marking',
    ]);
    expect(says(about(item, 1))).toEqual(['warn personal-data.mobile-number']);
    expect(says(about(item, 2))).toEqual(['block secrecy.coordinates']);
    expect(says(about(item, 3))).toEqual(['block secrecy.internal-number']);
    expect(says(about(item, 4))).toEqual(['warn wording.term', 'warn wording.term']);
    const identity = about(item, 0).find(({ rule }) => rule === 'personal-data.identity-number');
    expect(identity?.zh).toContain('附件“名单.docx”');
    expect(identity?.excerpt).toContain('11*************02X');
    expect(JSON.stringify(item.findings)).not.toContain(IDENTITY);
  });

  test('that nobody can read warns, with the file and the reason', async () => {
    const encrypted = oleOf('EncryptedPackage');
    site.put('/locked.docx', { type: DOCX, body: encrypted });
    site.put('/scan.pdf', { type: 'application/pdf', body: pdfFile([[], []]) });
    site.put('/old.doc', { type: 'application/msword', body: oleOf('WordDocument') });
    site.put('/bundle.zip', { type: 'application/zip', body: zipOf('a.txt') });
    site.put('/photo.png', { type: 'image/png', body: PNG });
    const id = await desk.submit({
      attachments: attach(
        ['/locked.docx', '加密.docx'],
        ['/scan.pdf', '扫描.pdf'],
        ['/old.doc', '旧版.doc'],
        ['/bundle.zip', '打包.zip'],
        ['/photo.png', '照片'],
      ),
    });
    const item = await judged(id);
    const words = [0, 1, 2, 3].map((position) => about(item, position));
    for (const findings of words) expect(says(findings)).toEqual(['warn attachments.unreadable']);
    expect(words.map(([finding]) => finding?.zh)).toEqual([
      expect.stringMatching(/加密\.docx.*打开密码/),
      expect.stringMatching(/扫描\.pdf.*扫描件/),
      expect.stringMatching(/旧版\.doc.*旧版 Office/),
      expect.stringMatching(/打包\.zip.*压缩包/),
    ]);
    const picture = about(item, 4);
    expect(picture.length === 0 || says(picture)[0] === 'info attachments.no-text').toBe(true);
  });

  test('is read once, whichever items bring the file', async () => {
    const body = docxFile({ body: [{ text: '联系电话13800001234' }] });
    site.put('/first.docx', { type: DOCX, body });
    site.put('/second.docx', { type: DOCX, body });
    const first = await judged(await desk.submit({ attachments: attach(['/first.docx', '一']) }));
    const hash = first.content.attachments[0]?.sha256 ?? '';
    const read = await gateway.app.stores.fileTexts.find(hash);
    const second = await judged(await desk.submit({ attachments: attach(['/second.docx', '二']) }));
    expect(says(about(second, 0))).toEqual(['warn personal-data.mobile-number']);
    expect(await gateway.app.stores.fileTexts.find(hash)).toEqual(read);
    expect(read).toMatchObject({ attempts: 1, document: { format: 'docx' } });
  });
});

describe('an item whose attachments are still to come', () => {
  test('is not approved before they were checked; the review stays where it is', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    site.put('/slow.docx', (_request, response) => {
      void released.then(() => response.end(docxFile({ body: [{ text: '一切正常。' }] })));
    });
    const id = await desk.submit({ attachments: attach(['/slow.docx', '慢']) });
    const waiting = await desk.inState(id, 'in-review');
    expect(says(about(waiting, 0))).toEqual(['block attachments.pending']);
    const refused = await desk.decide('reviewer', id, { decision: 'approve' });
    expect([refused.status, refused.body.code]).toEqual([409, 'blocked-by-findings']);
    release();
    const item = await judged(id);
    expect(about(item, 0)).toEqual([]);
    expect([item.revision, item.state, item.review]).toEqual([1, 'in-review', waiting.review]);
    expect(item.version).toBeGreaterThan(waiting.version);
    expect(item.history.map(({ action }) => action)).toEqual(['submitted', 'checked', 'rechecked']);
    expect((await desk.decide('reviewer', id, { decision: 'approve' })).status).toBe(200);
  });

  test('that were given up may be approved, with a warning', async () => {
    site.put('/bad.exe', { type: 'application/octet-stream', body: `MZ\x90\0${'\0'.repeat(60)}` });
    const id = await desk.submit({ attachments: attach(['/bad.exe', '工具']) });
    const item = await judged(id);
    expect(says(about(item, 0))).toEqual(['warn attachments.not-fetched']);
    expect((await desk.decide('reviewer', id, { decision: 'approve' })).status).toBe(200);
  });

  test('whoever decides on the findings of before is told', async () => {
    site.put('/later.docx', { status: 503, body: '' });
    const id = await desk.submit({ attachments: attach(['/later.docx', '晚']) });
    const seen = await desk.inState(id, 'in-review');
    const item = await eventually('the attempt is known', async () => {
      const found = await desk.item(id);
      return found.content.attachments[0]?.problem && found;
    });
    // Still trying: nothing new for people, and so the version they saw still counts.
    expect(says(about(item, 0))).toEqual(['block attachments.pending']);
    expect(item.version).toBe(seen.version);
  });
});
