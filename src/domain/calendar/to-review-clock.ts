import type { Calendar, TimeLimit } from '../../../schemas/calendar.js';
import { addSeconds } from '../../../schemas/instant.js';
import type { Lane } from '../../../schemas/lane.js';
import type { ReviewClock } from '../review/review-clock.js';
import { addWorkingTime, toWorkingTime } from './working-time.js';

/** How long a claim holds; seconds of real time. */
const CLAIM_SECONDS: Record<Lane, number> = {
  flash: 5 * 60,
  urgent: 30 * 60,
  routine: 2 * 3600,
  backfill: 8 * 3600,
};

/** The clock of a calendar: the unit of a lane's limit says which time counts in it. */
export function toReviewClock(calendar: Calendar): ReviewClock {
  const { lanes, dueSoonShare, overdueShare } = calendar;
  const time = toWorkingTime(calendar);
  return {
    ...{ dueSoonShare, overdueShare },
    reviewSeconds: (lane) => toSeconds(lanes[lane].review, time.daySeconds),
    claimSeconds: (lane) => CLAIM_SECONDS[lane],
    deliverSeconds: (lane) => lanes[lane].deliverSeconds,
    after: (lane, from, seconds) =>
      isWorking(lanes[lane].review) ? addWorkingTime(from, seconds, time) : addSeconds(from, seconds),
  };
}

function isWorking({ unit }: TimeLimit): boolean {
  return unit === 'working-days' || unit === 'working-hours';
}

function toSeconds({ amount, unit }: TimeLimit, daySeconds: number): number {
  const seconds = { minutes: 60, hours: 3600, 'working-hours': 3600, 'working-days': daySeconds }[unit];
  return Math.max(1, Math.round(amount * seconds));
}
