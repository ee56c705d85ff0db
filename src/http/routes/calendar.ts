import { Calendar, CalendarChange } from '../../../schemas/calendar.js';
import { NoQuery, RuleQuery } from '../../../schemas/queries.js';
import { found, ok } from '../answers.js';
import { CLOCK_EXAMPLES } from '../clock-examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '这一版工作日历', en: 'version of the calendar' };

/** 工作日历: when time counts, and what each lane promises. */
export const calendarOperations: readonly Operation[] = [
  operation({
    id: 'getCalendar',
    method: 'get',
    path: '/calendar',
    tag: 'clock',
    summary: { zh: '工作日历与各通道时限', en: 'Read the calendar and the limits of the lanes' },
    query: RuleQuery,
    body: noBody,
    answers: {
      200: { zh: '现行的或指定的版本', en: 'The version in force, or the one asked for', schema: Calendar },
    },
    run: async (deps, { query }) =>
      ok(found(await deps.calendar.find(query.version), WHAT, String(query.version ?? ''))),
  }),
  operation({
    id: 'changeCalendar',
    method: 'put',
    path: '/calendar',
    tag: 'clock',
    summary: { zh: '修改工作日历', en: 'Change the calendar' },
    description: {
      zh: '整份替换，新增一个版本，不必重启即生效；已经给出的时限不变。写明所依据的现行版本。',
      en: 'Replaces it whole, as a new version, in force without a restart; deadlines that were given stay. Names the current version it replaces.',
    },
    query: NoQuery,
    body: jsonBody(CalendarChange, CLOCK_EXAMPLES.calendarChange),
    answers: { 200: { zh: '新版本', en: 'The new version', schema: Calendar } },
    problems: ['stale-version'],
    run: async (deps, { body, caller }) => ok(await deps.calendar.change(body, caller)),
  }),
];
