import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { MaskingOffer } from '../../../schemas/masking.js';
import { docxFile } from '../../support/docx-file.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

const IDENTITY = '11010519491231002X';
const MOBILE = '13800001234';

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

const offer = async (id: string, who = 'reviewer') => {
  const answer = await gateway.call(who, 'GET', `/api/v1/items/${id}/masking`);
  return answer.body as unknown as MaskingOffer;
};
const mask = (id: string, body: object, who = 'reviewer') =>
  gateway.call(who, 'POST', `/api/v1/items/${id}/maskings`, { reason: '公开前打码', ...body });

async function submitted(): Promise<ContentItem> {
  const id = await desk.submit({
    title: `关于${MOBILE}的公示`,
    summary: `电话${MOBILE}`,
    bodyHtml:
      `<p>姓名：张三，身份证号<b>110105</b>1949<i>1231</i>002X，电话138&nbsp;0000 1234。</p>` +
      `<table><tr><td>家庭住址：武汉市武昌区中南路街道民主小区3栋2单元501室</td><td>1 &lt; 2 &amp; 3</td></tr></table>` +
      `<p><a href="https://www.example.gov.cn/${MOBILE}.html" title="${MOBILE}">编号${MOBILE}</a>${someText()}</p>`,
  });
  return desk.inState(id, 'in-review');
}

describe('masking', () => {
  test('is offered as a difference, and changes nothing by that', async () => {
    const item = await submitted();
    const found = await offer(item.id);
    expect(found.fields.map(({ field }) => field)).toEqual(['bodyHtml', 'bodyText', 'summary', 'title']);
    expect(found.findings.length).toBeGreaterThanOrEqual(4);
    expect(found.bodyHtml).toContain('身份证号<b>11****</b>****<i>****</i>*02X');
    expect(found.bodyHtml).toContain('1 &lt; 2 &amp; 3');
    expect((await desk.item(item.id)).content).toEqual(item.content);
  });

  test('is applied as a new revision that is checked and reviewed again', async () => {
    const item = await submitted();
    const { bodyHtml } = await offer(item.id);
    const answer = await mask(item.id, { version: item.version });
    expect(answer.status).toBe(200);
    const masked = await eventually('it is in review again', async () => {
      const found = await desk.item(item.id);
      return found.state === 'in-review' && found.revision === 2 && found;
    });
    const { content, findings, review } = masked;
    expect(content.bodyHtml).toBe(bodyHtml);
    expect(content.title).toBe('关于138****1234的公示');
    expect(content.summary).toBe('电话138****1234');
    expect(content.bodyText).toContain('身份证号11*************02X，电话138 **** 1234。');
    expect(content.bodyText).toContain('家庭住址：武汉市武昌区中南路街道***');
    expect(content.bodyHtml).toContain(
      `<a href="https://www.example.gov.cn/${MOBILE}.html" title="138****1234">`,
    );
    expect(findings.filter(({ rule }) => rule.startsWith('personal-data.'))).toEqual([]);
    expect(review).toMatchObject({ revision: 2, stage: 0 });
    expect(masked.history.map(({ action, by }) => `${action} ${by}`)).toContain('masked reviewer');
    const revisions = await gateway.call('reviewer', 'GET', `/api/v1/items/${item.id}/revisions`);
    expect(revisions.body.items?.[0]).toMatchObject({
      action: 'masked',
      by: 'reviewer',
      comment: '公开前打码',
    });
  });

  test('takes single findings, and leaves the others as they are', async () => {
    const item = await submitted();
    const position = item.findings.findIndex(({ rule }) => rule === 'personal-data.identity-number');
    const answer = await mask(item.id, { version: item.version, findings: [position] });
    const { content } = answer.body as unknown as ContentItem;
    expect(content.bodyText).toContain('11*************02X，电话138 0000 1234');
    expect(content.title).toContain(MOBILE);
  });

  test('leaves attachments alone and says so', async () => {
    site.put('/names.docx', {
      type: 'application/octet-stream',
      body: docxFile({ body: [{ text: IDENTITY }] }),
    });
    const id = await desk.submit({ attachments: [{ url: `${site.url}/names.docx`, title: '名单' }] });
    const item = await eventually('the attachment was judged', async () => {
      const found = await desk.item(id);
      return found.findings.some(({ rule }) => rule.startsWith('personal-data.')) && found;
    });
    const found = await offer(id);
    expect(found).toMatchObject({ findings: [], fields: [], attachments: [{ field: 'attachments/0' }] });
    const number = found.attachments[0]?.finding ?? -1;
    const refused = await mask(id, { version: item.version, findings: [number] });
    expect([refused.status, refused.body.errors?.[0]]).toEqual([
      422,
      { pointer: '/findings/0', detail: expect.stringContaining('附件') },
    ]);
  });

  test.each<[string, (item: ContentItem) => object, string, number, string]>([
    ['a stale version', ({ version }) => ({ version: version - 1 }), 'reviewer', 409, 'stale-version'],
    [
      'no such finding',
      ({ version }) => ({ version, findings: [499] }),
      'reviewer',
      422,
      'validation-failed',
    ],
    ['no reason', ({ version }) => ({ version, reason: '' }), 'reviewer', 422, 'validation-failed'],
    ['another organization', ({ version }) => ({ version }), 'province', 403, 'forbidden'],
    ['a role that changes nothing', ({ version }) => ({ version }), 'auditor', 403, 'forbidden'],
  ])('is refused: %s', async (_what, body, who, status, code) => {
    const item = await submitted();
    const answer = await mask(item.id, body(item), who);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await desk.item(item.id)).revision).toBe(1);
  });

  test('of an item without personal data is refused', async () => {
    const item = await desk.inState(await desk.submit(), 'in-review');
    const answer = await mask(item.id, { version: item.version });
    expect([answer.status, answer.body.code]).toEqual([422, 'validation-failed']);
  });
});
