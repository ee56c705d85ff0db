import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LANES, type Lane } from '../../../schemas/lane.js';
import type { RateLimit } from '../../../schemas/portal.js';
import { floorOf, paceOf, takeToken, type Bucket, type Pace } from '../../../src/domain/pace.js';

const STEP_MS = 20;

interface Run {
  /** Requests of each lane that have begun, and the longest that one waited, in milliseconds. */
  begun: Record<Lane, number>;
  longest: Record<Lane, number>;
}

/** Lanes that want something at each moment, taking from one bucket for some seconds; `order` shuffles who asks first. */
function run(
  pace: Pace,
  seconds: number,
  wants: (lane: Lane, at: number) => boolean,
  order: (at: number) => readonly Lane[],
): Run {
  let bucket: Bucket = { tokens: pace.burst, at: 0 };
  const since = new Map<Lane, number>();
  const zero = { flash: 0, urgent: 0, routine: 0, backfill: 0 };
  const result: Run = { begun: { ...zero }, longest: { ...zero } };
  for (let at = 0; at < seconds * 1000; at += STEP_MS) {
    for (const lane of LANES) if (wants(lane, at)) since.set(lane, since.get(lane) ?? at);
    for (const lane of order(at)) {
      const from = since.get(lane);
      if (from === undefined) continue;
      const taken = takeToken(bucket, at, pace, floorOf(lane, (at - from) / 1000, pace));
      bucket = taken.bucket;
      result.longest[lane] = Math.max(result.longest[lane], at - from);
      if (taken.waitMs > 0) continue;
      result.begun[lane]++;
      since.delete(lane);
    }
  }
  return result;
}

const limits = fc.record({
  perSecond: fc.integer({ min: 1, max: 50 }),
  burst: fc.integer({ min: 2, max: 60 }),
  reservedShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
});
/** Who asks first changes from moment to moment. */
const inTurn = (order: readonly Lane[]) => (at: number) => {
  // As if by chance: a rhythm of its own would meet the bucket's.
  const first = (Math.imul(at / STEP_MS + 1, 2_654_435_761) >>> 7) % order.length;
  return [...order.slice(first), ...order.slice(0, first)];
};
const orders = fc.shuffledSubarray([...LANES], { minLength: 4 });

describe('with every other lane asking all the time, in whatever order', () => {
  const asLongAsOneLives = (limit: RateLimit, order: readonly Lane[]): [Pace, Run] => {
    const pace = paceOf(limit);
    const every = Math.ceil(1000 / pace.perSecond / STEP_MS) * STEP_MS * 2;
    const wants = (lane: Lane, at: number) => lane !== 'flash' || at % every === 0;
    return [pace, run(pace, 120, wants, inTurn(order))];
  };

  test('a flash item that comes alone does not wait', () => {
    fc.assert(
      fc.property(limits, orders, (limit, order) => {
        const [, { longest }] = asLongAsOneLives({ ...limit, perSecond: limit.perSecond + 4 }, order);
        expect(longest.flash).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test('nor, where the limit is too low for the others to live, longer than for the credit one of them took', () => {
    fc.assert(
      fc.property(limits, orders, (limit, order) => {
        const [{ perSecond }, { longest }] = asLongAsOneLives(
          { ...limit, perSecond: limit.perSecond / 50 },
          order,
        );
        expect(longest.flash).toBeLessThanOrEqual(5000 / perSecond + STEP_MS);
      }),
      { numRuns: 40 },
    );
  });

  test('every lane goes on', () => {
    fc.assert(
      fc.property(limits, orders, (limit, order) => {
        const { begun } = run(paceOf(limit), 600, () => true, inTurn(order));
        for (const lane of LANES) expect(begun[lane]).toBeGreaterThan(0);
      }),
      { numRuns: 15 },
    );
  });

  test('no more begin than the limit allows', () => {
    fc.assert(
      fc.property(limits, orders, (limit, order) => {
        const pace = paceOf(limit);
        const { begun } = run(pace, 30, () => true, inTurn(order));
        const all = Object.values(begun).reduce((sum, each) => sum + each);
        expect(all).toBeLessThanOrEqual(pace.burst + 1 + 30 * pace.perSecond);
        expect(all).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});

test('backfill fills what others leave, and next to a busy lane only keeps moving', () => {
  const pace = paceOf({ perSecond: 20 });
  const order = () => LANES;
  const busy = run(pace, 300, (lane) => lane === 'routine' || lane === 'backfill', order);
  expect(busy.begun.routine).toBeGreaterThan(300 * 20 * 0.97);
  expect(busy.begun.backfill).toBeGreaterThan(2);
  expect(busy.begun.backfill).toBeLessThan(30);
  const idle = run(pace, 300, (lane) => lane === 'backfill', order);
  expect(idle.begun.backfill).toBeGreaterThan(300 * 20 * 0.97);
});

test('a reserve of several lets so many flash items through at once', () => {
  const pace = paceOf({ perSecond: 20, burst: 20, reservedShare: 0.3 });
  let bucket: Bucket = { tokens: pace.reserve, at: 0 };
  for (let index = 0; index < pace.reserve; index++) {
    const taken = takeToken(bucket, 0, pace, floorOf('flash', 0, pace));
    expect(taken.waitMs).toBe(0);
    bucket = taken.bucket;
  }
  expect(takeToken(bucket, 0, pace, 0).waitMs).toBe(50);
});

test('a clock that was put back gives no tokens', () => {
  const pace = paceOf({ perSecond: 10 });
  const { bucket } = takeToken({ tokens: 3, at: 5000 }, 4000, pace, 0);
  expect(bucket).toEqual({ tokens: 2, at: 5000 });
});
