import { ReviewFigures, ReviewFiguresQuery } from '../../../schemas/review-figures.js';
import { ok } from '../answers.js';
import { noBody, operation, type Operation } from '../operation.js';

/** 审核统计: how much waits where, and how deadlines are kept. */
export const reviewFigureOperations: readonly Operation[] = [
  operation({
    id: 'getReviewFigures',
    method: 'get',
    path: '/review-figures',
    tag: 'clock',
    summary: { zh: '审核统计', en: 'Figures of the review' },
    description: {
      zh: '各环节、各通道现有多少待办、最早何时到、多少将到期和超期；一段时间内办结多少、按时多少、用时；各单位的收退和补审。待办为此刻实数，办结按审计封存，约迟数秒。',
      en: 'For each stage and lane: how many wait now, since when, how many are due soon or overdue; how many were decided in a period, how many in time, how long it took; and for each unit what was received, returned, and its second reviews. What waits is counted at the moment; what was decided from the sealed record, seconds behind.',
    },
    query: ReviewFiguresQuery,
    body: noBody,
    answers: { 200: { zh: '统计', en: 'The figures', schema: ReviewFigures } },
    run: async (deps, { query, caller }) => ok(await deps.figures.show(query, caller)),
  }),
];
