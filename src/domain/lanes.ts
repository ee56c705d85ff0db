import { LANES, type Lane } from '../../schemas/lane.js';
import { DEFAULT_CALENDAR } from './calendar/default-calendar.js';
import { toReviewClock } from './calendar/to-review-clock.js';
import type { ReviewClock } from './review/review-clock.js';

const DAY_SECONDS = 86_400;

/** An article first seen this long after its publication is history, not news. */
export const BACKFILL_AFTER_DAYS = 90;

/** 0 for the highest lane: what queues are ordered by. */
export function laneRank(lane: Lane): number {
  return LANES.indexOf(lane);
}

export interface LaneFacts {
  /** Asked for by who pushed the item. */
  requested?: { lane: Lane; reason?: string };
  sourceLane?: Lane;
  publishedAt?: string;
  now: Date;
}

/** Which lane an item takes, and why, in words for people. */
export function decideLane(facts: LaneFacts): { lane: Lane; reason: string } {
  if (facts.requested) {
    return {
      lane: facts.requested.lane,
      reason: facts.requested.reason ?? '报送单位指定 asked for by the unit',
    };
  }
  const lane = facts.sourceLane ?? 'routine';
  if (lane === 'routine' && facts.publishedAt !== undefined && isHistory(facts.publishedAt, facts.now)) {
    return {
      lane: 'backfill',
      reason: `发布已超过 ${BACKFILL_AFTER_DAYS} 天 published over ${BACKFILL_AFTER_DAYS} days ago`,
    };
  }
  return { lane, reason: '来源设定 set for the source' };
}

function isHistory(publishedAt: string, now: Date): boolean {
  return now.getTime() - Date.parse(publishedAt) > BACKFILL_AFTER_DAYS * DAY_SECONDS * 1000;
}

/** The clock that comes with the gateway; the one in force is part of the review settings. */
export const LANE_CLOCK: ReviewClock = toReviewClock(DEFAULT_CALENDAR);

/**
 * How long after its approval an item of a lane should be with its portals; seconds of real time. Undefined where nothing
 * is promised. By the clock in force, or as it comes with the gateway.
 */
export function deliverWithinSeconds(lane: Lane, clock: ReviewClock = LANE_CLOCK): number | undefined {
  return clock.deliverSeconds(lane);
}
