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
];
