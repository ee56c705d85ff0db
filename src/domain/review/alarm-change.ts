import type { ItemChange } from '../item-change.js';
import type { Addressees } from './alarm-addressees.js';
import type { Alarm } from './alarms.js';
import { revisionOf } from './open-work.js';

/** More people than this behind one alarm read none of it. */
export const MOST_TOLD = 50;

/** The alarm as the history has it: the level, whom the work was escalated to, and who was told. */
export function toAlarmChange({ work, level }: Alarm, to: Addressees): ItemChange {
  const escalates = level === 'overdue' || level === 'escalated';
  return {
    history: {
      ...{ action: escalates ? ('escalated' as const) : ('reminded' as const), by: 'system' },
      ...{ revision: revisionOf(work), stage: work.name, alarm: level },
      ...(to.escalatedTo !== undefined && { subject: to.escalatedTo }),
      comment: toComment(to),
    },
  };
}

function toComment({ told, nobodyOnDuty }: Addressees): string {
  const people = told.slice(0, MOST_TOLD).join('、');
  const whom = people === '' ? '无人可通知 nobody to tell' : `通知 told: ${people}`;
  return nobodyOnDuty ? `无人值班 nobody on duty；${whom}` : whom;
}
