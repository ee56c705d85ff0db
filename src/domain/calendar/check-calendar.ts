import type { Calendar } from '../../../schemas/calendar.js';
import type { FieldError } from '../../../schemas/errors.js';
import { LANES, type Lane } from '../../../schemas/lane.js';
import { dayOf, toDay, toMilliseconds, toWorkingTime } from './working-time.js';

/** Longest time without any working time; longer than the longest holiday, and what is due then would hardly be met. */
const MOST_FREE_DAYS = 31;
/** What cannot wait for the morning. Source: DOMAIN, duty round the clock. */
const ROUND_THE_CLOCK: readonly Lane[] = ['flash', 'urgent'];

type Checked = Pick<Calendar, 'weekdays' | 'hours' | 'holidays' | 'makeUpDays' | 'lanes'>;

/** What keeps a calendar from being one, by field. One without working time would give deadlines that never come. */
export function checkCalendar(calendar: Checked, now: Date): FieldError[] {
  const fields = [
    ...checkWeekdays(calendar),
    ...checkHours(calendar),
    ...checkHolidays(calendar),
    ...checkMakeUpDays(calendar),
    ...checkLanes(calendar),
  ];
  return fields.length > 0 ? fields : checkFreeDays(calendar, now);
}

function checkWeekdays({ weekdays }: Checked): FieldError[] {
  if (weekdays.length > 0) return [];
  return [
    {
      pointer: '/weekdays',
      zh: '没有一天上班，常规和补录的时限永远不会到',
      en: 'no weekday is worked: nothing in routine and backfill would ever be due',
    },
  ];
}

function checkHours({ hours }: Checked): FieldError[] {
  return hours.flatMap(({ from, until }, at) => {
    const before = hours[at - 1];
    if (toMilliseconds(until) <= toMilliseconds(from))
      return [{ pointer: `/hours/${at}/until`, zh: '须晚于上班时间', en: 'must be later than `from`' }];
    if (before && toMilliseconds(from) < toMilliseconds(before.until))
      return [
        {
          pointer: `/hours/${at}/from`,
          zh: '时段须先后排列，不得重叠',
          en: 'hours are in order and do not overlap',
        },
      ];
    return [];
  });
}

function checkHolidays({ holidays }: Checked): FieldError[] {
  return holidays.flatMap(({ from, until = from }, at) => {
    const days = toDay(until) - toDay(from) + 1;
    if (days < 1)
      return [{ pointer: `/holidays/${at}/until`, zh: '早于首日', en: 'is earlier than its first day' }];
    return days > MOST_FREE_DAYS ? [tooLong(`/holidays/${at}/until`)] : [];
  });
}

function checkMakeUpDays({ holidays, makeUpDays }: Checked): FieldError[] {
  return makeUpDays.flatMap(({ date }, at) => {
    const holiday = holidays.find(({ from, until = from }) => from <= date && date <= until);
    if (!holiday) return [];
    return [
      {
        pointer: `/makeUpDays/${at}/date`,
        zh: `与放假“${holiday.name}”重复`,
        en: `is a day of the holiday ${holiday.name} as well`,
      },
    ];
  });
}

function checkLanes({ lanes }: Checked): FieldError[] {
  return LANES.filter(
    (lane) => ROUND_THE_CLOCK.includes(lane) && lanes[lane].review.unit.startsWith('working-'),
  ).map((lane) => ({
    pointer: `/lanes/${lane}/review/unit`,
    zh: '特急和加急按自然时间计算，只能用分钟或小时',
    en: 'flash and urgent run round the clock: minutes or hours',
  }));
}

/** Holidays that follow each other, from today or the first of them to the last. */
function checkFreeDays(calendar: Checked, now: Date): FieldError[] {
  const { isWorkingDay } = toWorkingTime(calendar);
  const first = Math.min(dayOf(now), ...calendar.holidays.map(({ from }) => toDay(from)));
  const last = Math.max(dayOf(now), ...calendar.holidays.map(({ from, until = from }) => toDay(until)));
  let free = 0;
  for (let day = first; day <= last; day++) {
    free = isWorkingDay(day) ? 0 : free + 1;
    if (free > MOST_FREE_DAYS) return [tooLong('/holidays')];
  }
  return [];
}

const tooLong = (pointer: string): FieldError => ({
  pointer,
  zh: `连续 ${MOST_FREE_DAYS} 天以上没有工作时间`,
  en: `more than ${MOST_FREE_DAYS} days in a row without working time`,
});
