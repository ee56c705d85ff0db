import type { DutyRoster } from '../../schemas/duty-roster.js';
import type { Clock } from '../../schemas/instant.js';
import { findGaps, ROSTER_ID } from '../domain/duty-roster.js';
import type { AlertFinder } from './alert-finder.js';

/** Long enough that whoever makes the roster still finds somebody, short enough that next month's is not asked for yet. */
const LOOK_AHEAD_DAYS = 7;
const MOST_NAMED = 20;

export interface RosterDependencies {
  rosters: { find(id: string): Promise<DutyRoster | undefined> };
  now: Clock;
}

/**
 * 空班: nobody is on duty at some time of the coming week, so that flash items would call everybody and an escalation
 * nobody. Where no roster was ever entered there are no shifts to be missed: every duty officer is asked at any time.
 */
export function rosterAlert({ rosters, now }: RosterDependencies): AlertFinder {
  return {
    kind: 'roster-gap',
    find: async () => {
      const roster = await rosters.find(ROSTER_ID);
      const gaps = roster ? findGaps(roster, now(), LOOK_AHEAD_DAYS) : [];
      const [first] = gaps;
      if (!first) return [];
      const named = gaps.map(({ from, until }) => `${toMinute(from)} – ${toMinute(until)}`);
      return [
        {
          ...{ kind: 'roster-gap' as const, subject: {}, count: gaps.length },
          sample: named.slice(0, MOST_NAMED),
          text: {
            zh: `今后 ${LOOK_AHEAD_DAYS} 天有 ${gaps.length} 段时间无人值班，最早一段 ${named[0] ?? ''}。`,
            en: `Nobody is on duty at ${gaps.length} times of the coming ${LOOK_AHEAD_DAYS} days, first from ${named[0] ?? ''}.`,
          },
          action: {
            zh: '补排值班（PUT /api/v1/duty-roster）；补齐后告警自行关闭。空班期间特急稿同时告诉全部值班员和管理员，超期无人可升级。',
            en: 'Fill the roster (PUT /api/v1/duty-roster); the alert closes by itself. In a gap flash items call all duty officers and the administrators, and what is overdue can be escalated to nobody.',
          },
        },
      ];
    },
  };
}

/** Beijing time, to the minute. */
function toMinute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
