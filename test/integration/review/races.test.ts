import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type Answer, type Gateway } from '../../support/gateway.js';
import { approve, openReviewDesk, outcome, sendBack } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;
const crowd = Array.from({ length: 20 }, (_, index) => `reviewer-${index + 1}`);

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openReviewDesk(gateway);
  for (const id of crowd) await desk.hire(id, 'bureau', 'reviewer');
});
afterAll(() => gateway.stop());

const DECISIONS = [
  approve,
  sendBack,
  { decision: 'decline', reasons: [{ code: 'other' }] },
  { decision: 'expire', comment: '已过时效' },
  { decision: 'send', to: 'secrecy' },
];
const DECIDED = ['stage-approved', 'returned', 'declined', 'expired', 'sent'];

/** Everybody decides on what they saw at the same moment. */
async function atOnce(id: string, people: readonly string[]): Promise<Answer[]> {
  const { version } = await desk.item(id);
  return Promise.all(
    people.map((who, index) =>
      gateway.call(who, 'POST', `/api/v1/items/${id}/decisions`, {
        version,
        ...DECISIONS[index % DECISIONS.length],
      }),
    ),
  );
}

describe('of people who decide at once, each something else,', () => {
  test.each([2, 20])(
    'one of %i wins, the others see the new state, and nothing is written twice',
    async (many) => {
      for (let round = 0; round < 5; round++) {
        const id = await desk.waiting();
        const before = await desk.item(id);
        const answers = await atOnce(id, crowd.slice(0, many));
        const item = await desk.item(id);
        const won = answers.filter(({ status }) => status === 200);
        expect(won).toHaveLength(1);
        expect(won[0]?.body.version).toBe(before.version + 1);
        for (const lost of answers.filter(({ status }) => status !== 200)) {
          expect(outcome(lost)).toEqual([409, 'stale-version']);
          expect(lost.body.details).toMatchObject({ version: before.version + 1, state: won[0]?.body.state });
        }
        const winner = crowd[answers.findIndex(({ status }) => status === 200)];
        const decided = item.history.filter(({ action }) => DECIDED.includes(action));
        expect(decided.map(({ by }) => by)).toEqual([winner]);
      }
    },
  );
});

test('a decision against the unit’s next revision: whichever came second saw the first, and nothing is lost', async () => {
  for (let round = 0; round < 5; round++) {
    const externalId = `raced-${round}`;
    const id = await desk.waiting({ externalId });
    const { version } = await desk.item(id);
    const [decision] = await Promise.all([
      gateway.call('reviewer', 'POST', `/api/v1/items/${id}/decisions`, { version, revision: 1, ...approve }),
      desk.submit({ externalId, title: '改稿' }),
    ]);
    const item = await desk.inState(id, 'in-review');
    expect([item.revision, item.review?.revision]).toEqual([2, 2]);
    const approved = item.history.filter(({ action }) => action === 'stage-approved');
    expect(approved.map(({ revision }) => revision)).toEqual(decision.status === 200 ? [1] : []);
    if (decision.status !== 200)
      expect(['stale-version', 'stale-revision', 'wrong-state']).toContain(decision.body.code);
    expect(item.review?.stages[0]?.decidedBy).toBeUndefined();
  }
});

test('a claim against a decision: one of the two counts', async () => {
  const id = await desk.waiting();
  const { version } = await desk.item(id);
  const answers = await Promise.all([
    gateway.call('reviewer', 'POST', `/api/v1/items/${id}/claim`, { version }),
    gateway.call('reviewer2', 'POST', `/api/v1/items/${id}/decisions`, { version, ...approve }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await desk.item(id)).version).toBe(version + 1);
});
