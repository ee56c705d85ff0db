import { CLOCK_EXAMPLES } from '../../../src/http/clock-examples.js';
import type { Exchange } from './exchanges.js';

/** Calls about the review clock. */
export const CLOCK_EXCHANGES: readonly Exchange[] = [
  {
    operation: 'getCalendar',
    role: 'unit-editor',
    method: 'get',
    path: 'calendar?version=1',
    status: 200,
    call: ['calendar.find', 1],
  },
  {
    operation: 'changeCalendar',
    role: 'system-administrator',
    method: 'put',
    path: 'calendar',
    send: CLOCK_EXAMPLES.calendarChange,
    status: 200,
    call: ['calendar.change', CLOCK_EXAMPLES.calendarChange],
  },
  {
    operation: 'getDutyRoster',
    role: 'duty-officer',
    method: 'get',
    path: 'duty-roster',
    status: 200,
    call: ['dutyRoster.find', undefined],
  },
  {
    operation: 'changeDutyRoster',
    role: 'liaison',
    method: 'put',
    path: 'duty-roster',
    send: CLOCK_EXAMPLES.dutyRosterChange,
    status: 200,
    call: ['dutyRoster.change', CLOCK_EXAMPLES.dutyRosterChange],
  },
  {
    operation: 'getReviewFigures',
    role: 'unit-editor',
    method: 'get',
    path: 'review-figures?from=2026-11-01&to=2026-11-25&organization=geodesy',
    status: 200,
    call: ['figures.show', { from: '2026-11-01', to: '2026-11-25', organization: 'geodesy' }],
  },
  {
    operation: 'listNotices',
    role: 'reviewer',
    method: 'get',
    path: 'notices?unread=true&limit=10',
    status: 200,
    call: ['notices.list', true, { limit: 10 }],
  },
  {
    operation: 'readNotice',
    role: 'reviewer',
    method: 'post',
    path: 'notices/n1/read',
    status: 200,
    call: ['notices.read', 'n1'],
  },
  {
    operation: 'readNotices',
    role: 'auditor',
    method: 'post',
    path: 'notices/read',
    send: CLOCK_EXAMPLES.noticesRead,
    status: 200,
    call: ['notices.readAll', CLOCK_EXAMPLES.noticesRead.until],
  },
];
