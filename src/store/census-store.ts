import type { Connection } from 'mongoose';
import type { Census } from '../../schemas/census.js';
import { defineModel, type Stored } from './connection.js';
import { retryUpsert } from './retry-upsert.js';

type Record = Omit<Census, 'portalId'> & { id: string };

export type CensusStore = ReturnType<typeof createCensusStore>;

/** The last census of each portal. */
export function createCensusStore(connection: Connection) {
  defineModel<Record>(connection, 'censuses');
  const censuses = connection.collection<Stored<Record>>('censuses');
  const toCensus = ({ _id, ...census }: Stored<Record>): Census => ({ portalId: _id, ...census });

  async function save({ portalId, ...census }: Census): Promise<void> {
    await retryUpsert(() => censuses.replaceOne({ _id: portalId }, census, { upsert: true }));
  }

  async function find(portalId: string): Promise<Census | undefined> {
    const found = await censuses.findOne({ _id: portalId });
    return found ? toCensus(found) : undefined;
  }

  async function list(): Promise<Census[]> {
    return (await censuses.find({}).toArray()).map(toCensus);
  }

  return { save, find, list };
}
