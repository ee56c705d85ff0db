import { toInstant } from '../../../schemas/instant.js';
import type { AlarmTimes } from '../../../schemas/review.js';
import type { ReviewClock } from './review-clock.js';

/** When the clock speaks about work that has so many seconds, in the time that `after` counts in. */
export function toAlarmTimes(
  seconds: number,
  after: (seconds: number) => Date,
  { dueSoonShare, overdueShare }: Pick<ReviewClock, 'dueSoonShare' | 'overdueShare'>,
): AlarmTimes {
  const at = (share: number) => toInstant(after(seconds * share));
  return {
    dueSoonAt: at(1 - dueSoonShare),
    overdueAt: at(1 + overdueShare),
    administratorsAt: at(1 + 2 * overdueShare),
  };
}
