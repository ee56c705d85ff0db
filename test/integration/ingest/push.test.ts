import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toInstant } from '../../../schemas/instant.js';
import { makeApiKey } from '../../../src/registry/api-key.js';
import { createIssueKey, createRegisterAccount } from '../../../src/registry/register-account.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Answer, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, environment: { BODY_LIMIT_BYTES: '200000' } });
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

const push = (body: unknown, headers: Record<string, string> = {}, who = 'editor'): Promise<Answer> =>
  gateway.call(who, 'POST', '/api/v1/items', body, headers);
const article = (externalId: string, fields: Record<string, unknown> = {}) => ({
  ...{ externalId, title: '基础测绘成果更新', bodyText: someText(), author: '李四' },
  ...fields,
});
const pointers = ({ body }: Answer) => body.errors?.map(({ pointer }) => pointer);

describe('a pushed item', () => {
  test('is created, found unchanged, and revised under the same number', async () => {
    const first = article('x1');
    const created = await push(first);
    expect([created.status, created.body]).toEqual([
      201,
      expect.objectContaining({ outcome: 'created', revision: 1, state: 'collected' }),
    ]);
    const { id } = created.body;
    expect(created.body.href).toContain(`/api/v1/items/${String(id)}`);
    const again = await push(first);
    expect([again.status, again.body]).toEqual([
      200,
      expect.objectContaining({ id, outcome: 'unchanged', revision: 1 }),
    ]);
    const revised = await push({ ...first, title: '基础测绘成果更新（修订）' });
    expect([revised.status, revised.body]).toEqual([
      201,
      expect.objectContaining({ id, outcome: 'revised', revision: 2 }),
    ]);
    const { history } = await desk.inState(String(id), 'in-review');
    expect(history.map(({ action, by }) => `${action} ${by}`)).toEqual(
      expect.arrayContaining(['submitted editor', 'revised editor', 'checked system']),
    );
  });

  test('that was returned keeps its number when its unit sends it again', async () => {
    const first = article('r1');
    const id = String((await push(first)).body.id);
    await desk.inState(id, 'in-review');
    await desk.decide('reviewer', id, { decision: 'return', reasons: [{ code: 'wrong-wording' }] });
    expect((await desk.item(id)).state).toBe('returned');
    const answer = await push({ ...first, title: '基础测绘成果更新（改后）' });
    expect(answer.body).toMatchObject({ id, outcome: 'revised', revision: 2 });
    const item = await desk.inState(id, 'in-review');
    expect(item.history.map(({ action }) => action)).toContain('resubmitted');
    expect(item.review).toMatchObject({ revision: 2, stage: 0 });
    expect(item.review?.stages.some(({ decidedBy }) => decidedBy !== undefined)).toBe(false);
  });

  test('that says word for word what is there already is merged into it', async () => {
    const first = article('d1');
    const id = String((await push(first)).body.id);
    const answer = await push({ ...first, externalId: 'd2' });
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({ outcome: 'merged', state: 'merged' }),
    ]);
    expect((await desk.item(String(answer.body.id))).mergedInto).toBe(id);
  });

  test('sent ten times at once is stored once, and every sender is told its number', async () => {
    const one = article('race');
    const answers = await Promise.all(Array.from({ length: 10 }, () => push(one)));
    expect(answers.map(({ body }) => body.outcome).sort()).toEqual([
      'created',
      ...Array<string>(9).fill('unchanged'),
    ]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  test('of the same external id from another organization is an item of its own', async () => {
    const mine = await push(article('shared'));
    const theirs = await push(article('shared'), {}, 'province');
    expect(theirs.body.outcome).toBe('created');
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  test('for the flash lane says why it cannot wait', async () => {
    const refused = await push(article('f1', { lane: 'flash' }));
    expect([refused.status, pointers(refused)]).toEqual([422, ['/laneReason']]);
    const taken = await push(article('f1', { lane: 'flash', laneReason: '地震应急测绘' }));
    expect(taken.status).toBe(201);
    expect(await desk.inState(String(taken.body.id), 'in-review')).toMatchObject({
      lane: 'flash',
      laneReason: '地震应急测绘',
      review: { policy: 'flash@1' },
    });
  });
});

describe('an Idempotency-Key', () => {
  test('gives a repeat the first answer, and stores nothing twice', async () => {
    const body = article('i1');
    const first = await push(body, { 'idempotency-key': 'key-1' });
    const repeat = await push(body, { 'idempotency-key': 'key-1' });
    expect([repeat.status, repeat.body]).toEqual([first.status, first.body]);
    expect(repeat.body.outcome).toBe('created');
  });

  test('is refused for another body, and is another key for another account', async () => {
    await push(article('i2'), { 'idempotency-key': 'key-2' });
    const conflict = await push(article('i3'), { 'idempotency-key': 'key-2' });
    expect([conflict.status, conflict.body.code]).toEqual([422, 'idempotency-conflict']);
    expect((await push(article('i3'), { 'idempotency-key': 'key-2' }, 'province')).status).toBe(201);
  });

  test('of a request that was refused may be used again once it is mended', async () => {
    const headers = { 'idempotency-key': 'key-3' };
    expect((await push({ ...article('i4'), title: '' }, headers)).status).toBe(422);
    expect((await push(article('i4'), headers)).status).toBe(201);
  });
});

describe('a bad request is refused with what is wrong with it', () => {
  test.each<[string, () => Promise<Answer>, number, string, string[] | undefined]>([
    [
      'unknown fields',
      () => push({ ...article('b1'), headline: 'x', 正文: 'y' }),
      422,
      'validation-failed',
      ['/headline', '/正文'],
    ],
    [
      'a missing title',
      () => push({ externalId: 'b2', bodyText: 'x' }),
      422,
      'validation-failed',
      ['/title'],
    ],
    [
      'a title of spaces',
      () => push({ externalId: 'b3', title: '  　 ' }),
      422,
      'validation-failed',
      ['/title'],
    ],
    ['broken JSON', () => push('{"title": "a", '), 400, 'malformed-json', undefined],
    [
      'too large a body',
      () => push(article('b4', { bodyText: '长'.repeat(100_000) })),
      413,
      'payload-too-large',
      undefined,
    ],
    [
      'a body that nobody can read',
      () => push({ externalId: 'b8', title: '题', bodyHtml: '<b>'.repeat(6000) }),
      422,
      'parse-too-deep',
      undefined,
    ],
    [
      'another media type',
      () => push('title=a', { 'content-type': 'text/plain' }),
      415,
      'unsupported-media-type',
      undefined,
    ],
    ['no key', () => push(article('b5'), {}, 'nobody'), 401, 'unauthenticated', undefined],
    [
      'a key nobody issued',
      () => push(article('b6'), { authorization: `Bearer ${makeApiKey().text}` }),
      401,
      'unauthenticated',
      undefined,
    ],
    ['a role that does not push', () => push(article('b7'), {}, 'reviewer'), 403, 'forbidden', undefined],
  ])('%s', async (_what, send, status, code, fields) => {
    const answer = await send();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (fields) expect(pointers(answer)?.sort()).toEqual(fields.sort());
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test('a key that ended, and one that was revoked', async () => {
    const { accounts } = gateway.app.stores;
    const deps = { ...gateway.app.stores, now: gateway.app.now };
    await createRegisterAccount(deps)({
      id: 'temp',
      name: '临时',
      organizationId: 'geodesy',
      roles: ['unit-editor'],
    });
    const ended = makeApiKey();
    const at = toInstant(new Date(Date.now() - 1000));
    await accounts.addKey('temp', { id: ended.id, hash: ended.hash, createdAt: at, expiresAt: at });
    expect((await push(article('k1'), { authorization: `Bearer ${ended.text}` })).status).toBe(401);

    const { apiKey, keyId } = await createIssueKey(deps)('temp');
    const send = () => push(article('k2'), { authorization: `Bearer ${apiKey}` });
    expect((await send()).status).toBe(201);
    const revoked = await gateway.call('security', 'DELETE', `/api/v1/accounts/temp/keys/${keyId}`);
    expect(revoked.status).toBeLessThan(300);
    await eventually('the revocation has reached every process', async () => (await send()).status === 401);
  });
});

test('an item of another organization can be neither read nor corrected nor withdrawn', async () => {
  const id = String((await push(article('own'))).body.id);
  const path = `/api/v1/items/${id}`;
  const before = await desk.inState(id, 'in-review');
  const tries = [
    gateway.call('province', 'GET', path),
    gateway.call('province', 'POST', `${path}/corrections`, {
      version: before.version,
      reason: 'x',
      changes: { title: 'y' },
    }),
    gateway.call('province', 'POST', `${path}/withdrawals`, { reason: 'x' }),
    gateway.call('province', 'GET', `/api/v1/deliveries?item=${id}`),
    gateway.call('province', 'GET', '/api/v1/items?organization=geodesy'),
  ];
  for (const answer of await Promise.all(tries)) {
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  }
  const { version, state, content, history } = before;
  expect(await desk.item(id)).toMatchObject({ version, state, content, history });
  const listed = await gateway.call('province', 'GET', '/api/v1/items?limit=200');
  expect(listed.body.items?.every(({ organizationId }) => organizationId === 'hubei')).toBe(true);
});

describe('a correction', () => {
  const correct = async (id: string, body: Record<string, unknown>) =>
    gateway.call('editor', 'POST', `/api/v1/items/${id}/corrections`, {
      ...{ version: (await desk.item(id)).version, reason: '更正' },
      ...body,
    });

  test('of the author alone is a revision, and the dates stay as they were read', async () => {
    const id = String(
      (await push(article('c1', { publishedAt: '昨天 09:05', signedAt: '二〇〇七年七月十六日' }))).body.id,
    );
    const { content } = await desk.inState(id, 'in-review');
    expect(content.publishedAt).toMatch(/T09:05:00\+08:00$/);
    const answer = await correct(id, { changes: { author: '王五' } });
    expect(answer.body).toMatchObject({ revision: 2, state: 'collected' });
    const corrected = await desk.inState(id, 'in-review');
    expect(corrected.content).toEqual({ ...content, author: '王五' });
    expect(corrected.history.findLast(({ action }) => action === 'corrected')).toMatchObject({
      by: 'editor',
      revision: 2,
      changed: ['author'],
      comment: '更正',
    });
    expect(await gateway.app.stores.items.findRevision(id, 1)).toEqual(content);
  });

  test.each<[string, Record<string, unknown>, number, string, string[]]>([
    ['that changes nothing', { changes: { author: '李四' } }, 422, 'validation-failed', ['/changes']],
    ['without changes', { changes: {} }, 422, 'validation-failed', ['/changes']],
    ['without a reason', { reason: '', changes: { author: 'x' } }, 422, 'validation-failed', ['/reason']],
    ['of a field that is none', { changes: { lane: 'flash' } }, 422, 'validation-failed', ['/changes/lane']],
    ['of a version that is past', { version: 1, changes: { author: 'x' } }, 409, 'stale-version', []],
  ])('%s is refused', async (_what, body, status, code, fields) => {
    const id = await desk.submit({ author: '李四' });
    await desk.inState(id, 'in-review');
    const answer = await correct(id, body);
    expect([answer.status, answer.body.code, pointers(answer) ?? []]).toEqual([status, code, fields]);
    expect((await desk.item(id)).revision).toBe(1);
  });

  test('that two people make at once is made once, and the other sees the new state', async () => {
    const id = await desk.submit();
    const { version } = await desk.inState(id, 'in-review');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => correct(id, { version, changes: { author: `改${i}` } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
    expect((await desk.inState(id, 'in-review')).revision).toBe(2);
  });
});
