import type { mongo } from 'mongoose';
import { LANES, type Lane } from '../../schemas/lane.js';
import { SEPARATOR, type StageClock } from '../domain/review/queue-marks.js';
import type { ItemRecord } from './item-record.js';

/** What waits in one place. */
interface Waiting {
  lane: Lane;
  waiting: number;
  oldest: string;
  dueSoon: number;
  overdue: number;
}
export type WaitingInStage = Waiting & { stage: string };
export type OpenSecondReviews = Waiting & { organization: string };

/** How much waits for people, and how long. */
export function countWaitingItems(items: mongo.Collection<ItemRecord>) {
  /**
   * By stage and lane, on indexes alone: a hundred thousand waiting items are counted, not read. The places there are are
   * found by asking for the next one after each, which is the oldest item there.
   */
  async function countWaiting(at: string): Promise<WaitingInStage[]> {
    const oldest: StageClock[] = [];
    for (;;) {
      const [next] = await items
        .find({ 'stageClock.key': { $gt: oldest.at(-1)?.key ?? '' } }, { projection: { stageClock: 1 } })
        .sort({ 'stageClock.key': 1, 'stageClock.openedAt': 1 })
        .limit(1)
        .toArray();
      if (!next?.stageClock) break;
      oldest.push(next.stageClock);
    }
    return Promise.all(oldest.map((clock) => countPlace(clock, at)));
  }

  async function countPlace({ key, openedAt }: StageClock, at: string): Promise<WaitingInStage> {
    const here = { 'stageClock.key': key };
    const [waiting, overdue, noticed] = await Promise.all([
      items.countDocuments(here),
      items.countDocuments({ ...here, 'stageClock.dueAt': { $lt: at } }),
      items.countDocuments({ ...here, 'stageClock.dueSoonAt': { $lte: at } }),
    ]);
    const [stage = '', laneText = ''] = key.split(SEPARATOR);
    const lane = LANES.find((each) => each === laneText) ?? 'routine';
    return { stage, lane, waiting, oldest: openedAt, dueSoon: Math.max(0, noticed - overdue), overdue };
  }

  /** 补审 by organization and lane; few are open at any time. */
  async function countSecondReviews(at: string): Promise<OpenSecondReviews[]> {
    const one = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
    const rows = await items
      .aggregate<Omit<Waiting, 'lane'> & { _id: { organization: string; lane: Lane }; noticed: number }>([
        { $match: { secondReviewDueAt: { $exists: true } } },
        {
          $group: {
            _id: { organization: '$organizationId', lane: '$lane' },
            waiting: { $sum: 1 },
            oldest: { $min: '$secondReview.openedAt' },
            overdue: one({ $lt: ['$secondReviewDueAt', at] }),
            noticed: one({
              $lte: [{ $ifNull: ['$secondReview.alarms.dueSoonAt', '$secondReviewDueAt'] }, at],
            }),
          },
        },
      ])
      .toArray();
    return rows.map(({ _id, noticed, ...row }) => ({
      ..._id,
      ...row,
      dueSoon: Math.max(0, noticed - row.overdue),
    }));
  }

  return { countWaiting, countSecondReviews };
}
