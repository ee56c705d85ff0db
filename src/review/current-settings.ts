import type { Clock } from '../../schemas/instant.js';
import type { Policy } from '../../schemas/policy.js';
import type { DutyRoster } from '../../schemas/duty-roster.js';
import type { Portal } from '../../schemas/portal.js';
import type { Route } from '../../schemas/route.js';
import type { Calendar } from '../../schemas/calendar.js';
import { CALENDAR_ID, DEFAULT_CALENDAR } from '../domain/calendar/default-calendar.js';
import { toReviewClock } from '../domain/calendar/to-review-clock.js';
import { DEFAULT_POLICIES } from '../domain/review/default-policies.js';
import type { ReviewSettings } from '../domain/review/open-review.js';
import { ROSTER_ID, onDutyAt } from '../domain/duty-roster.js';
import { routeItem } from '../domain/route-item.js';
import { createFreshly } from '../freshly.js';

/** How items are reviewed now: policies in force, the clock, and where an item would go. */
export type CurrentReviewSettings = () => Promise<ReviewSettings>;

export interface SettingsDependencies {
  policies: { listCurrent(): Promise<Policy[]> };
  calendars: { find(id: string): Promise<Calendar | undefined> };
  rosters: { find(id: string): Promise<DutyRoster | undefined> };
  portals: { list(): Promise<Portal[]> };
  routes: { list(): Promise<Route[]> };
  now: Clock;
}

export function createCurrentReviewSettings(deps: SettingsDependencies): CurrentReviewSettings {
  return createFreshly<ReviewSettings>(async () => {
    const [changed, calendar, roster, portals, rules] = await Promise.all([
      deps.policies.listCurrent(),
      deps.calendars.find(CALENDAR_ID),
      deps.rosters.find(ROSTER_ID),
      deps.portals.list(),
      deps.routes.list(),
    ]);
    return {
      policies: withDefaults(changed),
      clock: toReviewClock(calendar ?? DEFAULT_CALENDAR),
      onDuty: (at) => (roster ? onDutyAt(roster, at) : []),
      portalsOf: (item) =>
        routeItem(item, { rules, portals, now: deps.now() }).targets.map(({ portalId }) => portalId),
    };
  }, deps.now);
}

/** Policies that nobody changed are as they come with the gateway. */
export function withDefaults(changed: readonly Policy[]): Policy[] {
  const known = new Set(changed.map(({ id }) => id));
  return [...changed, ...DEFAULT_POLICIES.filter(({ id }) => !known.has(id))].sort(
    (a, b) => a.order - b.order,
  );
}
