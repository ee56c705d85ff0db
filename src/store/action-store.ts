import type { Connection } from 'mongoose';
import type { AuditFacts } from '../../schemas/audit.js';
import { defineModel, isDuplicateKey, toStored, type Stored } from './connection.js';

/** What somebody does to a thing other than an item, from before it is done until the log has it. */
export type ActionRecord = Omit<AuditFacts, 'actionId' | 'itemId' | 'position' | 'outcome'> & {
  id: string;
  outcome: NonNullable<AuditFacts['outcome']>;
  /** When it goes into the log: as soon as its outcome is known, and without one when nobody can be at it any more. */
  sealDueAt: string;
};

export type ActionStore = ReturnType<typeof createActionStore>;

/** The way into the audit log for actions without a history of their own to stand in; empty when all are sealed. */
export function createActionStore(connection: Connection) {
  defineModel<ActionRecord>(connection, 'actions', [{ keys: { sealDueAt: 1 } }]);
  const actions = connection.collection<Stored<ActionRecord>>('actions');

  /** Notes what is about to be done; false when this very id is noted already. */
  async function begin(record: ActionRecord): Promise<boolean> {
    try {
      await actions.insertOne(toStored(record));
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Notes what came of it, also where it took so long that it was sealed without an outcome. */
  async function finish(record: ActionRecord): Promise<void> {
    const { id, ...rest } = record;
    await actions.replaceOne({ _id: id }, rest, { upsert: true });
  }

  async function findUnsealed(now: string, limit: number): Promise<ActionRecord[]> {
    const found = await actions
      .find({ sealDueAt: { $lte: now } })
      .sort({ sealDueAt: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
  }

  /** Since when the action waits to be sealed that has waited longest. */
  async function oldestUnsealed(now: string): Promise<string | undefined> {
    const [oldest] = await actions
      .find({ sealDueAt: { $lte: now } }, { projection: { _id: 0, sealDueAt: 1 } })
      .sort({ sealDueAt: 1 })
      .limit(1)
      .toArray();
    return oldest?.sealDueAt;
  }

  /** They are in the log; one whose outcome came meanwhile stays, for its outcome. */
  async function removeSealed(sealed: readonly ActionRecord[]): Promise<void> {
    if (sealed.length === 0) return;
    const removals = sealed.map(({ id, outcome }) => ({ deleteOne: { filter: { _id: id, outcome } } }));
    await actions.bulkWrite(removals, { ordered: false });
  }

  return { begin, finish, findUnsealed, oldestUnsealed, removeSealed };
}
