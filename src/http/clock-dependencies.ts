import type { Calendar, CalendarChange } from '../../schemas/calendar.js';
import type { DutyRosterAnswer, DutyRosterChange } from '../../schemas/duty-roster.js';
import type { Notice, NoticePage } from '../../schemas/notice.js';
import type { ReviewFigures, ReviewFiguresQuery } from '../../schemas/review-figures.js';
import type { Caller, PageRequest } from './api-dependencies.js';

/** What the HTTP side needs of the review clock. */
export interface ClockDependencies {
  calendar: {
    /** The one in force unless a version is named. */
    find(version?: number): Promise<Calendar | undefined>;
    change(change: CalendarChange, caller: Caller): Promise<Calendar>;
  };
  dutyRoster: {
    find(version?: number): Promise<DutyRosterAnswer | undefined>;
    change(change: DutyRosterChange, caller: Caller): Promise<DutyRosterAnswer>;
  };
  figures: {
    /** Of the caller's own organization, unless they see all. */
    show(query: ReviewFiguresQuery, caller: Caller): Promise<ReviewFigures>;
  };
  /** Everybody's own. */
  notices: {
    list(unread: boolean, page: PageRequest, caller: Caller): Promise<NoticePage>;
    /** Throws `not-found` for what is not the caller's. */
    read(id: string, caller: Caller): Promise<Notice>;
    /** Answers how many. */
    readAll(until: string, caller: Caller): Promise<number>;
  };
}
