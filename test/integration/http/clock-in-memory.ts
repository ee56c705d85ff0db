import { DEFAULT_CALENDAR } from '../../../src/domain/calendar/default-calendar.js';
import type { ApiDependencies } from '../../../src/http/api-dependencies.js';
import { FIGURES, NOTICE, ROSTER } from './clock-samples.js';

type Answer = <T>(name: string, args: unknown[], value: T) => Promise<T>;

/** Stands in for the use cases around deadlines. */
export function createClockInMemory(
  answer: Answer,
): Pick<ApiDependencies, 'calendar' | 'dutyRoster' | 'figures' | 'notices'> {
  return {
    calendar: {
      find: (version) => answer('calendar.find', [version], DEFAULT_CALENDAR),
      change: (change, caller) => answer('calendar.change', [change, caller], DEFAULT_CALENDAR),
    },
    dutyRoster: {
      find: (version) => answer('dutyRoster.find', [version], ROSTER),
      change: (change, caller) => answer('dutyRoster.change', [change, caller], ROSTER),
    },
    figures: { show: (query, caller) => answer('figures.show', [query, caller], FIGURES) },
    notices: {
      list: (unread, page, caller) =>
        answer('notices.list', [unread, page, caller], { items: [NOTICE], unread: 1 }),
      read: (id, caller) => answer('notices.read', [id, caller], NOTICE),
      readAll: (until, caller) => answer('notices.readAll', [until, caller], 3),
    },
  };
}
