import type { DutyRosterChange } from '../../../schemas/duty-roster.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import type { PolicyChange } from '../../../schemas/policy.js';
import { CO_SIGNED_COLUMN, PRESSING_COLUMN } from '../sites/scene-articles.js';

const DAY_SECONDS = 86_400;
/** The shortest that a policy may set: a newcomer watches it pass. */
export const PRESSING_SECONDS = 5;

const CO_SIGNED: PolicyChange = {
  ...{
    version: 0,
    comment: '培训沙箱',
    title: '联合发文：两司会签 co-signed by two departments',
    order: 200,
  },
  ...{ enabled: true, match: { columns: [CO_SIGNED_COLUMN] } },
  stages: [
    { name: 'first-review', role: 'reviewer' },
    { name: 'co-sign', role: 'reviewer', departments: ['law', 'planning'], mode: 'all' },
    { name: 'final-review', role: 'liaison' },
    { name: 'secrecy', role: 'secrecy-reviewer' },
  ],
};

const PRESSING: PolicyChange = {
  ...{ version: 0, comment: '培训沙箱', title: '限时办理 to be decided within seconds', order: 210 },
  ...{ enabled: true, match: { columns: [PRESSING_COLUMN] } },
  stages: [
    { name: 'duty', role: 'duty-officer', dueSeconds: PRESSING_SECONDS },
    { name: 'final-review', role: 'liaison' },
    { name: 'secrecy', role: 'secrecy-reviewer' },
  ],
};

/** What the scenes need of the review beside its defaults: two policies, and who is on duty. */
export function toReviewRules(startedAt: Date): [path: string, change: PolicyChange | DutyRosterChange][] {
  const roster: DutyRosterChange = {
    ...{ version: 0, comment: '培训沙箱：李在前，林在后' },
    shifts: [
      {
        from: toInstant(addSeconds(startedAt, -DAY_SECONDS)),
        until: toInstant(addSeconds(startedAt, 30 * DAY_SECONDS)),
        officers: ['duty-1', 'duty-2'],
      },
    ],
  };
  return [
    ['policies/co-signed', CO_SIGNED],
    ['policies/pressing', PRESSING],
    ['duty-roster', roster],
  ];
}
