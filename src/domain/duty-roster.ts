import type { DutyRoster, DutyShift } from '../../schemas/duty-roster.js';
import type { FieldError } from '../../schemas/errors.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';

/** The one roster there is. */
export const ROSTER_ID = 'duty';
const LOOK_AHEAD_DAYS = 14;
const DAY_SECONDS = 86_400;

type Shifts = Pick<DutyRoster, 'shifts'>;

/** Who is on duty at a time, in the order in which they are asked; nobody in a gap. */
export function onDutyAt({ shifts }: Shifts, at: Date): readonly string[] {
  const time = at.getTime();
  const shift = shifts.find(({ from, until }) => Date.parse(from) <= time && time < Date.parse(until));
  return shift?.officers ?? [];
}

/** When nobody is on duty, within so many days from a time; default fourteen. */
export function findGaps(
  { shifts }: Shifts,
  from: Date,
  days = LOOK_AHEAD_DAYS,
): { from: string; until: string }[] {
  const end = addSeconds(from, days * DAY_SECONDS).getTime();
  const gaps: { from: string; until: string }[] = [];
  let covered = from.getTime();
  const note = (until: number) => {
    if (until > covered) gaps.push({ from: toInstant(new Date(covered)), until: toInstant(new Date(until)) });
  };
  for (const shift of shifts) {
    note(Math.min(Date.parse(shift.from), end));
    covered = Math.max(covered, Date.parse(shift.until));
  }
  note(end);
  return gaps;
}

/** What keeps shifts from being a roster, by field: each ends after it begins, and after the one before it. */
export function checkShifts(shifts: readonly DutyShift[]): FieldError[] {
  return shifts.flatMap(({ from, until }, at) => {
    const before = shifts[at - 1];
    if (Date.parse(until) <= Date.parse(from))
      return [{ pointer: `/shifts/${at}/until`, zh: '须晚于接班时间', en: 'must be later than `from`' }];
    if (before && Date.parse(from) < Date.parse(before.until))
      return [
        {
          pointer: `/shifts/${at}/from`,
          zh: '班次须先后排列，不得重叠',
          en: 'shifts are in order and do not overlap',
        },
      ];
    return [];
  });
}
