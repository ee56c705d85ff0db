import { Type, type Static } from 'typebox';
import { LANES, type Lane } from './lane.js';
import { count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]';

/** A day as people write it, at +08:00. */
export const Day = Type.String({ format: 'date', description: '日期 day at +08:00, yyyy-mm-dd' });

export const WorkingHours = shape(
  {
    from: Type.String({ pattern: `^${TIME}$`, description: '上班 HH:MM at +08:00' }),
    until: Type.String({ pattern: `^(${TIME}|24:00)$`, description: '下班 HH:MM at +08:00, after `from`' }),
  },
  '工作时段 working hours of a day',
);
export type WorkingHours = Static<typeof WorkingHours>;

export const Holiday = shape(
  {
    from: Day,
    until: optional(Type.String({ format: 'date', description: '末日 last day; default one day only' })),
    name: text('名称, e.g. 国庆节', 100),
  },
  '放假 public holiday: no working time, whatever the weekday',
);
export type Holiday = Static<typeof Holiday>;

export const MakeUpDay = shape(
  { date: Day, name: text('名称, e.g. 国庆节调休', 100) },
  '调休上班 day that is worked although its weekday is free',
);

export const TIME_UNITS = ['minutes', 'hours', 'working-hours', 'working-days'] as const;
const TimeUnit = oneOf(
  TIME_UNITS,
  'minutes, hours: 自然时间 every hour counts; working-hours, working-days 工作时间: only working time counts, a day is as long as its working hours',
);

export const TimeLimit = shape(
  {
    amount: Type.Number({ exclusiveMinimum: 0, maximum: 100_000, description: '数值 how many' }),
    unit: TimeUnit,
  },
  '时限 time limit',
);
export type TimeLimit = Static<typeof TimeLimit>;

export const LaneLimits = shape(
  {
    review: Type.Object(TimeLimit.properties, {
      additionalProperties: false,
      description: '审核时限 for a review as a whole; its unit says which time counts in this lane',
    }),
    deliverSeconds: optional(
      Type.Integer({
        minimum: 1,
        maximum: 31_536_000,
        description:
          '送达时限 seconds from approval until the portals have it, real time; absent: no promise',
      }),
    ),
  },
  '通道时限 what a lane promises',
);
export type LaneLimits = Static<typeof LaneLimits>;

const lanes = shape(
  Object.fromEntries(LANES.map((lane) => [lane, LaneLimits])) as Record<Lane, typeof LaneLimits>,
  '各通道时限 promises by lane',
);

const share = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: 1, description });

const content = {
  zone: oneOf(['+08:00'], '时区 the zone all of it is in'),
  weekdays: Type.Array(
    Type.Integer({ minimum: 1, maximum: 7, description: '1 星期一 Monday … 7 星期日 Sunday' }),
    { maxItems: 7, uniqueItems: true, description: '工作日 weekdays that are worked' },
  ),
  hours: Type.Array(WorkingHours, {
    minItems: 1,
    maxItems: 10,
    description: '工作时段 working hours of every working day, in order',
  }),
  holidays: listOf(Holiday, '放假 public holidays', 500),
  makeUpDays: listOf(MakeUpDay, '调休上班 make-up working days', 500),
  lanes,
  dueSoonShare: share('即将到期 share of a time limit that is left when people are reminded, e.g. 0.25'),
  overdueShare: share(
    '升级 share of a time limit that passes after it until the next person on duty may decide too, and once more until the administrators are told',
  ),
};

/** PUT /api/v1/calendar */
export const CalendarChange = shape(
  {
    version: count('current version that this replaces'),
    comment: text('修改说明 why', 500),
    ...content,
  },
  '工作日历修改 new version of the calendar',
);
export type CalendarChange = Static<typeof CalendarChange>;

/** 工作日历: when time counts, and how much of it each lane has. There is one; every version is kept. */
export const Calendar = shape(
  {
    id: identifier('always review'),
    version: count('grows with every change; 0 is what comes with the gateway'),
    changedAt: instant('when'),
    changedBy: text('account, or system for what comes with the gateway', 128),
    comment: text('修改说明', 500),
    ...content,
  },
  '工作日历 working calendar and the lanes’ promises',
);
export type Calendar = Static<typeof Calendar>;
export const calendar = validator(Calendar);
