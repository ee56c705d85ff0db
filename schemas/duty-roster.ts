import { Type, type Static } from 'typebox';
import { count, identifier, instant, listOf, shape, text } from './shape.js';
import { validator } from './validator.js';

export const DutyShift = shape(
  {
    from: instant('接班 begins'),
    until: instant('交班 ends'),
    officers: Type.Array(identifier('account'), {
      minItems: 1,
      maxItems: 10,
      uniqueItems: true,
      description: '值班人员 in the order in which they are asked: 带班 first, then whom it is escalated to',
    }),
  },
  '值班班次 shift',
);
export type DutyShift = Static<typeof DutyShift>;

const shifts = listOf(DutyShift, '班次 shifts in order; they do not overlap', 2000);

/** PUT /api/v1/duty-roster */
export const DutyRosterChange = shape(
  {
    version: count('current version that this replaces; 0 for the first'),
    comment: text('修改说明 why', 500),
    shifts,
  },
  '值班表修改 new version of the duty roster',
);
export type DutyRosterChange = Static<typeof DutyRosterChange>;

const properties = {
  version: count('grows with every change; 0 while there is none'),
  changedAt: instant('when'),
  changedBy: text('account, or system while there is none', 128),
  comment: text('修改说明', 500),
  shifts,
};

/** 值班表: who is on duty when. There is one; every version is kept. */
export const DutyRoster = shape({ id: identifier('always duty'), ...properties }, '值班表 duty roster');
export type DutyRoster = Static<typeof DutyRoster>;
export const dutyRoster = validator(DutyRoster);

/** The roster as it is answered: with who is on duty now, and when nobody will be. */
export const DutyRosterAnswer = shape(
  {
    ...properties,
    onDuty: listOf(identifier('account'), '当前值班 on duty now, in the order in which they are asked', 10),
    gaps: listOf(
      shape({ from: instant('from'), until: instant('until') }),
      '空班 when nobody is on duty within the next fourteen days',
      1000,
    ),
  },
  '值班表 duty roster',
);
export type DutyRosterAnswer = Static<typeof DutyRosterAnswer>;
