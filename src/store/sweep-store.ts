import type { Connection } from 'mongoose';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';

/** How far the items in review have been looked through for one set of rules. */
export interface RuleSweep {
  /** Which versions of the rules, as written on the items they judged. */
  label: string;
  /** When these rules were first seen. */
  seenAt: string;
  /** The last item looked at; '' before the first. */
  after: string;
  finishedAt?: string;
}

export type SweepStore = ReturnType<typeof createSweepStore>;
const ID = 'rules';

/** One document: there is one set of current rules. */
export function createSweepStore(connection: Connection) {
  defineModel<RuleSweep & { id: string }>(connection, 'sweeps');
  const collection = connection.collection<Stored<RuleSweep & { id: string }>>('sweeps');

  async function find(): Promise<RuleSweep | undefined> {
    const found = await collection.findOne({ _id: ID });
    if (!found) return undefined;
    const { _id, ...sweep } = found;
    return sweep;
  }

  /** Begins anew for other rules; of two processes that see them at once, one begins. */
  async function begin(label: string, seenAt: string): Promise<void> {
    try {
      await collection.replaceOne(
        { _id: ID, label: { $ne: label } },
        { label, seenAt, after: '' },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** Goes on behind `seen`; nothing is written where another process has done so, or the rules have changed again. */
  async function advance(
    seen: Pick<RuleSweep, 'label' | 'after'>,
    step: { after: string } | { finishedAt: string },
  ): Promise<void> {
    await collection.updateOne({ _id: ID, label: seen.label, after: seen.after }, { $set: step });
  }

  return { find, begin, advance };
}
