import type { Calendar, CalendarChange } from '../../schemas/calendar.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { checkCalendar } from '../domain/calendar/check-calendar.js';
import { CALENDAR_ID, DEFAULT_CALENDAR } from '../domain/calendar/default-calendar.js';
import type { Caller } from '../review/caller.js';
import type { VersionedStore } from '../store/versioned-store.js';

interface CalendarDependencies {
  calendars: Pick<VersionedStore<Calendar>, 'find' | 'add'>;
  now: Clock;
}

/** The calendar in force, or one version of it. */
export async function findCalendar(
  { calendars }: Pick<CalendarDependencies, 'calendars'>,
  version?: number,
): Promise<Calendar | undefined> {
  const found = await calendars.find(CALENDAR_ID, version);
  return found ?? (version === undefined || version === 1 ? DEFAULT_CALENDAR : undefined);
}

/**
 * Writes a new version of the calendar. Deadlines that were given already stay: people planned by them. Throws
 * `stale-version` when the caller did not see the current one, `validation-failed` for one without enough working time.
 */
export function createChangeCalendar(deps: CalendarDependencies) {
  return async (change: CalendarChange, { account }: Caller): Promise<Calendar> => {
    const { version } = (await findCalendar(deps)) ?? DEFAULT_CALENDAR;
    if (change.version !== version) {
      throw new AppError(
        'stale-version',
        `the calendar is at version ${version}, the request saw ${change.version}`,
        { details: { version } },
      );
    }
    const fields = checkCalendar(change, deps.now());
    if (fields.length > 0) throw new AppError('validation-failed', 'not a calendar', { fields });
    const calendar: Calendar = {
      ...{ ...change, id: CALENDAR_ID, version: version + 1 },
      ...{ changedAt: toInstant(deps.now()), changedBy: account.id },
    };
    await deps.calendars.add(calendar);
    return calendar;
  };
}
