import type { App } from '../compose.js';
import { createChangeCalendar, findCalendar } from '../registry/change-calendar.js';
import type { ClockDependencies } from './clock-dependencies.js';

/** The review clock as the HTTP side asks for it. */
export function clockOperations({ stores, now }: App): ClockDependencies {
  const { calendars } = stores;
  return {
    calendar: {
      find: (version) => findCalendar({ calendars }, version),
      change: createChangeCalendar({ calendars, now }),
    },
  };
}
