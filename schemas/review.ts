import { Type, type Static } from 'typebox';
import { Role } from './account.js';
import { Lane } from './lane.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';

/** Why an item is sent back: coded, so that units' figures can be counted by reason. */
export const RETURN_REASONS = {
  'incomplete-content': '内容不完整',
  'wrong-fact': '事实有误',
  'wrong-wording': '表述不当',
  'secrecy-risk': '涉密风险',
  'personal-data': '含个人信息',
  'map-without-approval': '地图无审图号',
  'wrong-column': '栏目不符',
  'format-problem': '格式问题',
  'missing-source': '缺少来源或责任人',
  other: '其他',
} as const;
export const RETURN_REASON_CODES = Object.keys(RETURN_REASONS) as (keyof typeof RETURN_REASONS)[];
export const ReturnReasonCode = oneOf(RETURN_REASON_CODES, '退稿原因代码 coded reason');
export type ReturnReasonCode = Static<typeof ReturnReasonCode>;

export const CodedReason = shape(
  { code: ReturnReasonCode, comment: optional(text('说明', 1000)) },
  '原因 reason',
);
export type CodedReason = Static<typeof CodedReason>;

/** 批注: a comment at a place in the text, so that the unit finds what is meant. */
export const Note = shape(
  {
    field: oneOf(['title', 'subtitle', 'summary', 'bodyText'], 'text that the note is about'),
    offset: count('where the quoted words begin, UTF-16 units'),
    quote: Type.String({ minLength: 1, maxLength: 500, description: '原文 the words themselves' }),
    comment: Type.String({ minLength: 1, maxLength: 1000, description: '批注 what about them' }),
  },
  '批注 comment at a place in the text',
);
export type Note = Static<typeof Note>;

export const STAGE_MODES = ['any', 'all'] as const;

/** What the clock says about open work, in the order it says it. */
export const ALARM_LEVELS = ['waiting', 'due-soon', 'due', 'overdue', 'escalated'] as const;
export const AlarmLevel = oneOf(
  ALARM_LEVELS,
  'waiting 待办（特急值班）, due-soon 即将到期, due 到期, overdue 超期，升级给值班表上的下一人, escalated 上报管理员',
);
export type AlarmLevel = Static<typeof AlarmLevel>;

/** Set when the work opens, with its deadline: a calendar that changes later moves neither. */
export const AlarmTimes = shape(
  {
    dueSoonAt: instant('people are reminded'),
    overdueAt: instant('升级 the next person on duty may decide too'),
    administratorsAt: instant('上报 the administrators are told'),
  },
  '提醒时间 when the clock speaks, beside the deadline itself',
);
export type AlarmTimes = Static<typeof AlarmTimes>;

/** One stage of an item's review, as it stands. */
export const ReviewStage = shape({
  name: text('stage', 100),
  role: Role,
  departments: optional(listOf(identifier('department'), '会签部门 departments asked to approve', 50)),
  mode: optional(oneOf(STAGE_MODES, 'whether one department is enough (any) or each must approve (all)')),
  copyTo: optional(listOf(identifier('organization'), '抄告 organizations informed once it is approved', 50)),
  dueSeconds: optional(count('time for this stage, where the policy says so; seconds')),
  referredBy: optional(text('account that sent the item here from a later stage', 128)),
  openedAt: optional(instant('since when it waits here')),
  dueAt: optional(instant('due')),
  alarms: optional(AlarmTimes),
  approvals: optional(
    listOf(
      shape({
        by: text('account', 128),
        organizationId: identifier('their organization'),
        at: instant('when'),
      }),
      '同意 approvals so far',
      50,
    ),
  ),
  decidedBy: optional(text('account that completed it', 128)),
  decidedAt: optional(instant('when')),
});
export type ReviewStage = Static<typeof ReviewStage>;

/** 越权放行: a blocking finding that somebody who may has answered for. Counts for this revision only. */
export const Override = shape(
  {
    rule: text('rule of the finding', 100),
    field: text('field of the finding', 100),
    excerpt: optional(text('excerpt of the finding', 300)),
    by: text('account', 128),
    at: instant('when'),
    reason: text('理由', 2000),
  },
  '放行 override of a finding',
);
export type Override = Static<typeof Override>;

/** 审核 of one revision under the policy version it started with. */
export const Review = shape(
  {
    policy: text('policy and version, e.g. routine@1', 100),
    revision: count('revision under review'),
    stages: listOf(ReviewStage, 'stages in order', 40),
    stage: count('index of the current stage'),
    secondReview: optional(
      shape({ role: Role, dueSeconds: count('seconds after approval') }, '补审 asked for afterwards'),
    ),
    overrides: optional(listOf(Override, '放行 findings answered for', 500)),
    publishAt: optional(instant('定时发布 not to be published before')),
    startedAt: instant('opened'),
    deadlineAt: instant('due as a whole'),
  },
  '审核 review',
);
export type Review = Static<typeof Review>;

/** 用时: what a decision that ends a stage says of the time it had, so that figures need nothing but the record. */
export const StageTiming = shape(
  { lane: Lane, openedAt: instant('since when the stage was open'), dueAt: instant('by when it was due') },
  '用时 the time that the decided stage had',
);
export type StageTiming = Static<typeof StageTiming>;

/** 补审: the mandatory second look at what a single officer let through; stays until somebody has taken it. */
export const SecondReview = shape(
  {
    revision: count('revision that was published'),
    role: Role,
    openedAt: instant('opened'),
    dueAt: instant('due'),
    alarms: optional(AlarmTimes),
    decidedBy: optional(text('account', 128)),
    decidedAt: optional(instant('when')),
    outcome: optional(oneOf(['confirmed', 'returned', 'withdrawn'], '结论 what came of it')),
  },
  '补审 second review',
);
export type SecondReview = Static<typeof SecondReview>;

/** 认领: who works on the item now; others may again once it has run out. */
export const Claim = shape(
  {
    by: text('account', 128),
    organizationId: optional(identifier('their organization')),
    at: instant('taken'),
    until: instant('runs out'),
    givenBy: optional(text('account that assigned it', 128)),
  },
  '认领 claim',
);
export type Claim = Static<typeof Claim>;
