import type { App } from '../compose.js';
import { createChangeCalendar, findCalendar } from '../registry/change-calendar.js';
import { createChangeDutyRoster, findDutyRoster } from '../registry/change-duty-roster.js';
import type { ClockDependencies } from './clock-dependencies.js';

/** The review clock as the HTTP side asks for it. */
export function clockOperations({ stores, now, notices, showFigures }: App): ClockDependencies {
  const { calendars, rosters, accounts } = stores;
  return {
    calendar: {
      find: (version) => findCalendar({ calendars }, version),
      change: createChangeCalendar({ calendars, now }),
    },
    dutyRoster: {
      find: (version) => findDutyRoster({ rosters, now }, version),
      change: createChangeDutyRoster({ rosters, accounts, now }),
    },
    figures: { show: showFigures },
    notices: {
      list: (unread, page, { account }) => notices.list(account.id, unread, page),
      read: (id, { account }) => notices.read(account.id, id),
      readAll: (until, { account }) => notices.readAll(account.id, until),
    },
  };
}
