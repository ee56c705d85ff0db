import type { ReviewFigures } from '../../../schemas/review-figures.js';
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

export const FIGURES: ReviewFigures = {
  ...{ at: '2026-11-25T09:00:00.000+08:00', from: '2026-11-01', to: '2026-11-25' },
  stages: [
    {
      ...{ stage: 'first-review', lane: 'routine', waiting: 3, oldest: '2026-11-24T09:00:00.000+08:00' },
      ...{ dueSoon: 1, overdue: 1, decided: 20, inTime: 18, medianSeconds: 5400, p90Seconds: 26_000 },
    },
  ],
  units: [
    {
      ...{ organization: 'geodesy', received: 30, approved: 20, returned: 2, declined: 1 },
      secondReviews: { required: 4, inTime: 2, late: 1, open: 1, overdue: 0 },
    },
  ],
};
