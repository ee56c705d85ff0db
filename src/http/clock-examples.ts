/** Requests about the review clock as the API page shows them. */
export const CLOCK_EXAMPLES = {
  dutyRosterChange: {
    version: 0,
    comment: '十月第一周值班安排',
    shifts: [
      {
        ...{ from: '2026-10-01T08:00:00+08:00', until: '2026-10-01T20:00:00+08:00' },
        officers: ['wang-fang', 'li-ming'],
      },
      {
        ...{ from: '2026-10-01T20:00:00+08:00', until: '2026-10-02T08:00:00+08:00' },
        officers: ['li-ming', 'zhao-lei'],
      },
    ],
  },
  noticesRead: { until: '2026-11-25T18:00:00+08:00' },
  calendarChange: {
    version: 1,
    comment: '录入 2026 年国庆节放假安排',
    zone: '+08:00',
    weekdays: [1, 2, 3, 4, 5],
    hours: [
      { from: '08:30', until: '12:00' },
      { from: '13:30', until: '18:00' },
    ],
    holidays: [{ from: '2026-10-01', until: '2026-10-07', name: '国庆节' }],
    makeUpDays: [{ date: '2026-10-10', name: '国庆节调休' }],
    lanes: {
      flash: { review: { amount: 15, unit: 'minutes' }, deliverSeconds: 60 },
      urgent: { review: { amount: 2, unit: 'hours' }, deliverSeconds: 300 },
      routine: { review: { amount: 1, unit: 'working-days' }, deliverSeconds: 3600 },
      backfill: { review: { amount: 5, unit: 'working-days' } },
    },
    dueSoonShare: 0.25,
    overdueShare: 0.25,
  },
} as const;
