import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { LANES } from '../../schemas/lane.js';
import type {
  ReviewFigures,
  ReviewFiguresQuery,
  StageFigures,
  UnitFigures,
} from '../../schemas/review-figures.js';
import { readPeriod } from '../domain/audit-period.js';
import { quantileOf, type StageTally, type Tally, type UnitTally } from '../domain/review/day-figures.js';
import { POST_REVIEW } from '../domain/review/open-work.js';
import type { OpenSecondReviews, WaitingInStage } from '../store/item-figures.js';
import type { ItemStore } from '../store/item-store.js';
import { ownOnly, seesAll, type Caller } from './caller.js';

interface FiguresDependencies {
  items: Pick<ItemStore, 'countWaiting' | 'countSecondReviews'>;
  countDays: (from: string, to: string) => Promise<Tally>;
  now: Clock;
}

const MOST_DAYS = 366;
const DAY_MS = 86_400_000;
const NOTHING = { waiting: 0, dueSoon: 0, overdue: 0 };

/** 审核统计: how much waits where, and how the decisions of a period kept their deadlines. */
export function createShowFigures({ items, countDays, now }: FiguresDependencies) {
  return async (query: ReviewFiguresQuery, caller: Caller): Promise<ReviewFigures> => {
    const { organizationId = query.organization } = ownOnly(caller, query.organization);
    const at = toInstant(now());
    const { from, to } = readDays(query, at.slice(0, 10));
    const [waiting, secondReviews, tally] = await Promise.all([
      seesAll(caller.account) ? items.countWaiting(at) : [],
      items.countSecondReviews(at),
      countDays(from, to),
    ]);
    const units = toUnits(tally.units, secondReviews);
    return {
      ...{ at, from, to },
      stages: seesAll(caller.account) ? toStages(tally.stages, [...waiting, ...addLanes(secondReviews)]) : [],
      units: units.filter(
        ({ organization }) => organizationId === undefined || organization === organizationId,
      ),
    };
  };
}

function readDays(query: ReviewFiguresQuery, today: string): { from: string; to: string } {
  const { to = today, from = `${to.slice(0, 7)}-01` } = query;
  // Refuses days that no calendar has.
  readPeriod({ from, to });
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= MOST_DAYS) return { from, to };
  throw new AppError('invalid-request', `from ${from} to ${to} are not 1 to ${MOST_DAYS} days`, {
    fields: [
      {
        pointer: '/from',
        zh: `起日须不晚于止日，最多 ${MOST_DAYS} 天`,
        en: `the first day is not after the last; at most ${MOST_DAYS} days`,
      },
    ],
  });
}

/** Second reviews as the stage they are, over all organizations. */
function addLanes(open: readonly OpenSecondReviews[]): WaitingInStage[] {
  return LANES.flatMap((lane) => {
    const [first, ...rest] = open.filter((each) => each.lane === lane);
    if (!first) return [];
    const { organization: _organization, ...total } = first;
    for (const { waiting, dueSoon, overdue, oldest } of rest) {
      total.waiting += waiting;
      total.dueSoon += dueSoon;
      total.overdue += overdue;
      if (oldest < total.oldest) total.oldest = oldest;
    }
    return [{ ...total, stage: POST_REVIEW }];
  });
}

function toStages(decided: readonly StageTally[], waiting: readonly WaitingInStage[]): StageFigures[] {
  const key = ({ stage, lane }: { stage: string; lane: string }) => `${lane} ${stage}`;
  const tallies = new Map(decided.map((each) => [key(each), each]));
  const places = new Map(waiting.map((each) => [key(each), each]));
  const all = new Map(
    [...decided, ...waiting].map(({ stage, lane }) => [key({ stage, lane }), { stage, lane }]),
  );
  return [...all]
    .map(([place, { stage, lane }]) => ({
      ...{ stage, lane, ...NOTHING, ...places.get(place) },
      ...toTimes(tallies.get(place)),
    }))
    .sort((a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || (a.stage < b.stage ? -1 : 1));
}

function toTimes(
  tally: StageTally | undefined,
): Pick<StageFigures, 'decided' | 'inTime' | 'medianSeconds' | 'p90Seconds'> {
  if (!tally) return { decided: 0, inTime: 0 };
  const [medianSeconds, p90Seconds] = [quantileOf(tally, 0.5), quantileOf(tally, 0.9)];
  return {
    ...{ decided: tally.decided, inTime: tally.inTime },
    ...(medianSeconds !== undefined && { medianSeconds }),
    ...(p90Seconds !== undefined && { p90Seconds }),
  };
}

function toUnits(tallies: readonly UnitTally[], open: readonly OpenSecondReviews[]): UnitFigures[] {
  const byUnit = new Map(tallies.map((each) => [each.organization, each]));
  const names = [...new Set([...byUnit.keys(), ...open.map(({ organization }) => organization)])].sort();
  return names.map((organization) => {
    const tally = byUnit.get(organization);
    const mine = open.filter((each) => each.organization === organization);
    const waiting = mine.reduce((sum, each) => sum + each.waiting, 0);
    const { received = 0, approved = 0, returned = 0, declined = 0 } = tally ?? {};
    const { secondInTime: inTime = 0, secondLate: late = 0 } = tally ?? {};
    return {
      ...{ organization, received, approved, returned, declined },
      secondReviews: {
        ...{ required: inTime + late + waiting, inTime, late, open: waiting },
        overdue: mine.reduce((sum, each) => sum + each.overdue, 0),
      },
    };
  });
}
