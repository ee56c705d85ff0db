import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { startGateway, type Answer, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

const push = (body: unknown, headers: Record<string, string> = {}, who = 'editor'): Promise<Answer> =>
  gateway.call(who, 'POST', '/api/v1/items', body, headers);
const article = (externalId: string, fields: Record<string, unknown> = {}) => ({
  ...{ externalId, title: '基础测绘成果更新', bodyText: someText(), author: '李四' },
  ...fields,
});

describe('a push', () => {
  test('of one moment with many others gets the answer it would get alone', async () => {
    const known = article('m-known');
    const changed = article('m-changed');
    await Promise.all([push(known), push(changed)]);
    const twin = someText();
    const answers = await Promise.all([
      push(known),
      push({ ...changed, title: '基础测绘成果更新（修订）' }),
      push({ externalId: 'm-bad', title: '  　 ' }),
      push({ externalId: 'm-deep', title: '题', bodyHtml: '<b>'.repeat(6000) }),
      push(article('m-flash', { lane: 'flash' })),
      push(article('m-urgent', { lane: 'urgent' })),
      push(article('m-new')),
      push(article('m-new'), {}, 'province'),
      push(article('m-twin', { bodyText: twin })),
      push(article('m-twin', { bodyText: twin }), {}, 'province'),
    ]);
    const told = answers.map(({ status, body }) => [status, body.outcome ?? body.code]);
    expect(told.slice(0, 8)).toEqual([
      [200, 'unchanged'],
      [201, 'revised'],
      [422, 'validation-failed'],
      [422, 'parse-too-deep'],
      [422, 'validation-failed'],
      [201, 'created'],
      [201, 'created'],
      [201, 'created'],
    ]);
    const items = await Promise.all(answers.slice(5).map(({ body }) => desk.item(String(body.id))));
    expect(items.map(({ organizationId, submittedBy, lane }) => [organizationId, submittedBy, lane])).toEqual(
      [
        ['geodesy', 'editor', 'urgent'],
        ['geodesy', 'editor', 'routine'],
        ['hubei', 'province', 'routine'],
        ['geodesy', 'editor', 'routine'],
        ['hubei', 'province', 'routine'],
      ],
    );
    expect(told.slice(8).every(([status]) => status === 200 || status === 201)).toBe(true);
  });

  test('whose Idempotency-Key comes many times at once lets one request work; the others are told so or get its answer', async () => {
    const body = article('i-race');
    const headers = { 'idempotency-key': 'key-race' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => push(body, headers)));
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map((answer) => answer.body.id)).size).toBe(1);
    const late = answers.filter(({ status }) => status !== 201).map(({ body: { code } }) => code);
    expect(new Set(late)).toEqual(new Set(late.length > 0 ? ['idempotency-in-progress'] : []));
    const conflict = await Promise.all(
      [article('i-race-2'), article('i-race-3')].map((other) => push(other, headers)),
    );
    expect(conflict.map((answer) => answer.body.code)).toEqual(Array(2).fill('idempotency-conflict'));
  });
});
