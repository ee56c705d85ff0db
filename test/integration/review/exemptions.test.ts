import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

// Made for this test: right check digits, nobody's.
const IDENTITY = '11010519491231002X';
const OTHER = '440524188001010014';
const RULE = 'personal-data.identity-number';

let gateway: Gateway;
let desk: Desk;
beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

async function penalty(): Promise<ContentItem> {
  const bodyText = `行政处罚决定书：当事人王某，身份证号${IDENTITY}，违反测绘法第五十五条。${someText()}`;
  return desk.inState(await desk.submit({ bodyText }), 'in-review');
}

const exempt = (item: ContentItem, who = 'liaison', fields: object = {}) =>
  gateway.call(who, 'POST', `/api/v1/items/${item.id}/exemptions`, {
    ...{ version: item.version, rule: RULE, reason: '依法公开' },
    ...{ basis: '《政府信息公开条例》第二十条第六项', ...fields },
  });

const findingOf = (item: ContentItem) => item.findings.find(({ rule }) => rule === RULE);

async function revised(id: string, bodyText: string): Promise<ContentItem> {
  const { revision } = await desk.item(id);
  expect((await desk.correct(id, { bodyText })).status).toBe(200);
  return eventually('the new revision is in review', async () => {
    const item = await desk.item(id);
    return item.state === 'in-review' && item.revision === revision + 1 && item;
  });
}

describe('an exemption by law', () => {
  test('lets an item pass with what it found still to be seen, and says who decided by which law', async () => {
    const item = await penalty();
    expect((await desk.decide('reviewer', item.id, { decision: 'approve' })).body.code).toBe(
      'blocked-by-findings',
    );
    const answer = await exempt(item);
    expect(answer.status).toBe(200);
    const exempted = answer.body as unknown as ContentItem;
    expect(findingOf(exempted)).toMatchObject({
      severity: 'block',
      exempted: { by: 'liaison', basis: '《政府信息公开条例》第二十条第六项' },
    });
    expect(exempted.history.at(-1)).toMatchObject({
      ...{ action: 'exempted', by: 'liaison', revision: 1 },
      comment: expect.stringContaining('第二十条第六项'),
    });
    expect((await desk.approve(item.id)).state).toBe('approved');
  });

  test('goes on covering the same words in a later revision, and nothing else', async () => {
    const item = await penalty();
    await exempt(item);
    const same = await revised(item.id, `${item.content.bodyText}补充说明。`);
    expect(findingOf(same)).toHaveProperty('exempted');
    const more = await revised(item.id, `${same.content.bodyText}另一当事人身份证号${OTHER}。`);
    const identities = more.findings.filter(({ rule }) => rule === RULE);
    expect(identities.map(({ exempted }) => exempted !== undefined)).toEqual([true, false]);
    expect((await desk.decide('reviewer', item.id, { decision: 'approve' })).body.code).toBe(
      'blocked-by-findings',
    );
    expect((await exempt(more)).status).toBe(200);
    expect((await desk.decide('reviewer', item.id, { decision: 'approve' })).status).toBe(200);
  });

  test('is taken back, and stops approval again', async () => {
    const item = await penalty();
    await exempt(item);
    const path = `/api/v1/items/${item.id}/exemptions/${RULE}`;
    const answer = await gateway.call('secrecy', 'DELETE', path);
    expect(answer.status).toBe(200);
    const after = answer.body as unknown as ContentItem;
    expect([after.exemptions, findingOf(after)]).toEqual([
      [],
      expect.not.objectContaining({ exempted: expect.anything() }),
    ]);
    expect(after.history.at(-1)).toMatchObject({
      action: 'exemption-withdrawn',
      by: 'secrecy',
      comment: RULE,
    });
    expect((await desk.decide('reviewer', item.id, { decision: 'approve' })).body.code).toBe(
      'blocked-by-findings',
    );
    expect((await gateway.call('secrecy', 'DELETE', path)).status).toBe(404);
  });

  test('survives being judged again by other rules', async () => {
    const item = await penalty();
    await exempt(item);
    await gateway.call('security', 'PUT', '/api/v1/rules/passing', {
      ...{ version: 0, comment: '增补', terms: [{ term: '违反测绘法', severity: 'info' }] },
    });
    const again = await eventually('it is judged again', async () => {
      const found = await desk.item(item.id);
      return found.findings.some(({ rule }) => rule === 'wording.term') && found;
    });
    expect(findingOf(again)).toHaveProperty('exempted');
  });

  test.each<[string, string, object, number, string]>([
    ['of what is secret', 'liaison', { rule: 'secrecy.marking' }, 422, 'validation-failed'],
    [
      'of a rule that found nothing',
      'liaison',
      { rule: 'personal-data.bank-card' },
      422,
      'validation-failed',
    ],
    ['without a law', 'liaison', { basis: '' }, 422, 'validation-failed'],
    ['of a version nobody sees any more', 'liaison', { version: 1 }, 409, 'stale-version'],
    ['by the first reader', 'reviewer', {}, 403, 'forbidden'],
    ['by the unit', 'editor', {}, 403, 'forbidden'],
  ])('is refused: %s', async (_what, who, fields, status, code) => {
    const answer = await exempt(await penalty(), who, fields);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
