import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { adjustableClock, approve, openReviewDesk, outcome, sendBack } from '../../support/review-desk.js';

const clock = adjustableClock();
let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, now: clock.now });
  desk = openReviewDesk(gateway);
  await desk.hire('insider', 'geodesy', 'reviewer');
});
afterAll(() => gateway.stop());

const CLAIM_SECONDS = 2 * 3600;
const untilOf = async (id: string) => Date.parse((await desk.item(id)).claim?.until ?? '');

describe('a claim', () => {
  test('keeps others out, is renewed, and ends with the decision', async () => {
    const id = await desk.waiting();
    expect(outcome(await desk.act('reviewer', id, 'claim'))).toEqual([200, 'in-review']);
    for (const what of ['claim', 'decisions']) {
      const refused = await desk.act('reviewer2', id, what, what === 'claim' ? {} : approve);
      expect(outcome(refused)).toEqual([409, 'claimed-by-other']);
      expect(refused.body.details).toMatchObject({ by: 'reviewer' });
    }
    const first = await untilOf(id);
    clock.pass(3600);
    expect((await desk.act('reviewer', id, 'claim')).status).toBe(200);
    expect((await untilOf(id)) - first).toBeGreaterThanOrEqual(3600_000);
    expect(outcome(await desk.act('reviewer', id, 'decisions', approve))).toEqual([200, 'in-review']);
    expect((await desk.item(id)).claim).toBeUndefined();
    expect((await desk.item(id)).history.filter(({ action }) => action === 'claimed')).toMatchObject([
      { by: 'reviewer', stage: 'first-review' },
      { by: 'reviewer', stage: 'first-review' },
    ]);
  });

  test('runs out: its holder must claim again, anybody else may go on', async () => {
    const [slow, taken] = [await desk.waiting(), await desk.waiting()];
    for (const id of [slow, taken]) await desk.act('reviewer', id, 'claim');
    clock.pass(CLAIM_SECONDS + 1);
    expect(outcome(await desk.act('reviewer', slow, 'decisions', approve))).toEqual([409, 'claim-expired']);
    expect(outcome(await desk.act('reviewer', slow, 'claim'))).toEqual([200, 'in-review']);
    expect(outcome(await desk.act('reviewer', slow, 'decisions', approve))).toEqual([200, 'in-review']);
    expect(outcome(await desk.act('reviewer2', taken, 'claim'))).toEqual([200, 'in-review']);
    expect((await desk.item(taken)).claim?.by).toBe('reviewer2');
    expect(outcome(await desk.act('reviewer', taken, 'decisions', approve))).toEqual([
      409,
      'claimed-by-other',
    ]);
  });

  test('is given back by its holder alone', async () => {
    const id = await desk.waiting();
    expect(outcome(await desk.act('reviewer', id, 'release'))).toEqual([409, 'wrong-state']);
    await desk.act('reviewer', id, 'claim');
    expect(outcome(await desk.act('reviewer2', id, 'release'))).toEqual([409, 'wrong-state']);
    expect(outcome(await desk.act('reviewer', id, 'release'))).toEqual([200, 'in-review']);
    expect((await desk.item(id)).claim).toBeUndefined();
    expect(outcome(await desk.act('reviewer2', id, 'decisions', approve))).toEqual([200, 'in-review']);
  });

  test('of twenty at once is one person’s', async () => {
    const id = await desk.waiting();
    const { version } = await desk.item(id);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        gateway.call(i % 2 ? 'reviewer' : 'reviewer2', 'POST', `/api/v1/items/${id}/claim`, { version }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await desk.item(id)).version).toBe(version + 1);
  });

  test.each([
    ['the secrecy reviewer, whose stage it is not yet', 'secrecy', 'forbidden'],
    ['a reviewer of the unit itself', 'insider', 'own-organization'],
  ])('is not for %s', async (_who, who, code) => {
    expect(outcome(await desk.act(who, await desk.waiting(), 'claim'))).toEqual([403, code]);
  });

  test('is not for who held a stage of the item, nor on what waits for nobody', async () => {
    const id = await desk.waiting();
    await desk.decide('reviewer', id, approve);
    expect(outcome(await desk.act('reviewer', id, 'claim'))).toEqual([403, 'same-person']);
    await desk.decide('reviewer2', id, sendBack);
    expect(outcome(await desk.act('reviewer2', id, 'claim'))).toEqual([409, 'wrong-state']);
  });
});

describe('a reassignment', () => {
  const hand = (who: string, id: string, to: string) =>
    desk.act(who, id, 'reassignments', { to, reason: '原认领人请假' });

  test('by the holder or by those who keep the desk running puts the claim into other hands', async () => {
    const id = await desk.waiting();
    await desk.act('reviewer', id, 'claim');
    expect(outcome(await hand('reviewer', id, 'reviewer2'))).toEqual([200, 'in-review']);
    expect((await desk.item(id)).claim).toMatchObject({ by: 'reviewer2', givenBy: 'reviewer' });
    expect(outcome(await hand('chief', id, 'reviewer'))).toEqual([200, 'in-review']);
    expect(outcome(await hand('admin', id, 'reviewer2'))).toEqual([200, 'in-review']);
    expect((await desk.item(id)).history.at(-1)).toMatchObject({
      ...{
        action: 'reassigned',
        by: 'admin',
        subject: 'reviewer2',
        comment: '原认领人请假',
        stage: 'first-review',
      },
    });
    expect(await desk.isQueued('reviewer', id)).toBe(false);
    expect(outcome(await desk.act('reviewer2', id, 'decisions', approve))).toEqual([200, 'in-review']);
  });

  test.each([
    ['by a reviewer who has not claimed it', 'reviewer2', 'reviewer', 403, 'forbidden'],
    ['to somebody of another role', 'chief', 'secrecy', 403, 'forbidden'],
    ['to somebody of the unit itself', 'chief', 'insider', 403, 'own-organization'],
    ['to nobody there is', 'chief', 'nobody', 422, 'validation-failed'],
  ])('is refused %s', async (_what, who, to, status, code) => {
    const id = await desk.waiting();
    await desk.act('reviewer', id, 'claim');
    expect(outcome(await hand(who, id, to))).toEqual([status, code]);
    expect((await desk.item(id)).claim?.by).toBe('reviewer');
  });
});

test('what was sent back and comes again is kept for who sent it back, with its difference, as the same item', async () => {
  const story = { externalId: 'again', bodyText: `${'测绘成果汇交工作部署。'.repeat(8)}共 3 项。` };
  const id = await desk.waiting(story);
  await desk.decide('reviewer2', id, sendBack);
  expect(await desk.submit({ ...story, bodyText: story.bodyText.replace('3', '4') })).toBe(id);
  const item = await desk.inState(id, 'in-review');
  expect(item).toMatchObject({ revision: 2, claim: { by: 'reviewer2', givenBy: 'system' } });
  expect(item.history.map(({ action }) => action)).toContain('resubmitted');
  expect(outcome(await desk.act('reviewer', id, 'decisions', approve))).toEqual([409, 'claimed-by-other']);
  const difference = await gateway.call('reviewer2', 'GET', `/api/v1/items/${id}/differences`);
  expect(difference.body).toMatchObject({ from: 1, to: 2 });
  const changed = (difference.body.fields as { field: string; segments?: unknown[] }[]).find(
    ({ field }) => field === 'bodyText',
  );
  expect(changed?.segments).toEqual(
    expect.arrayContaining([
      { operation: 'delete', text: '3' },
      { operation: 'insert', text: '4' },
    ]),
  );
  clock.pass(CLAIM_SECONDS + 1);
  expect(outcome(await desk.act('reviewer', id, 'decisions', approve))).toEqual([200, 'in-review']);
});
