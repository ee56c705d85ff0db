import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { QueueEntry } from '../../../schemas/queue.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { approve, openReviewDesk, outcome, sendBack } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openReviewDesk(gateway);
  await desk.hire('officer', 'bureau', 'duty-officer', 'reviewer');
});
afterAll(() => gateway.stop());

const FLASH = { lane: 'flash', laneReason: '地震应急' };
const looked = { stage: 'post-review' };

/** A flash item that one officer and the secrecy check let through. */
async function published(fields: Record<string, unknown> = {}): Promise<string> {
  const id = await desk.waiting({ ...FLASH, ...fields });
  await desk.decide('officer', id, approve);
  expect(outcome(await desk.decide('secrecy', id, approve))).toEqual([200, 'approved']);
  return id;
}

const rowOf = async (who: string, id: string): Promise<QueueEntry | undefined> =>
  (await desk.queue(who)).find((entry) => entry.id === id);

describe('what one officer let through', () => {
  test('is out at once, and waits in the reviewers’ queue to be looked at again within a day', async () => {
    const id = await published();
    const { publication, secondReview } = await desk.item(id);
    expect(publication).toMatchObject({ operation: 'publish', revision: 1 });
    expect(await rowOf('reviewer', id)).toMatchObject({
      ...{ secondReview: true, stage: 'post-review', role: 'reviewer', revision: 1, lane: 'flash' },
      ...{ dueAt: secondReview?.dueAt, waitingSince: secondReview?.openedAt, state: 'approved' },
    });
    const opened = Date.parse(secondReview?.openedAt ?? '');
    expect(Date.parse(secondReview?.dueAt ?? '') - opened).toBe(24 * 3600_000);
    expect((await desk.queue('reviewer', 'stage=post-review')).map((each) => each.id)).toContain(id);
  });

  test('is looked at by somebody else than who let it through', async () => {
    const id = await published();
    expect(await desk.isQueued('officer', id)).toBe(false);
    expect(outcome(await desk.decide('officer', id, { ...approve, ...looked }))).toEqual([
      403,
      'same-person',
    ]);
    expect(outcome(await desk.decide('duty', id, { ...approve, ...looked }))).toEqual([403, 'forbidden']);
    expect((await desk.act('reviewer', id, 'claim')).status).toBe(200);
    expect(outcome(await desk.decide('reviewer2', id, { ...approve, ...looked }))).toEqual([
      409,
      'claimed-by-other',
    ]);
    expect(outcome(await desk.decide('reviewer', id, { ...approve, ...looked }))).toEqual([200, 'approved']);
  });

  test('is confirmed', async () => {
    const id = await published();
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([200, 'approved']);
    const { secondReview, history, publication } = await desk.item(id);
    expect(secondReview).toMatchObject({ outcome: 'confirmed', decidedBy: 'reviewer' });
    expect(history.at(-1)).toMatchObject({ action: 'second-reviewed', stage: 'post-review' });
    expect(publication?.operation).toBe('publish');
    expect(await desk.isQueued('reviewer2', id)).toBe(false);
    expect(outcome(await desk.decide('reviewer2', id, { ...approve, ...looked }))).toEqual([
      409,
      'wrong-state',
    ]);
  });

  test('is sent back to its unit, while the portals go on showing it', async () => {
    const id = await published({ externalId: 'flash-mended' });
    expect(outcome(await desk.decide('reviewer', id, { ...sendBack, ...looked }))).toEqual([200, 'returned']);
    expect(await desk.item(id)).toMatchObject({
      ...{ secondReview: { outcome: 'returned' }, publication: { operation: 'publish', revision: 1 } },
    });
    await desk.submit({ ...FLASH, externalId: 'flash-mended', title: '更正稿' });
    await desk.inState(id, 'in-review');
    await desk.decide('officer', id, approve);
    await desk.decide('secrecy', id, approve);
    expect(await desk.item(id)).toMatchObject({
      ...{ publication: { operation: 'correct', revision: 2 }, secondReview: { revision: 2 } },
    });
    expect((await rowOf('reviewer', id))?.revision).toBe(2);
  });

  test('is taken down', async () => {
    const id = await published();
    const decline = {
      decision: 'decline',
      reasons: [{ code: 'wrong-fact' }],
      comment: '震级有误',
      ...looked,
    };
    expect(outcome(await desk.decide('reviewer', id, decline))).toEqual([200, 'withdrawn']);
    expect(await desk.item(id)).toMatchObject({
      ...{
        publication: { operation: 'withdraw', reason: '震级有误' },
        secondReview: { outcome: 'withdrawn' },
      },
    });
    expect(await desk.isQueued('reviewer2', id)).toBe(false);
  });

  test.each(['merge', 'send', 'expire'])('cannot be decided by %s', async (decision) => {
    const id = await published();
    const said = { into: id, to: 'secrecy', comment: '无' };
    const into = decision === 'merge' ? await desk.waiting() : said.into;
    const answer = await desk.decide('reviewer', id, { ...said, into, decision, ...looked });
    expect(outcome(answer)).toEqual([409, 'wrong-state']);
  });

  test('waits for nobody once its unit has taken it back', async () => {
    const id = await published();
    await desk.withdraw(id);
    expect(await desk.isQueued('reviewer', id)).toBe(false);
    expect(outcome(await desk.decide('reviewer', id, { ...approve, ...looked }))).toEqual([
      409,
      'wrong-state',
    ]);
  });

  test('nor when it was to be published later and was taken back before', async () => {
    const id = await desk.waiting(FLASH);
    await desk.decide('duty', id, { ...approve, publishAt: '2099-10-01T09:00:00.000+08:00' });
    await desk.decide('secrecy', id, approve);
    expect(await desk.isQueued('reviewer', id)).toBe(true);
    await desk.withdraw(id);
    expect((await desk.item(id)).state).toBe('withdrawn');
    expect(await desk.isQueued('reviewer', id)).toBe(false);
  });
});

describe('while a new revision is in review already', () => {
  test('each of the two waits for whom it concerns, and neither ends the other', async () => {
    const id = await published({ externalId: 'twofold' });
    await desk.submit({ ...FLASH, externalId: 'twofold', title: '第二稿' });
    await desk.inState(id, 'in-review');
    expect(await rowOf('reviewer', id)).toMatchObject({ stage: 'post-review', revision: 1 });
    expect(await rowOf('duty', id)).toMatchObject({ stage: 'duty', revision: 2, secondReview: false });
    expect(await desk.isQueued('officer', id)).toBe(true);
    expect((await desk.act('reviewer', id, 'claim')).status).toBe(200);
    expect((await desk.act('reviewer', id, 'release')).status).toBe(200);
    expect(outcome(await desk.decide('reviewer', id, { ...approve, ...looked, revision: 2 }))).toEqual([
      409,
      'stale-revision',
    ]);
    expect(outcome(await desk.decide('reviewer', id, { ...approve, ...looked, revision: 1 }))).toEqual([
      200,
      'in-review',
    ]);
    expect(await rowOf('duty', id)).toMatchObject({ stage: 'duty', revision: 2 });
    await desk.decide('officer', id, approve);
    await desk.decide('secrecy', id, approve);
    expect((await desk.item(id)).secondReview).toMatchObject({ revision: 2 });
    expect((await rowOf('reviewer2', id))?.revision).toBe(2);
  });
});
