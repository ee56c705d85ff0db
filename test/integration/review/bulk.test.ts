import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkDecisionAnswer } from '../../../schemas/queue.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { openReviewDesk, outcome } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openReviewDesk(gateway);
});
afterAll(() => gateway.stop());

type Row = BulkDecisionAnswer['items'][number];

async function several(many: number, fields: Record<string, unknown> = { lane: 'backfill' }) {
  const ids = await Promise.all(Array.from({ length: many }, () => desk.waiting(fields)));
  return Promise.all(ids.map(async (id) => ({ id, version: (await desk.item(id)).version })));
}

const bulk = (who: string, body: object, headers?: Record<string, string>) =>
  gateway.call(who, 'POST', '/api/v1/items/decisions', body, headers);
const rows = (answer: { body: object }) => (answer.body as BulkDecisionAnswer).items;
const told = ({ ok, state, problem }: Row) => [ok, state ?? problem?.code];

describe('a bulk decision', () => {
  test('decides each item, records it for itself, and answers in the order sent', async () => {
    const items = await several(12);
    const answer = await bulk('reviewer', { decision: 'approve', comment: '已核对', items });
    expect([answer.status, answer.body.decided]).toEqual([200, 12]);
    expect(rows(answer).map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    for (const { id, version } of items) {
      const item = await desk.item(id);
      expect(item.history.filter(({ action }) => action === 'stage-approved')).toMatchObject([
        {
          by: 'reviewer',
          stage: 'first-review',
          comment: '已核对',
          revision: 1,
        },
      ]);
      expect(item.history.at(-1)?.from).toBeDefined();
      expect([item.version, item.review?.stage]).toEqual([version + 1, 1]);
    }
  });

  test('leaves to one by one what is of another lane, stale, barred, claimed, blocked or not there', async () => {
    const [fine, stale, claimed, gone] = await several(4);
    const [routine] = await several(1, {});
    const [blocked] = await several(1, {
      lane: 'backfill',
      bodyText: `${'测绘成果汇交。'.repeat(10)}机密★10年`,
    });
    const [held] = await several(1);
    if (!fine || !stale || !claimed || !gone || !routine || !blocked || !held) throw new Error('too few');
    await desk.act('reviewer2', claimed.id, 'claim');
    claimed.version++;
    await desk.decide('reviewer', held.id, { decision: 'approve' });
    held.version++;
    await desk.decide('reviewer2', gone.id, { decision: 'decline', reasons: [{ code: 'other' }] });
    gone.version++;
    const missing = { id: '20260101-000000-00000000', version: 1 };
    const items = [fine, { ...stale, version: 1 }, claimed, gone, routine, blocked, held, missing];
    const answer = await bulk('reviewer', { decision: 'approve', items }, { 'accept-language': 'zh' });
    expect(answer.status).toBe(200);
    expect(rows(answer).map(told)).toEqual([
      [true, 'in-review'],
      [false, 'stale-version'],
      [false, 'claimed-by-other'],
      [false, 'wrong-state'],
      [false, 'wrong-state'],
      [false, 'blocked-by-findings'],
      [false, 'same-person'],
      [false, 'not-found'],
    ]);
    expect(rows(answer)[4]?.problem?.detail).toContain('批量审核只限补录通道');
    expect(answer.body.decided).toBe(1);
    expect((await desk.item(routine.id)).version).toBe(routine.version);
  });

  test('is done once under its key, however often it is sent', async () => {
    const items = await several(3);
    const body = { decision: 'decline', reasons: [{ code: 'wrong-column' }], items };
    const key = { 'idempotency-key': 'bulk-1' };
    const first = await bulk('reviewer', body, key);
    const again = await bulk('reviewer', body, key);
    expect(rows(first).map(told)).toEqual(Array(3).fill([true, 'declined']));
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const without = await bulk('reviewer', body);
    expect(rows(without).map(told)).toEqual(Array(3).fill([false, 'stale-version']));
    expect(outcome(await bulk('reviewer', { ...body, decision: 'approve' }, key))).toEqual([
      422,
      'idempotency-conflict',
    ]);
  });

  test('counts once for an item that is named twice, or by two people at once', async () => {
    const [item] = await several(1);
    const twice = await bulk('reviewer', { decision: 'approve', items: [item, item] });
    expect(rows(twice).filter(({ ok }) => ok)).toHaveLength(1);
    const items = await several(20);
    const answers = await Promise.all(
      ['reviewer', 'reviewer2'].map((who) => bulk(who, { decision: 'approve', items })),
    );
    expect(answers.reduce((sum, { body }) => sum + Number(body.decided), 0)).toBe(20);
    for (const { id } of items) {
      const { history } = await desk.item(id);
      expect(history.filter(({ action }) => action === 'stage-approved')).toHaveLength(1);
    }
  });

  test.each<[string, string, object, number, string]>([
    ['without items', 'reviewer', { decision: 'approve', items: [] }, 422, 'validation-failed'],
    [
      'to return, which wants words for each',
      'reviewer',
      { decision: 'return', items: [{ id: 'x', version: 1 }] },
      422,
      'validation-failed',
    ],
    [
      'of too many',
      'reviewer',
      { decision: 'approve', items: Array.from({ length: 201 }, (_, i) => ({ id: `${i}`, version: 1 })) },
      422,
      'validation-failed',
    ],
    ['by a unit', 'editor', { decision: 'approve', items: [{ id: 'x', version: 1 }] }, 403, 'forbidden'],
  ])('is refused as a whole %s', async (_what, who, body, status, code) => {
    expect(outcome(await bulk(who, body))).toEqual([status, code]);
  });

  test.each([
    ['decline', {}, 'missing-reason'],
    ['decline', { reasons: [{ code: 'ugly' }] }, 'unknown-reason'],
    ['expire', {}, 'missing-reason'],
    ['expire', { comment: '已过时效' }, 'expired'],
  ])('%s with %j: %s', async (decision, said, expected) => {
    const items = await several(2);
    const answer = await bulk('reviewer', { decision, ...said, items });
    expect(rows(answer).map((row) => told(row)[1])).toEqual([expected, expected]);
  });
});
