import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../schemas/audit.js';
import { EXAMPLES } from '../../../src/http/examples.js';
import { sealedLog, verifyLogOf } from '../../support/audit-desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ lanes: ['routine'] });
});
afterAll(() => gateway.stop());

async function newest(action: AuditEntry['action']): Promise<AuditEntry> {
  const found = (await sealedLog(gateway)).findLast((entry) => entry.action === action);
  if (!found) throw new Error(`nothing recorded of ${action}`);
  return found;
}

const admin = { account: 'admin', organizationId: 'bureau' };
const person = { name: '王五' };

describe('recorded, with who, from where, before and after, is', () => {
  test('an organization and its consent', async () => {
    const unit = { id: 'atlas', name: '地图院', kind: 'unit', responsible: person, liaison: person };
    expect((await gateway.call('admin', 'POST', '/api/v1/organizations', unit)).status).toBe(201);
    expect(await newest('organization-created')).toMatchObject({
      ...{ who: admin, from: '127.0.0.1', organizationId: 'atlas', outcome: 'done' },
      thing: { kind: 'organization', id: 'atlas', after: { name: '地图院', kind: 'unit' } },
    });
    const consent = '/api/v1/organizations/geodesy/crawl-consent';
    expect((await gateway.call('editor', 'POST', consent, { note: '同意' })).status).toBe(200);
    expect((await gateway.call('editor', 'DELETE', consent)).status).toBe(200);
    expect(await newest('crawl-consent-granted')).toMatchObject({ comment: '同意', outcome: 'done' });
    expect(await newest('crawl-consent-withdrawn')).toMatchObject({
      who: { account: 'editor', organizationId: 'geodesy' },
    });
  });

  test('an account and its keys, never the key itself', async () => {
    const account = { id: 'wang', name: '王五', organizationId: 'geodesy', roles: ['unit-editor'] };
    await gateway.call('admin', 'POST', '/api/v1/accounts', account);
    const issued = await gateway.call('security', 'POST', '/api/v1/accounts/wang/keys');
    const keyId = String(issued.body.keyId);
    await gateway.call('security', 'DELETE', `/api/v1/accounts/wang/keys/${keyId}`);
    expect(await newest('account-created')).toMatchObject({
      thing: { kind: 'account', id: 'wang', after: { roles: ['unit-editor'] } },
    });
    const key = await newest('key-issued');
    expect(key).toMatchObject({
      ...{
        who: { account: 'security' },
        thing: { before: { apiKeys: [] }, after: { apiKeys: [{ id: keyId }] } },
      },
    });
    const revoked = await newest('key-revoked');
    expect(revoked.thing?.after).toMatchObject({ apiKeys: [{ id: keyId, revokedAt: expect.any(String) }] });
    expect(JSON.stringify(await sealedLog(gateway))).not.toContain(String(issued.body.apiKey).slice(20));
  });

  test('a portal, before and after its change, never its credentials', async () => {
    const { body } = await gateway.call('admin', 'GET', '/api/v1/portals/bureau');
    const change = { version: body.version, name: '局门户网站', secrets: { token: 'another-token' } };
    const answer = await gateway.call('admin', 'PATCH', '/api/v1/portals/bureau', {
      ...change,
      comment: '改名',
    });
    expect(answer.status).toBe(200);
    const entry = await newest('portal-changed');
    expect(entry).toMatchObject({
      ...{ who: admin, comment: '改名' },
      thing: { kind: 'portal', id: 'bureau', before: { name: '局门户' }, after: { name: '局门户网站' } },
    });
    const text = JSON.stringify(await sealedLog(gateway));
    expect(text).not.toContain('another-token');
    expect(text).not.toContain('bureau-token');
    expect(await newest('portal-registered')).toMatchObject({ thing: { id: 'central' } });
  });

  test('a routing rule, its change and its removal', async () => {
    const id = 'maps';
    const put = await gateway.call('admin', 'PUT', `/api/v1/routes/${id}`, EXAMPLES.routeChange);
    expect([put.status, put.body]).toEqual([200, expect.anything()]);
    const removal = `/api/v1/routes/${id}?version=${String(put.body.version)}&comment=${encodeURIComponent('不用了')}`;
    expect((await gateway.call('liaison', 'DELETE', removal)).status).toBe(200);
    expect(await newest('route-changed')).toMatchObject({ who: admin, thing: { kind: 'route', id } });
    expect(await newest('route-removed')).toMatchObject({ who: { account: 'liaison' }, comment: '不用了' });
  });

  test('a policy, a rule of the checks and the ranking of sources', async () => {
    const { body: policy } = await gateway.call('admin', 'GET', '/api/v1/policies/routine');
    const { id: _id, changedAt: _at, changedBy: _by, ...rest } = policy;
    const changed = await gateway.call('admin', 'PUT', '/api/v1/policies/routine', {
      ...{ ...rest, comment: '沿用' },
    });
    expect([changed.status, changed.body]).toEqual([200, expect.anything()]);
    expect(await newest('policy-changed')).toMatchObject({
      ...{ who: admin, comment: '沿用', outcome: 'done' },
      thing: { kind: 'policy', id: 'routine', before: { version: 1 }, after: { version: 2 } },
    });
    const order = { organizations: ['geodesy'], kinds: ['unit'] };
    expect((await gateway.call('admin', 'PUT', '/api/v1/rules/source-ranking', order)).status).toBe(200);
    expect(await newest('source-ranking-changed')).toMatchObject({
      thing: { after: { organizations: ['geodesy'] } },
    });
  });

  test('a source, what changes it, and that somebody asked for a collection', async () => {
    const source = {
      ...{ id: 'rss', organizationId: 'geodesy', name: '动态', adapter: 'feed' },
      options: { url: 'http://127.0.0.1:9/feed.xml' },
    };
    const made = await gateway.call('liaison', 'POST', '/api/v1/sources', source);
    expect([made.status, made.body]).toEqual([201, expect.anything()]);
    await gateway.call('admin', 'POST', '/api/v1/sources/rss/collect');
    expect(await newest('source-registered')).toMatchObject({
      ...{ who: { account: 'liaison' }, organizationId: 'geodesy', thing: { kind: 'source', id: 'rss' } },
    });
    expect(await newest('collection-requested')).toMatchObject({ who: admin, thing: { id: 'rss' } });
  });

  test('what was refused, with the reason', async () => {
    const { body } = await gateway.call('admin', 'GET', '/api/v1/portals/central');
    const late = { version: Number(body.version) + 7, name: '别名', comment: '改名' };
    expect((await gateway.call('admin', 'PATCH', '/api/v1/portals/central', late)).status).toBe(409);
    expect(await newest('portal-changed')).toMatchObject({
      ...{ outcome: 'refused', code: 'stale-version', thing: { id: 'central' } },
    });
  });

  test('who was turned away: once, however often they try', async () => {
    for (let time = 0; time < 3; time++) {
      expect((await gateway.call('editor', 'POST', '/api/v1/organizations', {})).status).toBe(403);
      const headers = { authorization: `Bearer bs_${'0'.repeat(16)}_${'A'.repeat(43)}` };
      expect((await gateway.call('nobody', 'GET', '/api/v1/items', undefined, headers)).status).toBe(401);
    }
    await newest('sign-in-refused');
    const log = await sealedLog(gateway);
    const access = log.filter(
      ({ action, thing }) => action === 'access-refused' && thing?.id === 'createOrganization',
    );
    expect(access).toMatchObject([{ who: { account: 'editor' }, outcome: 'refused', code: 'forbidden' }]);
    const signIn = log.filter(({ action }) => action === 'sign-in-refused');
    expect(signIn).toMatchObject([
      { who: { account: 'unknown' }, from: '127.0.0.1', thing: { kind: 'api-key', id: '0'.repeat(16) } },
    ]);
  });
});

test('an action whose process died before its outcome was known is sealed as unknown, and its outcome if it comes yet', async () => {
  const { actions } = gateway.app.stores;
  const at = '2026-11-01T09:00:00.000+08:00';
  const begun = {
    ...{ id: 'cut', at, sealDueAt: at, action: 'portal-changed' as const, outcome: 'unknown' as const },
    ...{ thing: { kind: 'portal' as const, id: 'central' }, who: admin, from: '127.0.0.1' },
  };
  const outcomes = async () =>
    (await sealedLog(gateway)).filter(({ actionId }) => actionId === 'cut').map(({ outcome }) => outcome);
  await actions.begin(begun);
  await eventually('the gateway has given it up', async () => (await outcomes()).length === 1);
  expect(await outcomes()).toEqual(['unknown']);
  await actions.finish({ ...begun, outcome: 'done' });
  await eventually('its outcome is sealed', async () => (await outcomes()).length === 2);
  expect(await outcomes()).toEqual(['unknown', 'done']);
});

test('all of it is proved with the histories', async () => {
  await sealedLog(gateway);
  expect(await verifyLogOf(gateway)()).toMatchObject({ ok: true });
});
