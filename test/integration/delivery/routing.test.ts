import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DryRunAnswer, Route, RoutingExplanation } from '../../../schemas/route.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Answer, type Gateway } from '../../support/gateway.js';
import { startMoodyPortal, type MoodyPortal } from '../../support/moody-portal.js';

let gateway: Gateway;
let desk: Desk;
let portal: MoodyPortal;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  portal = await startMoodyPortal(() => undefined);
  for (const id of ['bureau', 'partner']) {
    const { status } = await gateway.call('admin', 'POST', '/api/v1/portals', {
      ...{ id, name: id, adapter: 'bureau', options: { baseUrl: portal.url }, routes: [] },
      secrets: { token: 't', callbackKey: 'k' },
    });
    expect(status).toBe(201);
  }
});
afterAll(async () => {
  await gateway.stop();
  await portal.close();
});

/** Each test begins without rules. */
beforeEach(async () => {
  const { body } = await gateway.call('liaison', 'GET', '/api/v1/routes');
  for (const { id, version } of (body.items ?? []) as unknown as Route[])
    expect((await remove(id, version)).status).toBe(200);
});

function put(id: string, change: Record<string, unknown> = {}, who = 'liaison'): Promise<Answer> {
  return gateway.call(who, 'PUT', `/api/v1/routes/${id}`, {
    ...{ version: 0, comment: '试', name: id, order: 10, enabled: true, match: {}, effect: 'send' },
    ...{ targets: [{ portalId: 'bureau' }], next: 'continue', ...change },
  });
}

function remove(id: string, version: number): Promise<Answer> {
  const query = new URLSearchParams({ version: String(version), comment: '不再需要' });
  return gateway.call('liaison', 'DELETE', `/api/v1/routes/${id}?${query.toString()}`);
}

async function explain(id: string, who = 'liaison'): Promise<RoutingExplanation> {
  const { status, body } = await gateway.call(who, 'GET', `/api/v1/items/${id}/routing`);
  expect(status).toBe(200);
  return body as unknown as RoutingExplanation;
}

async function places(id: string): Promise<string[]> {
  const deliveries = await gateway.app.stores.deliveries.findByItem(id);
  return deliveries.map(({ portalId, column }) => [portalId, column].filter(Boolean).join(' ')).sort();
}

const unused = () => `r${Math.random().toString(36).slice(2)}`;

describe('a routing rule', () => {
  test('is versioned: each change names the version it saw, and earlier ones can be read', async () => {
    const id = unused();
    expect((await put(id)).body).toMatchObject({ version: 1, changedBy: 'liaison', comment: '试' });
    expect((await put(id)).body.code).toBe('stale-version');
    const validUntil = '2030-01-01T00:00:00+08:00';
    expect((await put(id, { version: 1, order: 20, validUntil })).body).toMatchObject({ version: 2 });
    expect((await put(id, { version: 2, order: 30 })).body).not.toHaveProperty('validUntil');
    const at = (version: number) => gateway.call('auditor', 'GET', `/api/v1/routes/${id}?version=${version}`);
    expect((await at(1)).body).toMatchObject({ version: 1, order: 10 });
    expect((await at(2)).body).toMatchObject({ version: 2, order: 20, validUntil });
    expect((await at(3)).body).not.toHaveProperty('validUntil');
    expect((await at(4)).status).toBe(404);
  });

  test('of two people who change it at once is changed by one', async () => {
    const id = unused();
    await put(id);
    const answers = await Promise.all([1, 2, 3, 4].map((order) => put(id, { version: 1, order })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  test('is listed in the order in which it is asked', async () => {
    const ids = [unused(), unused(), unused()];
    await Promise.all(ids.map((id, index) => put(id, { order: 100 - index })));
    const { body } = await gateway.call('editor', 'GET', '/api/v1/routes');
    expect(body.items?.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  test('that is removed applies no more, stays readable, and can be taken up again', async () => {
    const id = unused();
    await put(id);
    expect((await remove(id, 7)).body.code).toBe('stale-version');
    expect((await remove(id, 1)).body).toMatchObject({ version: 2, removed: true, comment: '不再需要' });
    expect((await remove(id, 2)).status).toBe(404);
    expect((await gateway.call('liaison', 'GET', `/api/v1/routes/${id}`)).body).toMatchObject({
      removed: true,
    });
    expect((await put(id, { version: 2 })).body).toEqual(expect.not.objectContaining({ removed: true }));
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['that names no portal', { targets: [] }, '/targets'],
    ['of an unknown portal', { targets: [{ portalId: 'gone' }] }, '/targets/0/portalId'],
    [
      'that ends before it begins',
      { validFrom: '2026-02-01T00:00:00+08:00', validUntil: '2026-01-01T00:00:00+08:00' },
      '/validUntil',
    ],
    ['with an unknown kind', { match: { kinds: ['gossip'] } }, '/match/kinds/0'],
    ['without a reason', { comment: '' }, '/comment'],
  ])('%s is refused', async (_which, change, pointer) => {
    const { status, body } = await put(unused(), change);
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'validation-failed', pointer]);
  });

  test('is changed by system administrators and liaisons alone', async () => {
    expect((await put(unused(), {}, 'admin')).status).toBe(200);
    for (const who of ['editor', 'reviewer', 'auditor', 'security', 'portal'])
      expect((await put(unused(), {}, who)).status).toBe(403);
  });
});

describe('an approved item', () => {
  test('goes where the rules send it, in the column that they chose', async () => {
    await put('news', { match: { kinds: ['news'] }, targets: [{ portalId: 'bureau', column: '要闻' }] });
    await put('maps', { order: 20, match: { keywords: ['地图'] }, targets: [{ portalId: 'partner' }] });
    const id = await desk.submit({ kind: 'news' });
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'delivered');
    expect(await places(id)).toEqual(['bureau 要闻']);
    const sent = portal.calls.find(({ itemId }) => itemId === id);
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ column: '要闻' });
  });

  test('stays where it is when the rules change, its corrections included', async () => {
    await put('first', { targets: [{ portalId: 'bureau', column: '要闻' }] });
    const id = await desk.submit();
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'delivered');
    await put('first', { version: 1, targets: [{ portalId: 'bureau', column: '动态' }] });
    await desk.correct(id, { title: '更正后的标题' });
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'delivered');
    expect(await places(id)).toEqual(['bureau 要闻']);
    const [, corrected] = portal.calls.filter(({ itemId }) => itemId === id);
    expect(JSON.parse(corrected?.body ?? '')).toMatchObject({ operation: 'correct', column: '要闻' });
  });

  test('goes on to a new portal when somebody asks for it, with a reason, once', async () => {
    await put('begin');
    const id = await desk.submit();
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'delivered');
    await put('second', { targets: [{ portalId: 'partner', column: '专栏' }] });
    expect(await places(id)).toEqual(['bureau']);
    const ask = () => gateway.call('liaison', 'POST', `/api/v1/items/${id}/routing`, { reason: '新增专栏' });
    expect((await ask()).status).toBe(200);
    await desk.delivered(id, 'partner', 'delivered');
    expect((await ask()).status).toBe(200);
    expect(await places(id)).toEqual(['bureau', 'partner 专栏']);
    expect(portal.calls.filter(({ itemId }) => itemId === id)).toHaveLength(2);
    const { history } = await desk.item(id);
    expect(history.filter(({ action }) => action === 'rerouted')).toMatchObject([
      { by: 'liaison', comment: '新增专栏' },
      { by: 'liaison' },
    ]);
  });

  test('that is not published, or is withdrawn, cannot be sent on', async () => {
    const ask = (id: string) =>
      gateway.call('liaison', 'POST', `/api/v1/items/${id}/routing`, { reason: '补送' });
    const id = await desk.submit();
    expect((await ask(id)).body.code).toBe('wrong-state');
    await desk.approve(id);
    await desk.withdraw(id);
    expect((await ask(id)).body.code).toBe('wrong-state');
  });
});

describe('why it goes there', () => {
  test('is told for every rule, and for what was sent by the rule of that time', async () => {
    await put('notices', { order: 1, match: { kinds: ['notice'] }, targets: [{ portalId: 'partner' }] });
    await put('all', { order: 2, next: 'stop' });
    await put('late', { order: 3, targets: [{ portalId: 'partner' }] });
    const id = await desk.submit({ kind: 'news' });
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'delivered');
    await put('all', { version: 1, order: 2, enabled: false });
    const told = await explain(id);
    expect(told.rules).toMatchObject([
      {
        ...{ ruleId: 'notices', outcome: 'not-matched' },
        conditions: [
          { condition: 'kinds', met: false, zh: expect.stringContaining('要求“通知公告”，条目为“工作动态”') },
        ],
      },
      { ruleId: 'all', outcome: 'disabled' },
      { ruleId: 'late', outcome: 'matched', decided: ['partner'] },
    ]);
    expect(told.targets).toEqual([{ portalId: 'partner', ruleId: 'late', ruleVersion: 1 }]);
    expect(told.deliveries).toMatchObject([
      { portalId: 'bureau', ruleId: 'all', ruleVersion: 1, zh: expect.stringContaining('all@1') },
    ]);
  });

  test('is told to people of its own organization, and not to those of another', async () => {
    const id = await desk.submit();
    expect((await explain(id, 'editor')).itemId).toBe(id);
    expect((await gateway.call('province', 'GET', `/api/v1/items/${id}/routing`)).status).toBe(403);
    expect((await gateway.call('liaison', 'GET', '/api/v1/items/none/routing')).status).toBe(404);
  });
});

describe('a dry run', () => {
  const run = async (body: Record<string, unknown>): Promise<DryRunAnswer> => {
    const answer = await gateway.call('liaison', 'POST', '/api/v1/routes/dry-run', body);
    expect(answer.status).toBe(200);
    return answer.body as unknown as DryRunAnswer;
  };
  const draft = (id: string, change: Record<string, unknown> = {}) => ({
    ...{ id, name: id, order: 1, enabled: true, match: {}, effect: 'send', next: 'continue' },
    ...{ targets: [{ portalId: 'bureau' }], ...change },
  });

  test('shows what drafts would change against the rules as they are, and changes nothing', async () => {
    await put('stored', { targets: [{ portalId: 'bureau', column: '要闻' }] });
    const id = await desk.submit({ kind: 'notice' });
    const other = await desk.submit({ kind: 'news' });
    const before = portal.calls.length;
    const answer = await run({
      routes: [
        draft('notices', { match: { kinds: ['notice'] }, targets: [{ portalId: 'partner' }], next: 'stop' }),
        draft('rest', { order: 2, targets: [{ portalId: 'bureau', column: '动态' }] }),
      ],
      limit: 2,
    });
    expect(answer).toMatchObject({ comparedWith: 'rules', tried: 2 });
    expect(answer.items).toMatchObject([
      { itemId: other, added: [], removed: [], moved: ['bureau'] },
      { itemId: id, added: ['partner'], removed: ['bureau'], moved: [], kind: 'notice' },
    ]);
    expect(answer.portals).toEqual([
      { portalId: 'bureau', items: 1, added: 0, removed: 1, moved: 1 },
      { portalId: 'partner', items: 1, added: 1, removed: 0, moved: 0 },
    ]);
    expect(portal.calls.length).toBe(before);
    expect(await places(id)).toEqual([]);
  });

  test('without drafts shows where the rules would send what was sent elsewhere', async () => {
    await put('sent');
    const id = await desk.submit();
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'delivered');
    await put('sent', { version: 1, targets: [{ portalId: 'partner' }] });
    const answer = await run({ limit: 1 });
    expect(answer.comparedWith).toBe('deliveries');
    expect(answer.items).toMatchObject([{ itemId: id, added: ['partner'], removed: ['bureau'] }]);
  });

  test('refuses two rules of one name', async () => {
    const routes = [draft('same'), draft('same')];
    const { status, body } = await gateway.call('liaison', 'POST', '/api/v1/routes/dry-run', { routes });
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/routes/1/id']);
  });
});
