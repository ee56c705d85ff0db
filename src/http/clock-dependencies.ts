import type { Calendar, CalendarChange } from '../../schemas/calendar.js';
import type { Caller } from './api-dependencies.js';

/** What the HTTP side needs of the review clock. */
export interface ClockDependencies {
  calendar: {
    /** The one in force unless a version is named. */
    find(version?: number): Promise<Calendar | undefined>;
    change(change: CalendarChange, caller: Caller): Promise<Calendar>;
  };
}
