import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { startUnitReceiver, type UnitReceiver } from '../../support/unit-receiver.js';

let gateway: Gateway;
let desk: Desk;
let receiver: UnitReceiver;

const callbackPath = '/api/v1/organizations/geodesy/callback';
const save = (body: object, who = 'editor', path = callbackPath) => gateway.call(who, 'PUT', path, body);
const heardOf = (id: string) => receiver.heard().filter(({ data }) => data.itemId === id);
const hasHeard = (id: string, type: string) =>
  eventually(`${type} of ${id}`, () => heardOf(id).find((event) => event.type === type));

beforeAll(async () => {
  [gateway, receiver] = await Promise.all([startGateway(), startUnitReceiver()]);
  desk = openDesk(gateway);
  const answer = await save({ url: receiver.url });
  receiver.state.secrets = [String(answer.body.secret)];
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
});

describe('a unit', () => {
  test('hears what happens to its item, in order, verified by the official package', async () => {
    const id = await desk.submit({ kind: 'news' });
    await desk.inState(id, 'in-review');
    const { content } = await desk.item(id);
    await desk.decide('reviewer', id, {
      decision: 'return',
      reasons: [{ code: 'wrong-wording', comment: '称谓不当' }],
      notes: [{ field: 'title', offset: 0, quote: content.title.slice(0, 2), comment: '写全称' }],
      comment: '改后重报',
    });
    const returned = await hasHeard(id, 'item.returned');
    expect(returned.data).toMatchObject({
      ...{ organizationId: 'geodesy', externalId: content.externalId, title: content.title, revision: 1 },
      ...{ state: 'returned', comment: '改后重报', href: expect.stringContaining(`/api/v1/items/${id}`) },
      reasons: [{ code: 'wrong-wording', comment: '称谓不当' }],
      notes: [expect.objectContaining({ field: 'title', offset: 0, comment: '写全称' })],
    });
    expect(JSON.stringify(returned)).not.toContain('reviewer');

    const { externalId, title, bodyHtml } = content;
    await gateway.call('editor', 'POST', '/api/v1/items', {
      externalId,
      title: `${title}（改）`,
      bodyHtml,
      kind: 'news',
    });
    await desk.approve(id);
    await desk.inState(id, 'delivered');
    const delivered = await hasHeard(id, 'item.delivered');
    expect(delivered.data.portal).toMatchObject({ receiptNumber: expect.any(String) });
    await eventually(
      'both portals have it',
      () =>
        heardOf(id).filter(({ type }) => type === 'item.delivered' || type === 'item.adopted').length >= 2,
    );
    expect(
      heardOf(id)
        .slice(0, 4)
        .map(({ type }) => type),
    ).toEqual(['item.received', 'item.returned', 'item.revised', 'item.approved']);
    const numbers = heardOf(id).map(({ data }) => data.number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(receiver.unverified).toEqual([]);
  });

  test('hears what its portal made of it, and that it was withdrawn', async () => {
    const id = await desk.submit({ kind: 'news' });
    await desk.approve(id);
    await desk.inState(id, 'delivered');
    const adopted = await hasHeard(id, 'item.adopted');
    expect(adopted.data.portal).toMatchObject({ url: expect.any(String), receiptNumber: expect.any(String) });
    expect(adopted.data.comment).toBeUndefined();
    await gateway.call('editor', 'POST', `/api/v1/items/${id}/withdrawals`, { reason: '数据有误' });
    expect((await hasHeard(id, 'item.withdrawn')).data).toMatchObject({ comment: '数据有误' });
    await hasHeard(id, 'item.taken-down');
  });

  test('hears of its own items only', async () => {
    const theirs = await gateway.call('province', 'POST', '/api/v1/items', {
      ...{ externalId: 'p1', title: '湖北省测绘工作会召开', bodyText: '会议部署了年度测绘任务。'.repeat(8) },
    });
    const mine = await desk.submit();
    await hasHeard(mine, 'item.received');
    const feed = await gateway.call('province', 'GET', '/api/v1/organizations/hubei/events.json');
    expect(JSON.stringify(feed.body)).toContain(String(theirs.body.id));
    expect(receiver.heard().every(({ data }) => data.organizationId === 'geodesy')).toBe(true);
  });

  test('is sent only what it asked for', async () => {
    await save({ url: receiver.url, events: ['item.approved'] });
    const id = await desk.submit();
    await desk.approve(id);
    await hasHeard(id, 'item.approved');
    await save({ url: receiver.url });
    await desk.correct(id, { author: '王五' }, 'editor');
    await hasHeard(id, 'item.revised');
    expect(
      heardOf(id)
        .map(({ type }) => type)
        .filter((type) => type === 'item.received'),
    ).toEqual([]);
  });

  test('verifies with the old secret and the new one during the overlap, then with the new one alone', async () => {
    const [old = ''] = receiver.state.secrets;
    const rotated = await gateway.call('editor', 'POST', `${callbackPath}/secrets`, { overlapHours: 1 });
    expect(rotated.status).toBe(201);
    const fresh = String(rotated.body.secret);
    for (const secret of [old, fresh]) {
      receiver.state.secrets = [secret];
      await hasHeard(await desk.submit(), 'item.received');
    }
    expect(receiver.unverified).toEqual([]);
    const last = await gateway.call('editor', 'POST', `${callbackPath}/secrets`, { overlapHours: 0 });
    receiver.state.secrets = [fresh];
    const tested = await gateway.call('editor', 'POST', `${callbackPath}/test`);
    expect(tested.body).toMatchObject({ delivered: false, problem: { message: 'HTTP 401' } });
    receiver.state.secrets = [String(last.body.secret)];
    expect((await gateway.call('editor', 'POST', `${callbackPath}/test`)).body).toMatchObject({
      delivered: true,
    });
    const shown = await gateway.call('editor', 'GET', callbackPath);
    expect(shown.body.secrets).toHaveLength(1);
    expect(JSON.stringify(shown.body)).not.toContain('whsec_');
  });
});

describe('a callback', () => {
  test.each<[string, object]>([
    ['plain http to the world', { url: 'http://cms.example.gov.cn/hooks' }],
    ['http by name, even where the network is ours', { url: 'http://localhost/hooks' }],
    ['an address with a password', { url: 'https://user:secret@cms.example.gov.cn/hooks' }],
    ['another scheme', { url: 'ftp://cms.example.gov.cn/hooks' }],
    ['events that are none', { url: 'https://cms.example.gov.cn/hooks', events: ['item.lost'] }],
    ['no events at all', { url: 'https://cms.example.gov.cn/hooks', events: [] }],
  ])('is not registered with %s', async (_what, body) => {
    const answer = await save(body, 'province', '/api/v1/organizations/hubei/callback');
    expect([answer.status, answer.body.code]).toEqual([422, 'validation-failed']);
    expect((await gateway.call('province', 'GET', '/api/v1/organizations/hubei/callback')).status).toBe(404);
  });

  test('is seen and changed by its own unit and the bureau alone', async () => {
    const tries = await Promise.all([
      gateway.call('province', 'GET', callbackPath),
      save({ url: 'https://cms.example.gov.cn/hooks' }, 'province'),
      gateway.call('province', 'POST', `${callbackPath}/test`),
      gateway.call('province', 'POST', `${callbackPath}/secrets`, {}),
      gateway.call('province', 'DELETE', callbackPath),
      gateway.call('province', 'GET', '/api/v1/organizations/geodesy/events.atom'),
      save({ url: 'https://cms.example.gov.cn/hooks' }, 'reviewer'),
    ]);
    expect(tries.map(({ status }) => status)).toEqual(Array(7).fill(403));
    expect((await gateway.call('admin', 'GET', callbackPath)).status).toBe(200);
  });

  test('of nobody is registered for no organization that there is', async () => {
    const answer = await save({ url: receiver.url }, 'admin', '/api/v1/organizations/nobody/callback');
    expect(answer.status).toBe(404);
  });

  test('that was removed hears nothing, and begins anew with a new secret', async () => {
    const path = '/api/v1/organizations/hubei/callback';
    const first = await save({ url: receiver.url }, 'province', path);
    expect((await gateway.call('province', 'DELETE', path)).status).toBe(204);
    expect((await gateway.call('province', 'DELETE', path)).status).toBe(404);
    const second = await save({ url: receiver.url }, 'province', path);
    expect(second.status).toBe(201);
    expect(second.body.secret).not.toBe(first.body.secret);
    await gateway.call('province', 'DELETE', path);
  });
});
