import type { Calendar } from '../../../schemas/calendar.js';

/** The one calendar there is. */
export const CALENDAR_ID = 'review';

/**
 * What counts until an administrator has entered another one: Monday to Friday, nine to five, no public holidays, for
 * those are published year by year. Limits as DOMAIN has them.
 */
export const DEFAULT_CALENDAR: Calendar = {
  id: CALENDAR_ID,
  version: 1,
  changedAt: '2026-01-01T00:00:00.000+08:00',
  changedBy: 'system',
  comment: '随系统提供，尚未录入节假日 comes with the gateway, without public holidays',
  zone: '+08:00',
  weekdays: [1, 2, 3, 4, 5],
  hours: [{ from: '09:00', until: '17:00' }],
  holidays: [],
  makeUpDays: [],
  lanes: {
    flash: { review: { amount: 15, unit: 'minutes' }, deliverSeconds: 60 },
    urgent: { review: { amount: 2, unit: 'hours' }, deliverSeconds: 300 },
    routine: { review: { amount: 1, unit: 'working-days' }, deliverSeconds: 3600 },
    backfill: { review: { amount: 5, unit: 'working-days' } },
  },
  dueSoonShare: 0.25,
  overdueShare: 0.25,
};
