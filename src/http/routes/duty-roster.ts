import { DutyRosterAnswer, DutyRosterChange } from '../../../schemas/duty-roster.js';
import { NoQuery, RuleQuery } from '../../../schemas/queries.js';
import { found, ok } from '../answers.js';
import { CLOCK_EXAMPLES } from '../clock-examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '这一版值班表', en: 'version of the duty roster' };

/** 值班表: who is on duty when, and whom work is escalated to. */
export const dutyRosterOperations: readonly Operation[] = [
  operation({
    id: 'getDutyRoster',
    method: 'get',
    path: '/duty-roster',
    tag: 'clock',
    summary: { zh: '值班表', en: 'Read the duty roster' },
    description: {
      zh: '附当前值班人员，以及今后十四天内无人值班的时段。',
      en: 'With who is on duty now, and when nobody will be within the next fourteen days.',
    },
    query: RuleQuery,
    body: noBody,
    answers: {
      200: {
        zh: '现行的或指定的版本',
        en: 'The version in force, or the one asked for',
        schema: DutyRosterAnswer,
      },
    },
    run: async (deps, { query }) =>
      ok(found(await deps.dutyRoster.find(query.version), WHAT, String(query.version ?? ''))),
  }),
  operation({
    id: 'changeDutyRoster',
    method: 'put',
    path: '/duty-roster',
    tag: 'clock',
    summary: { zh: '修改值班表', en: 'Change the duty roster' },
    description: {
      zh: '整份替换，新增一个版本，不必重启即生效；回复列出空班时段。写明所依据的现行版本，首次写 0。',
      en: 'Replaces it whole, as a new version, in force without a restart; the answer lists the gaps. Names the current version it replaces, 0 for the first.',
    },
    query: NoQuery,
    body: jsonBody(DutyRosterChange, CLOCK_EXAMPLES.dutyRosterChange),
    answers: { 200: { zh: '新版本', en: 'The new version', schema: DutyRosterAnswer } },
    problems: ['stale-version'],
    run: async (deps, { body, caller }) => ok(await deps.dutyRoster.change(body, caller)),
  }),
];
