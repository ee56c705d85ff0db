import type { DutyRosterAnswer } from '../../../schemas/duty-roster.js';
import type { Notice } from '../../../schemas/notice.js';
import { AT } from './samples.js';

export const ROSTER: DutyRosterAnswer = {
  ...{ version: 1, changedAt: AT, changedBy: 'liaison', comment: '', onDuty: ['wang-fang'] },
  shifts: [{ from: AT, until: AT, officers: ['wang-fang'] }],
  gaps: [{ from: AT, until: AT }],
};

export const NOTICE: Notice = {
  ...{ id: 'n1', at: AT, kind: 'due-soon', itemId: '20261123-0PZ3K1-7Q2M9XCD', stage: 'first-review' },
  ...{ organization: 'geodesy', title: '会议召开', dueAt: AT, zh: '即将到期', en: 'due soon' },
};
