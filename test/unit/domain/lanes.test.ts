import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toInstant } from '../../../schemas/instant.js';
import { LANES, type Lane } from '../../../schemas/lane.js';
import { BACKFILL_AFTER_DAYS, LANE_CLOCK, decideLane, laneRank } from '../../../src/domain/lanes.js';
import { NOW } from './sample-item.js';

const reviewDeadline = (lane: Lane, from: Date) =>
  LANE_CLOCK.after(lane, from, LANE_CLOCK.reviewSeconds(lane));
const at = (text: string) => new Date(`${text}:00+08:00`);

describe('the deadline of a review', () => {
  test.each<[Lane, string, string, string]>([
    // 20 November 2026 is a Friday.
    ['flash', '2026-11-23T09:05', '2026-11-23T09:20', 'a quarter of an hour'],
    ['flash', '2026-11-21T23:50', '2026-11-22T00:05', 'on a weekend too'],
    ['urgent', '2026-11-21T23:00', '2026-11-22T01:00', 'two hours, on a weekend too'],
    ['routine', '2026-11-23T09:05', '2026-11-24T09:05', 'one working day'],
    ['routine', '2026-11-20T16:00', '2026-11-23T16:00', 'over the weekend to Monday'],
    ['routine', '2026-11-21T10:00', '2026-11-23T17:00', 'from Saturday, the whole of Monday'],
    ['routine', '2026-11-22T23:59', '2026-11-23T17:00', 'from the last minute of Sunday'],
    [
      'routine',
      '2026-11-23T00:30',
      '2026-11-23T17:00',
      'from early Monday here, which is Sunday in Greenwich',
    ],
    ['routine', '2026-11-20T23:30', '2026-11-23T17:00', 'from late Friday here'],
    ['backfill', '2026-11-20T16:00', '2026-11-27T16:00', 'five working days'],
    ['backfill', '2026-11-21T16:00', '2026-11-27T17:00', 'five working days from a Saturday'],
  ])('%s from %s is %s: %s', (lane, from, due) => {
    expect(toInstant(reviewDeadline(lane, at(from)))).toBe(toInstant(at(due)));
  });

  test('comes after its start by at least the promise, and never goes back as time goes on', () => {
    const moment = fc.date({ min: at('2026-01-01T00:00'), max: at('2027-12-31T00:00'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...LANES), moment, fc.nat(86_400_000), (lane, from, later) => {
        const due = reviewDeadline(lane, from).getTime();
        expect(due - from.getTime()).toBeGreaterThanOrEqual(LANE_CLOCK.reviewSeconds(lane) * 1000 - 1000);
        expect(reviewDeadline(lane, new Date(from.getTime() + later)).getTime()).toBeGreaterThanOrEqual(
          due - 1000,
        );
      }),
    );
  });
});

describe('the lane of an item', () => {
  const daysAgo = (days: number, milliseconds = 0) =>
    toInstant(new Date(NOW.getTime() - days * 86_400_000 - milliseconds));
  test.each([
    ['routine when nothing is said', {}, 'routine'],
    ['that of its source', { sourceLane: 'urgent' as const }, 'urgent'],
    [
      'what its unit asked for',
      { requested: { lane: 'flash' as const, reason: '地震' }, sourceLane: 'routine' as const },
      'flash',
    ],
    ['routine on the last day of news', { publishedAt: daysAgo(BACKFILL_AFTER_DAYS) }, 'routine'],
    ['backfill a moment later', { publishedAt: daysAgo(BACKFILL_AFTER_DAYS, 1) }, 'backfill'],
    [
      'backfill for the archive of a routine source',
      { sourceLane: 'routine' as const, publishedAt: daysAgo(400) },
      'backfill',
    ],
    [
      'not lowered for an urgent source',
      { sourceLane: 'urgent' as const, publishedAt: daysAgo(400) },
      'urgent',
    ],
    [
      'not lowered where it was asked for',
      { requested: { lane: 'routine' as const }, publishedAt: daysAgo(400) },
      'routine',
    ],
    ['routine without a date', { sourceLane: 'routine' as const }, 'routine'],
  ])('is %s', (_what, facts, lane) => {
    const decided = decideLane({ ...facts, now: NOW });
    expect(decided.lane).toBe(lane);
    expect(decided.reason).not.toBe('');
  });

  test('keeps the reason of who asked', () => {
    expect(decideLane({ requested: { lane: 'flash', reason: '地震应急' }, now: NOW }).reason).toBe(
      '地震应急',
    );
  });

  test('ranks flash first and backfill last', () => {
    expect([...LANES].sort((a, b) => laneRank(a) - laneRank(b))).toEqual([
      'flash',
      'urgent',
      'routine',
      'backfill',
    ]);
  });
});
