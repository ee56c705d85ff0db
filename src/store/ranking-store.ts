import type { Connection } from 'mongoose';
import type { SourceRanking, SourceRankingRequest } from '../../schemas/cluster.js';
import { DEFAULT_RANKING } from '../domain/choose-leader.js';
import { defineModel, type Stored } from './connection.js';
import { retryUpsert } from './retry-upsert.js';

type RankingRecord = SourceRanking & { id: string };

const NAME = 'source-ranking';

export type RankingStore = ReturnType<typeof createRankingStore>;

/** Which source leads: one document among the rules, read when it is needed so that a change counts at once. */
export function createRankingStore(connection: Connection) {
  defineModel<RankingRecord>(connection, 'rankings');
  const rules = connection.collection<Stored<RankingRecord>>('rankings');

  async function find(): Promise<SourceRanking> {
    const found = await rules.findOne({ _id: NAME });
    return found ? withoutId(found) : { ...DEFAULT_RANKING, version: 0 };
  }

  async function replace(order: SourceRankingRequest, by: string, at: string): Promise<SourceRanking> {
    const { organizations, kinds } = order;
    const changed = await retryUpsert(() =>
      rules.findOneAndUpdate(
        { _id: NAME },
        { $set: { organizations, kinds, updatedAt: at, updatedBy: by }, $inc: { version: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    );
    return changed ? withoutId(changed) : find();
  }

  return { find, replace };
}

function withoutId({ _id, ...ranking }: Stored<RankingRecord>): SourceRanking {
  return ranking;
}
