import type { DeliveryOperation } from '../../schemas/delivery.js';
import type { Lane } from '../../schemas/lane.js';
import type { Portal, QuietHours } from '../../schemas/portal.js';

type Quiet = Pick<Portal, 'quietHours'>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const SHANGHAI_MINUTES = 8 * 60;

/**
 * Whether a portal wants to be left in peace now: flash and urgent items come through at any time. A withdrawal is for
 * the caller to let through too, whatever its lane: what must come down does not wait for the morning.
 */
export function isQuiet(portal: Quiet, lane: Lane, now: Date): boolean {
  if (lane === 'flash' || lane === 'urgent') return false;
  return (portal.quietHours ?? []).some((window) => leftOf(window, now) > 0);
}

/** `now` where the portal is open, else the first minute at which it is; undefined when it never opens. */
export function nextOpening(portal: Quiet, lane: Lane, now: Date): Date | undefined {
  let at = now;
  // Windows may follow each other; those of a week, walked through twice, repeat.
  const most = 2 * 7 * ((portal.quietHours?.length ?? 0) + 1);
  for (let step = 0; step < most; step++) {
    if (!isQuiet(portal, lane, at)) return at;
    const left = Math.max(...(portal.quietHours ?? []).map((window) => leftOf(window, at)));
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    at = new Date((minute + left) * MINUTE_MS);
  }
  return undefined;
}

/** When an attempt that could begin at `at` may begin: at once, unless the portal has quiet hours. A withdrawal never waits. */
export function openingOf(
  portal: Quiet | undefined,
  { lane, operation }: { lane: Lane; operation: DeliveryOperation | undefined },
  at: Date,
): Date {
  if (!portal || operation === 'withdraw') return at;
  return nextOpening(portal, lane, at) ?? at;
}

/** Minutes from the current one until the window ends; 0 outside of it. */
function leftOf({ from, until, days }: QuietHours, now: Date): number {
  const minute = Math.floor(now.getTime() / MINUTE_MS) + SHANGHAI_MINUTES;
  const [begin, end] = [toMinutes(from), toMinutes(until)];
  const length = end > begin ? end - begin : end + DAY_MINUTES - begin;
  const sinceBegin = ((minute % DAY_MINUTES) - begin + DAY_MINUTES) % DAY_MINUTES;
  if (sinceBegin >= length) return 0;
  const begunOn = Math.floor((minute - sinceBegin) / DAY_MINUTES);
  return days === undefined || days.includes(weekdayOf(begunOn)) ? length - sinceBegin : 0;
}

function toMinutes(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** 1 Monday … 7 Sunday of a day counted from 1970-01-01, which was a Thursday. */
function weekdayOf(day: number): number {
  return ((day + 3) % 7) + 1;
}
