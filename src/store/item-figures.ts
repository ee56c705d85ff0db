import type { mongo } from 'mongoose';
import type { Lane } from '../../schemas/lane.js';
import { readStageMark, type StagePlace } from '../domain/review/queue-marks.js';
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
    const places: (StagePlace & { instant: string })[] = [];
    for (;;) {
      const [next] = await items
        .find(
          { 'stageClock.opened': { $gt: places.at(-1)?.below ?? '' } },
          { projection: { 'stageClock.opened': 1 } },
        )
        .sort({ 'stageClock.opened': 1 })
        .limit(1)
        .toArray();
      if (!next?.stageClock) break;
      places.push(readStageMark(next.stageClock.opened));
    }
    return Promise.all(
      places.map(async ({ instant: oldest, ...place }) => ({
        ...{ stage: place.stage, lane: place.lane, oldest },
        ...(await countPlace(place, at)),
      })),
    );
  }

  async function countPlace(
    { from, below }: StagePlace,
    at: string,
  ): Promise<Pick<Waiting, 'waiting' | 'dueSoon' | 'overdue'>> {
    const [waiting, overdue, noticed] = await Promise.all([
      items.countDocuments({ 'stageClock.due': { $gte: from, $lt: below } }),
      items.countDocuments({ 'stageClock.due': { $gte: from, $lt: `${from}${at}` } }),
      items.countDocuments({ 'stageClock.dueSoon': { $gte: from, $lte: `${from}${at}` } }),
    ]);
    return { waiting, overdue, dueSoon: Math.max(0, noticed - overdue) };
  }

  /** 补审 by organization and lane; few are open at any time. */
  async function countSecondReviews(at: string): Promise<OpenSecondReviews[]> {
    const one = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
    const rows = await items
      .aggregate<Omit<Waiting, 'lane'> & { _id: { organization: string; lane: Lane }; noticed: number }>([
        // Of all instants: what merely is there would not be looked for in its index everywhere.
        { $match: { secondReviewDueAt: { $gt: '' } } },
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
