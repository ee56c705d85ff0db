import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { approve, openReviewDesk, outcome, sendBack } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;

const STAGES_AFTER = [
  { name: 'final-review', role: 'liaison' as const },
  { name: 'secrecy', role: 'secrecy-reviewer' as const },
];

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openReviewDesk(gateway);
  for (const id of ['law', 'plan', 'maps']) {
    await desk.organization(id);
    await desk.hire(`${id}-1`, id, 'reviewer');
    await desk.hire(`${id}-2`, id, 'reviewer');
  }
  const departments = ['law', 'plan', 'maps'];
  const common = { enabled: true, order: 10 };
  await desk.policy('signed-by-all', {
    ...{ ...common, title: '会签', match: { kinds: ['regulation'] } },
    stages: [{ name: 'co-sign', role: 'reviewer', departments, copyTo: ['hubei'] }, ...STAGES_AFTER],
  });
  await desk.policy('signed-by-any', {
    ...{ ...common, title: '任一部门', match: { kinds: ['plan'] } },
    stages: [{ name: 'co-sign', role: 'reviewer', departments, mode: 'any' }, ...STAGES_AFTER],
  });
});
afterAll(() => gateway.stop());

const stageOf = async (id: string) => {
  const { review } = await desk.item(id);
  return review?.stages[review.stage]?.name;
};

describe('a stage that every department must approve', () => {
  test('waits for each of them, in any order, once each', async () => {
    const id = await desk.waiting({ kind: 'regulation' });
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([403, 'forbidden']);
    expect(await desk.isQueued('reviewer', id)).toBe(false);
    expect(outcome(await desk.decide('plan-1', id, approve))).toEqual([200, 'in-review']);
    expect(outcome(await desk.decide('plan-1', id, approve))).toEqual([403, 'same-person']);
    expect(outcome(await desk.decide('plan-2', id, approve))).toEqual([403, 'same-person']);
    expect(await desk.isQueued('plan-2', id)).toBe(false);
    expect(await desk.isQueued('law-2', id)).toBe(true);
    expect(await stageOf(id)).toBe('co-sign');
    await desk.decide('law-1', id, approve);
    expect(await stageOf(id)).toBe('co-sign');
    await desk.decide('maps-2', id, approve);
    expect(await stageOf(id)).toBe('final-review');
    const { review, history } = await desk.item(id);
    expect(review?.stages[0]?.approvals?.map(({ by, organizationId }) => `${by} ${organizationId}`)).toEqual([
      ...['plan-1 plan', 'law-1 law', 'maps-2 maps'],
    ]);
    expect(history.slice(-3).map(({ action }) => action)).toEqual([
      'co-signed',
      'co-signed',
      'stage-approved',
    ]);
  });

  test('lets departments work side by side: a claim keeps only the own department out', async () => {
    const id = await desk.waiting({ kind: 'regulation' });
    expect((await desk.act('law-1', id, 'claim')).status).toBe(200);
    expect(outcome(await desk.act('law-2', id, 'decisions', approve))).toEqual([409, 'claimed-by-other']);
    expect(await desk.isQueued('law-2', id)).toBe(false);
    expect(await desk.isQueued('plan-1', id)).toBe(true);
    expect(outcome(await desk.act('plan-1', id, 'decisions', approve))).toEqual([200, 'in-review']);
    expect((await desk.item(id)).claim?.by).toBe('law-1');
    expect(outcome(await desk.act('law-1', id, 'decisions', approve))).toEqual([200, 'in-review']);
  });

  test('loses neither of two departments that approve at the very same time', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await desk.waiting({ kind: 'regulation' });
      const { version } = await desk.item(id);
      const signers = ['law-1', 'plan-1', 'maps-1'];
      const answers = await Promise.all(
        signers.map((who) =>
          gateway.call(who, 'POST', `/api/v1/items/${id}/decisions`, { version, ...approve }),
        ),
      );
      expect(answers.map(outcome).sort()).toEqual([
        [200, 'in-review'],
        [409, 'stale-version'],
        [409, 'stale-version'],
      ]);
      for (const [at, { status, body }] of answers.entries()) {
        if (status === 200) continue;
        expect(body.details).toMatchObject({ version: version + 1, state: 'in-review', stage: 'co-sign' });
        expect((await desk.decide(signers[at] ?? '', id, approve)).status).toBe(200);
      }
      expect(await stageOf(id)).toBe('final-review');
      expect((await desk.item(id)).review?.stages[0]?.approvals?.map(({ by }) => by).sort()).toEqual(
        signers.sort(),
      );
    }
  });

  test('ends for all when one sends the item back; every department is asked about the next revision', async () => {
    const id = await desk.waiting({ kind: 'regulation', externalId: 'co-signed-again' });
    await desk.decide('law-1', id, approve);
    expect(outcome(await desk.decide('plan-1', id, sendBack))).toEqual([200, 'returned']);
    await desk.submit({ kind: 'regulation', externalId: 'co-signed-again' });
    await desk.inState(id, 'in-review');
    expect((await desk.item(id)).review?.stages[0]?.approvals).toBeUndefined();
    expect(await desk.isQueued('law-1', id)).toBe(true);
    for (const who of ['plan-1', 'law-1', 'maps-1']) await desk.decide(who, id, approve);
    expect(await stageOf(id)).toBe('final-review');
  });
});

test('a stage for any of the departments is done with the first', async () => {
  const id = await desk.waiting({ kind: 'plan' });
  expect(await desk.isQueued('law-1', id)).toBe(true);
  expect((await desk.act('law-1', id, 'claim')).status).toBe(200);
  expect(outcome(await desk.act('plan-1', id, 'decisions', approve))).toEqual([409, 'claimed-by-other']);
  expect(await desk.isQueued('plan-1', id)).toBe(false);
  expect(outcome(await desk.act('law-1', id, 'decisions', approve))).toEqual([200, 'in-review']);
  expect(await stageOf(id)).toBe('final-review');
});

describe('sending on', () => {
  test('to secrecy takes that stage now, and the others afterwards', async () => {
    const id = await desk.waiting();
    expect(
      outcome(await desk.decide('reviewer', id, { decision: 'send', to: 'secrecy', comment: '疑似涉密' })),
    ).toEqual([200, 'in-review']);
    expect(await stageOf(id)).toBe('secrecy');
    expect((await desk.item(id)).history.at(-1)).toMatchObject({
      ...{ action: 'sent', by: 'reviewer', stage: 'first-review', subject: 'secrecy', comment: '疑似涉密' },
    });
    expect(await desk.isQueued('secrecy', id)).toBe(true);
    await desk.decide('secrecy', id, approve);
    expect(await stageOf(id)).toBe('first-review');
    await desk.decide('reviewer', id, approve);
    await desk.decide('reviewer2', id, approve);
    expect(outcome(await desk.decide('chief', id, approve))).toEqual([200, 'approved']);
  });

  test('to a department asks it first; nobody of it may hold another stage', async () => {
    const id = await desk.waiting();
    const send = { decision: 'send', to: 'law' };
    expect(outcome(await desk.decide('reviewer', id, send))).toEqual([200, 'in-review']);
    expect(await stageOf(id)).toBe('co-sign-law');
    expect(await desk.isQueued('law-1', id)).toBe(true);
    expect(await desk.isQueued('reviewer2', id)).toBe(false);
    expect(outcome(await desk.decide('law-1', id, approve))).toEqual([200, 'in-review']);
    expect(await stageOf(id)).toBe('first-review');
    expect(outcome(await desk.decide('law-1', id, approve))).toEqual([403, 'same-person']);
    expect(outcome(await desk.decide('reviewer', id, send))).toEqual([409, 'conflict']);
  });

  test.each<[string, Record<string, unknown>, number, string]>([
    ['nowhere', {}, 422, 'validation-failed'],
    ['to the unit that wrote it', { to: 'geodesy' }, 422, 'validation-failed'],
    ['to a department there is none of', { to: 'nowhere' }, 422, 'validation-failed'],
    ['to what is no department', { to: 'hubei' }, 422, 'validation-failed'],
  ])('%s is refused', async (_where, to, status, code) => {
    const id = await desk.waiting();
    const answer = await desk.decide('reviewer', id, { decision: 'send', ...to });
    expect(outcome(answer)).toEqual([status, code]);
    expect(await stageOf(id)).toBe('first-review');
  });

  test('to secrecy is refused once that check is done', async () => {
    const id = await desk.waiting({ lane: 'flash', laneReason: '地震应急' });
    await desk.decide('duty', id, approve);
    expect(outcome(await desk.decide('secrecy', id, { decision: 'send', to: 'secrecy' }))).toEqual([
      409,
      'wrong-state',
    ]);
  });
});
