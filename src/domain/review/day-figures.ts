import type { AuditEntry } from '../../../schemas/audit.js';
import type { HistoryEvent } from '../../../schemas/content-item.js';
import type { Lane } from '../../../schemas/lane.js';
import { POST_REVIEW } from './open-work.js';

/** What was decided in a stage; `times` holds how many decisions took how long: seconds and number, in order. */
export interface StageTally {
  stage: string;
  lane: Lane;
  decided: number;
  inTime: number;
  times: [seconds: number, decisions: number][];
}

export interface UnitTally {
  organization: string;
  received: number;
  approved: number;
  returned: number;
  declined: number;
  secondInTime: number;
  secondLate: number;
}

/** What the sealed record of one day says, or of several together. */
export interface Tally {
  stages: StageTally[];
  units: UnitTally[];
}

/** An entry of the record, as far as it is counted. */
export type CountedEntry = Pick<AuditEntry, 'at' | 'action' | 'organizationId' | 'stage' | 'timing'>;

/** Entries that are counted; no others need to be read. */
export const COUNTED_ACTIONS = [
  ...(['collected', 'submitted', 'stage-approved', 'approved', 'second-reviewed', 'returned'] as const),
  ...(['declined', 'merged', 'expired', 'withdrawn'] as const),
] satisfies readonly HistoryEvent['action'][];

const UNIT_COUNTS: Partial<Record<AuditEntry['action'], 'received' | 'approved' | 'returned' | 'declined'>> =
  {
    ...{ collected: 'received', submitted: 'received', approved: 'approved' },
    ...{ returned: 'returned', declined: 'declined' },
  };

const UNIT_FIELDS = [
  ...(['received', 'approved', 'returned', 'declined', 'secondInTime', 'secondLate'] as const),
] satisfies readonly (keyof UnitTally)[];

type OpenTally = Omit<StageTally, 'times'> & { times: Map<number, number> };

/** Counts entries, and tallies of other days, together. */
export function createTally() {
  const stages = new Map<string, OpenTally>();
  const units = new Map<string, UnitTally>();

  const unitOf = (organization: string): UnitTally =>
    obtain(units, organization, () => ({
      ...{ organization, received: 0, approved: 0, returned: 0, declined: 0 },
      ...{ secondInTime: 0, secondLate: 0 },
    }));
  const stageOf = (stage: string, lane: Lane) =>
    obtain(stages, `${lane} ${stage}`, () => ({
      ...{ stage, lane, decided: 0, inTime: 0, times: new Map<number, number>() },
    }));

  function addEntry({ at, action, organizationId, stage, timing }: CountedEntry): void {
    const unit = organizationId === undefined ? undefined : unitOf(organizationId);
    const name = UNIT_COUNTS[action];
    if (unit && name) unit[name]++;
    if (stage === undefined || !timing) return;
    const tally = stageOf(stage, timing.lane);
    const inTime = Date.parse(at) <= Date.parse(timing.dueAt);
    const seconds = toTwoDigits(Math.max(0, Date.parse(at) - Date.parse(timing.openedAt)) / 1000);
    tally.decided++;
    if (inTime) tally.inTime++;
    tally.times.set(seconds, (tally.times.get(seconds) ?? 0) + 1);
    if (unit && stage === POST_REVIEW) unit[inTime ? 'secondInTime' : 'secondLate']++;
  }

  function addTally(other: Tally): void {
    for (const counted of other.units) {
      const unit = unitOf(counted.organization);
      for (const name of UNIT_FIELDS) unit[name] += counted[name];
    }
    for (const { stage, lane, decided, inTime, times } of other.stages) {
      const tally = stageOf(stage, lane);
      tally.decided += decided;
      tally.inTime += inTime;
      for (const [seconds, n] of times) tally.times.set(seconds, (tally.times.get(seconds) ?? 0) + n);
    }
  }

  const result = (): Tally => ({
    stages: [...stages.values()].map(({ times, ...rest }) => ({
      ...rest,
      times: [...times].sort(([a], [b]) => a - b),
    })),
    units: [...units.values()],
  });

  return { addEntry, addTally, result };
}

/** Nearest rank; undefined where nothing was decided. */
export function quantileOf({ decided, times }: StageTally, share: number): number | undefined {
  let left = Math.ceil(decided * share);
  for (const [seconds, n] of times) {
    left -= n;
    if (left <= 0) return seconds;
  }
  return undefined;
}

function obtain<T>(map: Map<string, T>, key: string, create: () => T): T {
  const known = map.get(key);
  if (known) return known;
  const fresh = create();
  map.set(key, fresh);
  return fresh;
}

/** People plan by hours and days: two digits tell enough, and a year of decisions fits into a few hundred numbers. */
function toTwoDigits(seconds: number): number {
  return Math.round(Number(seconds.toPrecision(2)));
}
