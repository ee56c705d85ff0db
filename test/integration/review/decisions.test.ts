import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '../../../schemas/account.js';
import { createIssueKey, createRegisterAccount } from '../../../src/registry/register-account.js';
import { STAGES, openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Answer, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  await hire('all-rounder', 'bureau', ['reviewer', 'secrecy-reviewer', 'liaison']);
  await hire('insider', 'geodesy', ['reviewer']);
});
afterAll(() => gateway.stop());

async function hire(id: string, organizationId: string, roles: Role[]): Promise<void> {
  const deps = { ...gateway.app.stores, now: gateway.app.now };
  await createRegisterAccount(deps)({ id, name: id, organizationId, roles });
  gateway.people[id] = (await createIssueKey(deps)(id)).apiKey;
}

async function waiting(fields: Record<string, unknown> = {}): Promise<string> {
  const id = await desk.submit(fields);
  await desk.inState(id, 'in-review');
  return id;
}

const outcome = ({ status, body }: Answer) => [status, body.code ?? body.state];
const approve = { decision: 'approve' };

describe('decisions made at once', () => {
  test.each([
    ['of one person', () => 'reviewer'],
    ['of two people', (index: number) => (index % 2 === 0 ? 'reviewer' : 'reviewer2')],
  ])('%s: exactly one counts, the others see the new state', async (_who, by) => {
    const id = await waiting();
    const { version } = await desk.item(id);
    const reasons = [{ code: 'other' }];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        gateway.call(by(i), 'POST', `/api/v1/items/${id}/decisions`, {
          ...{ version, decision: i % 3 === 0 ? 'return' : 'approve' },
          ...(i % 3 === 0 && { reasons }),
        }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status !== 200);
    expect(won).toHaveLength(1);
    const item = await desk.item(id);
    expect(item.version).toBe(version + 1);
    for (const answer of lost) {
      expect(outcome(answer)).toEqual([409, 'stale-version']);
      expect(answer.body.details).toMatchObject({ version: item.version, state: item.state });
    }
    expect(item.history.filter(({ action }) => ['stage-approved', 'returned'].includes(action))).toHaveLength(
      1,
    );
  });

  test('against a withdrawal: the withdrawal holds in the end', async () => {
    const id = await waiting();
    for (const who of STAGES.slice(0, -1)) await desk.decide(who, id, approve);
    const { version } = await desk.item(id);
    const [, withdrawal] = await Promise.all([
      gateway.call('secrecy', 'POST', `/api/v1/items/${id}/decisions`, { version, ...approve }),
      desk.withdraw(id),
    ]);
    expect(withdrawal.status).toBe(200);
    const item = await desk.item(id);
    expect(item.state).toBe('withdrawn');
    expect(item.publication?.operation ?? 'withdraw').toBe('withdraw');
  });
});

describe('a decision is refused', () => {
  test('when the same person would hold two stages', async () => {
    const id = await waiting();
    expect(outcome(await desk.decide('all-rounder', id, approve))).toEqual([200, 'in-review']);
    expect(outcome(await desk.decide('all-rounder', id, approve))).toEqual([403, 'same-person']);
    for (const who of ['reviewer', 'chief'])
      expect(outcome(await desk.decide(who, id, approve))).toEqual([200, 'in-review']);
    expect(outcome(await desk.decide('all-rounder', id, approve))).toEqual([403, 'same-person']);
    expect(outcome(await desk.decide('secrecy', id, approve))).toEqual([200, 'approved']);
  });

  test('when it is about one’s own organization', async () => {
    const id = await waiting();
    expect(outcome(await desk.decide('insider', id, approve))).toEqual([403, 'own-organization']);
  });

  test.each<[string, string, Record<string, unknown>, number, string]>([
    ['by somebody of another stage', 'secrecy', approve, 403, 'forbidden'],
    ['by the duty officer, whose lane it is not', 'duty', approve, 403, 'forbidden'],
    ['by the unit itself', 'editor', approve, 403, 'forbidden'],
    ['when it returns without a reason', 'reviewer', { decision: 'return' }, 422, 'missing-reason'],
    [
      'when it declines without a reason',
      'reviewer',
      { decision: 'decline', reasons: [] },
      422,
      'missing-reason',
    ],
    [
      'with a reason of its own making',
      'reviewer',
      { decision: 'return', reasons: [{ code: 'ugly' }] },
      422,
      'unknown-reason',
    ],
    ['when it is none', 'reviewer', { decision: 'publish' }, 422, 'validation-failed'],
    ['about a version that is past', 'reviewer', { ...approve, version: 1 }, 409, 'stale-version'],
  ])('%s', async (_case, who, body, status, code) => {
    const id = await waiting();
    const { version } = await desk.item(id);
    const answer = await gateway.call(who, 'POST', `/api/v1/items/${id}/decisions`, { version, ...body });
    expect(outcome(answer)).toEqual([status, code]);
    expect(await desk.item(id)).toMatchObject({ version, state: 'in-review' });
  });

  test('when a finding blocks it, which is named; the mended item passes', async () => {
    const id = await waiting({ externalId: 'blocked', bodyText: `${'测绘成果汇交。'.repeat(10)}机密★10年` });
    const answer = await desk.decide('reviewer', id, approve);
    expect(outcome(answer)).toEqual([409, 'blocked-by-findings']);
    expect(answer.body.details).toMatchObject({ rules: ['secrecy.marking'] });
    const back = { decision: 'return', reasons: [{ code: 'secrecy-risk', comment: '含密级标志' }] };
    expect(outcome(await desk.decide('reviewer', id, back))).toEqual([200, 'returned']);
    await desk.submit({ externalId: 'blocked', bodyText: '测绘成果汇交。'.repeat(10) });
    expect((await desk.approve(id)).state).toBe('approved');
  });

  test('when the item waits for none', async () => {
    const id = await waiting();
    await desk.decide('reviewer', id, { decision: 'decline', reasons: [{ code: 'wrong-column' }] });
    expect(outcome(await desk.decide('reviewer2', id, approve))).toEqual([409, 'wrong-state']);
    const none = { version: 1, ...approve };
    const path = '/api/v1/items/20260101-000000-00000000/decisions';
    expect(outcome(await gateway.call('reviewer', 'POST', path, none))).toEqual([404, 'not-found']);
  });
});

test('the history of an item tells everything that happened, in order, by whom and from where', async () => {
  const id = await waiting({ externalId: 'story', title: '初稿' });
  const reasons = [{ code: 'wrong-fact', comment: '数据有误' }];
  await desk.decide('reviewer', id, { decision: 'return', reasons, comment: '请核实' });
  await desk.submit({ externalId: 'story', title: '改稿' });
  await desk.inState(id, 'in-review');
  await desk.correct(id, { author: '张三' }, 'editor');
  await desk.inState(id, 'in-review');
  // Kept for who sent it back, for a while.
  expect(outcome(await desk.decide('reviewer2', id, approve))).toEqual([409, 'claimed-by-other']);
  for (const who of STAGES.slice(0, -1)) await desk.decide(who, id, approve);
  await desk.decide('secrecy', id, { ...approve, comment: '无涉密' });
  await desk.withdraw(id);
  const { history } = await desk.item(id);
  expect(history.map(({ action, by, revision }) => `${action} ${by} ${revision}`)).toEqual([
    'submitted editor 1',
    'checked system 1',
    'returned reviewer 1',
    'resubmitted editor 2',
    'checked system 2',
    'corrected editor 3',
    'checked system 3',
    'stage-approved reviewer 3',
    'stage-approved reviewer2 3',
    'stage-approved chief 3',
    'approved secrecy 3',
    'withdrawn liaison 3',
  ]);
  expect(history[2]).toMatchObject({ stage: 'first-review', reasons, comment: '请核实' });
  expect(history.filter(({ by }) => by !== 'system').every(({ from }) => from !== undefined)).toBe(true);
  const times = history.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
});

test('a flash item takes one officer on duty and the secrecy check, and nobody else', async () => {
  const id = await waiting({ lane: 'flash', laneReason: '地震应急' });
  expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([403, 'forbidden']);
  expect(outcome(await desk.decide('duty', id, approve))).toEqual([200, 'in-review']);
  expect(outcome(await desk.decide('secrecy', id, approve))).toEqual([200, 'approved']);
});
