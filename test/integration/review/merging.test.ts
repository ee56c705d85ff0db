import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { startGateway, type Answer, type Gateway } from '../../support/gateway.js';
import { approve, openReviewDesk, outcome } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;
beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openReviewDesk(gateway);
  await desk.hire('reviewer3', 'bureau', 'reviewer');
});
afterAll(() => gateway.stop());

const PEOPLE = ['reviewer', 'reviewer2', 'reviewer3'];
const waiting = (many: number) => Promise.all(Array.from({ length: many }, () => desk.waiting()));

/** Each merges one item into another, all at the same moment, on what they saw before. */
async function mergeAtOnce(merges: readonly [from: string, into: string][]): Promise<Answer[]> {
  const items = await Promise.all(merges.map(([from]) => desk.item(from)));
  return Promise.all(
    merges.map(([from, into], index) =>
      gateway.call(PEOPLE[index] ?? '', 'POST', `/api/v1/items/${from}/decisions`, {
        ...{ decision: 'merge', into, version: items[index]?.version },
      }),
    ),
  );
}

const won = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200);

describe('of items merged into each other at the same moment', () => {
  test('one stays, and who wanted it to go is told where the other went', async () => {
    for (let round = 0; round < 40; round++) {
      const [a = '', b = ''] = await waiting(2);
      const answers = await mergeAtOnce([
        [a, b],
        [b, a],
      ]);
      expect(won(answers)).toHaveLength(1);
      const [gone, stays] = answers[0]?.status === 200 ? [a, b] : [b, a];
      const lost = answers.find(({ status }) => status !== 200);
      expect([lost?.status, lost?.body.code]).toEqual([409, 'conflict']);
      expect(lost?.body.details).toMatchObject({ into: gone, state: 'merged', mergedInto: stays });
      expect(await desk.item(gone)).toMatchObject({ state: 'merged', mergedInto: stays });
      expect((await desk.item(stays)).state).toBe('in-review');
      expect(outcome(await desk.decide('reviewer3', stays, approve))).toEqual([200, 'in-review']);
    }
  });

  test('in a circle of three, at least one stays and every way leads to it', async () => {
    for (let round = 0; round < 15; round++) {
      const [a = '', b = '', c = ''] = await waiting(3);
      const answers = await mergeAtOnce([
        [a, b],
        [b, c],
        [c, a],
      ]);
      expect([1, 2]).toContain(won(answers).length);
      for (const lost of answers.filter(({ status }) => status !== 200))
        expect(outcome(lost)).toEqual([409, 'conflict']);
      for (const id of [a, b, c]) {
        let item = await desk.item(id);
        for (let hops = 0; item.mergedInto !== undefined; hops++) {
          expect(hops).toBeLessThan(3);
          item = await desk.item(item.mergedInto);
        }
        expect(item.state).toBe('in-review');
      }
    }
  });
});

test('of two who merge one item into different ones, one succeeds and the other sees it', async () => {
  for (let round = 0; round < 10; round++) {
    const [a = '', b = '', c = ''] = await waiting(3);
    const answers = await mergeAtOnce([
      [a, b],
      [a, c],
    ]);
    expect(won(answers)).toHaveLength(1);
    const lost = answers.find(({ status }) => status !== 200);
    expect([lost?.body.code, lost?.body.details]).toMatchObject(['stale-version', { state: 'merged' }]);
  }
});

test('what is merged itself is refused with where it went', async () => {
  const [a = '', b = '', c = ''] = await waiting(3);
  await desk.decide('reviewer', a, { decision: 'merge', into: b });
  const answer = await desk.decide('reviewer', c, { decision: 'merge', into: a });
  expect(outcome(answer)).toEqual([409, 'conflict']);
  expect(answer.body.details).toMatchObject({ into: a, state: 'merged', mergedInto: b });
});

describe('a process that died before it merged', () => {
  /** What it leaves: the mark alone. */
  async function die(from: string, into: string) {
    const { items } = gateway.app.stores;
    const item = await desk.item(from);
    const now = gateway.app.now();
    const until = toInstant(addSeconds(now, 2));
    const mark = { into, token: 'dead', version: item.version, until };
    expect(await items.beginMerge(from, mark, toInstant(now))).toBe(true);
    return item;
  }

  test.each(['the other way', 'the same way'])('keeps nobody from merging %s', async (way) => {
    const pair = (await waiting(2)).sort();
    for (const [a = '', b = ''] of [pair, (await waiting(2)).sort().reverse()]) {
      const item = await die(a, b);
      const [from, into] = way === 'the same way' ? [a, b] : [b, a];
      expect(outcome(await desk.decide('reviewer', from, { decision: 'merge', into }))).toEqual([
        200,
        'merged',
      ]);
      // It had only been slow: what it would write now is refused.
      const history = { action: 'merged' as const, by: 'reviewer2', revision: 1 };
      const change = { state: 'merged' as const, mergedInto: b, history };
      const late = { at: toInstant(gateway.app.now()) };
      expect(
        await gateway.app.stores.items.applyChange({ item, change, merging: 'dead' }, late),
      ).toBeUndefined();
    }
  });

  test('keeps nobody from deciding otherwise, at once', async () => {
    const [a = '', b = ''] = await waiting(2);
    await die(a, b);
    expect(outcome(await desk.decide('reviewer', a, approve))).toEqual([200, 'in-review']);
    expect(outcome(await desk.decide('reviewer', b, { decision: 'merge', into: a }))).toEqual([
      200,
      'merged',
    ]);
  });
});
