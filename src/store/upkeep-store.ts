import type { Connection } from 'mongoose';
import { defineModel, type Stored } from './connection.js';
import type { ItemRecord } from './item-record.js';
import { retryUpsert } from './retry-upsert.js';

/** How far the items that were stored before a mark existed have been given it. */
interface UpkeepRecord {
  id: string;
  /** The last item looked at; they are gone through by id, which is in the order they came. */
  after: string;
  done?: boolean;
}

/** One pass through all items; a mark that comes later needs a pass of its own. */
const PASS = 'signatures-looks-and-seals';
/** Items of one step: some milliseconds of the store's time. */
const STEP = 500;

export type UpkeepStore = ReturnType<typeof createUpkeepStore>;

/**
 * Gives items from before near-duplicates were looked for, published articles looked at again, or histories sealed, the
 * marks by which that work is found. What is stored since has them from the start.
 */
export function createUpkeepStore(connection: Connection) {
  defineModel<UpkeepRecord>(connection, 'upkeep');
  const passes = connection.collection<Stored<UpkeepRecord>>('upkeep');
  const items = connection.collection<ItemRecord>('items');
  const signatures = connection.collection<{ _id: string }>('signatures');
  let isDone = false;

  /** One step from where any process got to; false when nothing is left to do. A step done twice does no harm. */
  async function markOldItems(at: string): Promise<boolean> {
    if (isDone) return false;
    const { after, done } = (await passes.findOne({ _id: PASS })) ?? { after: '' };
    isDone = done === true;
    if (isDone) return false;
    const found = await items
      .find({ _id: { $gt: after } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(STEP)
      .toArray();
    const ids = found.map(({ _id }) => _id);
    await markUnsigned(ids, at);
    await markUnwatched(ids, at);
    await markUnsealed(ids, at);
    // A slower process that took the same step must not set the pass back.
    const next = { $max: { after: ids.at(-1) ?? after }, ...(ids.length < STEP && { $set: { done: true } }) };
    await retryUpsert(() => passes.updateOne({ _id: PASS }, next, { upsert: true }));
    return true;
  }

  async function markUnsigned(ids: readonly string[], at: string): Promise<void> {
    const signed = await signatures.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
    const known = new Set(signed.map(({ _id }) => _id));
    const unsigned = ids.filter((id) => !known.has(id));
    if (unsigned.length === 0) return;
    const unmarked = { _id: { $in: unsigned }, clusterDueAt: { $exists: false } };
    await items.updateMany(unmarked, { $set: { clusterDueAt: at } });
  }

  async function markUnwatched(ids: readonly string[], at: string): Promise<void> {
    const published = {
      _id: { $in: [...ids] },
      sourceId: { $exists: true },
      'publication.operation': { $in: ['publish' as const, 'correct' as const] },
      lookAgainAt: { $exists: false },
    };
    await items.updateMany(published, { $set: { lookAgainAt: at } });
  }

  async function markUnsealed(ids: readonly string[], at: string): Promise<void> {
    const unsealed = { _id: { $in: [...ids] }, sealed: { $exists: false }, sealDueAt: { $exists: false } };
    await items.updateMany(unsealed, { $set: { sealDueAt: at } });
  }

  return { markOldItems };
}
