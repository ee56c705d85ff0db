import { Type, type Static } from 'typebox';
import { Lane } from './lane.js';
import { count, identifier, instant, listOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

const day = (description: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });

/** GET /api/v1/review-figures */
export const ReviewFiguresQuery = shape(
  {
    from: optional(
      day('起，北京时间的日期，默认本月一日 first day, of Beijing time; default the first of the month'),
    ),
    to: optional(day('止，含当日，默认今天 last day, whole; default today')),
    organization: optional(identifier('单位 organization whose figures; default all that one may see')),
  },
  '审核统计查询 period and unit of the figures',
);
export type ReviewFiguresQuery = Static<typeof ReviewFiguresQuery>;

const decided = {
  decided: count('办结 decisions that ended the stage in the period'),
  inTime: count('按时 of these, within their deadline'),
};

export const StageFigures = shape(
  {
    stage: text('环节 stage; post-review for 补审', 100),
    lane: Lane,
    waiting: count('待办 items that wait now'),
    oldest: optional(instant('最早一件的到达时间 since when the oldest of them waits')),
    dueSoon: count('将到期 of these, due soon'),
    overdue: count('超期 of these, overdue'),
    ...decided,
    medianSeconds: optional(count('用时中位数 median time from opening to decision; seconds, two digits')),
    p90Seconds: optional(count('九成在此时间内 nine in ten took no longer; seconds, two digits')),
  },
  '环节统计 figures of a stage in a lane',
);
export type StageFigures = Static<typeof StageFigures>;

export const UnitFigures = shape(
  {
    organization: identifier('单位 organization whose items they are'),
    received: count('收到 items taken in during the period'),
    approved: count('通过 final approvals in the period'),
    returned: count('退回 returns in the period'),
    declined: count('不予采用 refusals in the period'),
    secondReviews: shape(
      {
        required: count('应补审 done in the period, or open now'),
        inTime: count('按时补审 done in the period within the deadline'),
        late: count('逾期补审 done in the period after it'),
        open: count('待补审 open now'),
        overdue: count('超期未补审 of these, overdue'),
      },
      '补审 second reviews of its flash items',
    ),
  },
  '单位统计 figures of a unit',
);
export type UnitFigures = Static<typeof UnitFigures>;

/** 审核统计: what waits is counted at the moment; what was decided is counted from the sealed record, seconds behind. */
export const ReviewFigures = shape(
  {
    at: instant('counted'),
    from: day('first day'),
    to: day('last day'),
    stages: listOf(
      StageFigures,
      '各环节，仅审核和管理人员可见 by lane and stage; empty for the people of a unit',
      10_000,
    ),
    units: listOf(UnitFigures, '各单位 by unit; to the people of a unit their own', 10_000),
  },
  '审核统计 figures of the review',
);
export type ReviewFigures = Static<typeof ReviewFigures>;
export const reviewFigures = validator(ReviewFigures);
