import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { reviewFigures, type ReviewFigures, type StageFigures } from '../../../schemas/review-figures.js';
import { reviewFiguresCommand } from '../../../src/cli/review-figures-command.js';
import { sealedLog } from '../../support/audit-desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { adjustableClock, approve, openReviewDesk, sendBack } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;
const clock = adjustableClock();

beforeAll(async () => {
  gateway = await startGateway({ portals: false, now: clock.now });
  desk = openReviewDesk(gateway);
});
afterAll(() => gateway.stop());

const FLASH = { lane: 'flash', laneReason: '地震应急' };
const today = () => toInstant(clock.now()).slice(0, 10);

/** The figures once everything that was done is in the record. */
async function figures(who = 'auditor', query = ''): Promise<ReviewFigures> {
  await sealedLog(gateway);
  const answer = await gateway.call(who, 'GET', `/api/v1/review-figures${query}`);
  if (answer.status !== 200) throw new Error(`no figures: ${JSON.stringify(answer.body)}`);
  return reviewFigures.parse(answer.body, 'figures');
}

const stageOf = ({ stages }: ReviewFigures, stage: string, lane: string): StageFigures | undefined =>
  stages.find((each) => each.stage === stage && each.lane === lane);

const unitOf = ({ units }: ReviewFigures, organization: string) =>
  units.find((each) => each.organization === organization);

describe('what waits', () => {
  test('is counted by stage and lane, with the oldest, and moves on with a decision', async () => {
    const first = await desk.waiting({ lane: 'urgent' });
    const opened = (await desk.item(first)).review?.stages[0]?.openedAt;
    await desk.waiting({ lane: 'urgent' });
    expect(stageOf(await figures(), 'first-review', 'urgent')).toMatchObject({
      ...{ waiting: 2, dueSoon: 0, overdue: 0, decided: 0, inTime: 0, oldest: opened },
    });
    await desk.decide('reviewer', first, approve);
    const after = await figures();
    expect(stageOf(after, 'first-review', 'urgent')).toMatchObject({ waiting: 1, decided: 1, inTime: 1 });
    expect(stageOf(after, 'second-review', 'urgent')).toMatchObject({ waiting: 1, decided: 0 });
  });

  test('is due soon, then overdue, as time passes', async () => {
    const id = await desk.waiting(FLASH);
    const stage = (await desk.item(id)).review?.stages[0];
    const secondsUntil = (instant = '') => (Date.parse(instant) - clock.now().getTime()) / 1000;
    clock.pass(secondsUntil(stage?.alarms?.dueSoonAt) + 1);
    expect(stageOf(await figures(), 'duty', 'flash')).toMatchObject({ waiting: 1, dueSoon: 1, overdue: 0 });
    clock.pass(secondsUntil(stage?.dueAt) + 1);
    expect(stageOf(await figures(), 'duty', 'flash')).toMatchObject({ waiting: 1, dueSoon: 0, overdue: 1 });
    await desk.decide('duty', id, approve);
    const duty = stageOf(await figures(), 'duty', 'flash');
    expect(duty).toMatchObject({ waiting: 0, overdue: 0, decided: 1, inTime: 0 });
    expect(duty?.medianSeconds).toBeGreaterThanOrEqual(400);
    await desk.decide('secrecy', id, sendBack);
  });
});

describe('second reviews of a unit', () => {
  test('are open, overdue, and done in time or late', async () => {
    const before = unitOf(await figures(), 'geodesy')?.secondReviews;
    expect(before ?? { required: 0 }).toMatchObject({ required: 0 });
    const published = async () => {
      const id = await desk.waiting(FLASH);
      await desk.decide('duty', id, approve);
      await desk.decide('secrecy', id, approve);
      return id;
    };
    const [inTime, late, open] = [await published(), await published(), await published()];
    expect(unitOf(await figures(), 'geodesy')?.secondReviews).toEqual({
      ...{ required: 3, inTime: 0, late: 0, open: 3, overdue: 0 },
    });
    expect(stageOf(await figures(), 'post-review', 'flash')).toMatchObject({ waiting: 3, overdue: 0 });
    const look = { ...approve, stage: 'post-review' };
    await desk.decide('reviewer', inTime, look);
    clock.pass(25 * 3600);
    await desk.decide('reviewer', late, look);
    const from = toInstant(addSeconds(clock.now(), -2 * 86_400)).slice(0, 10);
    const found = await figures('auditor', `?from=${from}&to=${today()}`);
    expect(unitOf(found, 'geodesy')?.secondReviews).toEqual({
      ...{ required: 3, inTime: 1, late: 1, open: 1, overdue: 1 },
    });
    expect(stageOf(found, 'post-review', 'flash')).toMatchObject({
      ...{
        waiting: 1,
        overdue: 1,
        decided: 2,
        inTime: 1,
        oldest: (await desk.item(open)).secondReview?.openedAt,
      },
    });
  });
});

describe('a period', () => {
  test('counts its days only, a day that is over once and for all', async () => {
    const from = toInstant(addSeconds(clock.now(), -3 * 86_400)).slice(0, 10);
    const query = `?from=${from}&to=${today()}`;
    const first = await figures('auditor', query);
    expect(await figures('auditor', query)).toEqual({ ...first, at: expect.any(String) });
    const nothing = await figures('auditor', '?from=2026-01-01&to=2026-01-31');
    expect(nothing.units.every(({ received, approved }) => received + approved === 0)).toBe(true);
    expect(nothing.stages.every(({ decided }) => decided === 0)).toBe(true);
    const days = await gateway.app.stores.reviewDays.list(from, today());
    expect([...days.values()].map(({ id, closed }) => [id, closed])).toContainEqual([today(), false]);
    expect(days.get(from)?.closed).toBe(true);
  });

  test.each(['?from=2026-11-31', '?from=2026-02-01&to=2026-01-01', '?from=2020-01-01&to=2026-01-01'])(
    'that is none is refused: %s',
    async (query) => {
      const { status, body } = await gateway.call('auditor', 'GET', `/api/v1/review-figures${query}`);
      expect([status, body.code]).toEqual([400, 'invalid-request']);
    },
  );
});

test('`baosong review-figures` prints them', async () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const complain = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const options = { url: gateway.url, key: gateway.people.auditor ?? '' };
  try {
    expect(await reviewFiguresCommand({ ...options, from: today(), to: today() }, gateway.config)).toBe(0);
    const text = write.mock.calls.map(([chunk]) => String(chunk)).join('');
    expect(text).toMatch(/urgent +first-review +待办 waiting 1（最早 oldest .*办结 decided/);
    expect(text).toMatch(/geodesy +收到 received/);
    expect(await reviewFiguresCommand({ ...options, from: '2026-11-31' }, gateway.config)).toBe(2);
  } finally {
    write.mockRestore();
    complain.mockRestore();
  }
});

describe('the people of a unit', () => {
  test('see the figures of their own organization', async () => {
    const { stages, units } = await figures('editor');
    expect(stages).toEqual([]);
    expect(units.map(({ organization }) => organization)).toEqual(['geodesy']);
    expect(units[0]?.received).toBeGreaterThan(0);
  });

  test('are refused those of another one', async () => {
    const { status, body } = await gateway.call(
      'editor',
      'GET',
      '/api/v1/review-figures?organization=bureau',
    );
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });
});
