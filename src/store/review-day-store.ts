import type { Connection } from 'mongoose';
import type { Tally } from '../domain/review/day-figures.js';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';

/** What the record of a day says, as far as it has been read. */
export interface ReviewDay extends Tally {
  /** The day, of Beijing time, as 2026-11-25. */
  id: string;
  /** Number of the last entry of the audit log that is counted. */
  through: number;
  /** Nothing can be added to the day any more. */
  closed: boolean;
}

export type ReviewDayStore = ReturnType<typeof createReviewDayStore>;

/** Counts of days, so that the record is read once: they hold nothing that the audit log does not. */
export function createReviewDayStore(connection: Connection) {
  const model = defineModel<ReviewDay>(connection, 'reviewDays');
  const days = connection.collection<Stored<ReviewDay>>(model.collection.collectionName);

  async function list(from: string, to: string): Promise<Map<string, ReviewDay>> {
    const found = await days.find({ _id: { $gte: from, $lte: to } }).toArray();
    return new Map(found.map(({ _id, ...rest }) => [_id, { id: _id, ...rest }]));
  }

  /** Leaves alone what somebody else has counted further. */
  async function save({ id, ...day }: ReviewDay): Promise<void> {
    try {
      await days.replaceOne({ _id: id, through: { $lte: day.through } }, day, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  return { list, save };
}
