import { LANES, type Lane } from '../../schemas/lane.js';
import { addSeconds } from '../../schemas/instant.js';
import type { ReviewClock } from './review/review-clock.js';

/** Seconds of one lane's promises. Source: DOMAIN time limits; `working` counts Monday to Friday only. */
interface LanePromise {
  reviewSeconds: number;
  /** How long a claim holds; real time. */
  claimSeconds: number;
  working: boolean;
  deliverSeconds: number | undefined;
}

const DAY = 86_400;

export const LANE_PROMISES: Record<Lane, LanePromise> = {
  flash: { reviewSeconds: 15 * 60, claimSeconds: 5 * 60, working: false, deliverSeconds: 60 },
  urgent: { reviewSeconds: 2 * 3600, claimSeconds: 30 * 60, working: false, deliverSeconds: 300 },
  routine: { reviewSeconds: DAY, claimSeconds: 2 * 3600, working: true, deliverSeconds: 3600 },
  backfill: { reviewSeconds: 5 * DAY, claimSeconds: 8 * 3600, working: true, deliverSeconds: undefined },
};

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
  return now.getTime() - Date.parse(publishedAt) > BACKFILL_AFTER_DAYS * DAY * 1000;
}

/** The time that counts for each lane: Monday to Friday for some, every hour for the others. */
export const LANE_CLOCK: ReviewClock = {
  reviewSeconds: (lane) => LANE_PROMISES[lane].reviewSeconds,
  claimSeconds: (lane) => LANE_PROMISES[lane].claimSeconds,
  after: (lane, from, seconds) =>
    LANE_PROMISES[lane].working ? addWorkingSeconds(from, seconds) : addSeconds(from, seconds),
};

/** Adds time that passes on Monday to Friday at +08:00 only. */
function addWorkingSeconds(from: Date, seconds: number): Date {
  let at = from;
  let left = seconds;
  while (left > 0) {
    const untilMidnight = DAY - (Math.floor(at.getTime() / 1000 + 8 * 3600) % DAY);
    const step = Math.min(left, untilMidnight);
    if (isWeekend(at)) {
      at = addSeconds(at, untilMidnight);
      continue;
    }
    at = addSeconds(at, step);
    left -= step;
  }
  return at;
}

function isWeekend(date: Date): boolean {
  const day = new Date(date.getTime() + 8 * 3_600_000).getUTCDay();
  return day === 0 || day === 6;
}
