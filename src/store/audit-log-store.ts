import type { Connection, mongo } from 'mongoose';
import { FIRST_PREVIOUS_HASH, type AuditEntry, type AuditHead } from '../../schemas/audit.js';
import { defineModel, isDuplicateKey, type StoreIndex } from './connection.js';

/** `_id` is the number: that it is taken is what keeps two sealers from forking the chain. */
type EntryRecord = Omit<AuditEntry, 'number'> & { _id: number };

const INDEXES: StoreIndex[] = [
  // Each entry of a history is sealed once, whatever its sealer went through.
  {
    keys: { itemId: 1, position: 1 },
    options: { unique: true, partialFilterExpression: { itemId: { $exists: true } } },
  },
  {
    keys: { organizationId: 1, _id: 1 },
    options: { partialFilterExpression: { organizationId: { $exists: true } } },
  },
  { keys: { 'who.account': 1, _id: 1 } },
  { keys: { action: 1, _id: 1 } },
];

export type AuditLogStore = ReturnType<typeof createAuditLogStore>;

/**
 * 审计日志: appended to and read, never changed. Numbers are consecutive because an insert of many is done in order: one
 * whose number is taken ends it, and whoever wrote that number goes on behind it. Do not shard this collection: numbers
 * would no longer be one sequence.
 */
export function createAuditLogStore(connection: Connection) {
  const model = defineModel(connection, 'auditLog', INDEXES);
  const log = connection.collection<EntryRecord>(model.collection.collectionName);

  /** Where the log ends, and when that was sealed. */
  async function readHead(): Promise<AuditHead & { sealedAt?: string }> {
    const [last] = await log.find().sort({ _id: -1 }).limit(1).toArray();
    if (!last) return { number: 0, hash: FIRST_PREVIOUS_HASH };
    return { number: last._id, hash: last.hash, sealedAt: last.sealedAt };
  }

  /**
   * Adds entries that continue the log; false when another sealer has written a number or one of the entries, of which
   * those before it are in the log nevertheless.
   */
  async function append(entries: readonly AuditEntry[]): Promise<boolean> {
    try {
      await log.insertMany(entries.map(toRecord), { ordered: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** The entries behind a number, in order: the whole log in pages, for whoever follows it. */
  async function readAfter(number: number, limit: number): Promise<AuditEntry[]> {
    const found = await log
      .find({ _id: { $gt: number } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return found.map(toEntry);
  }

  /** How many entries of each item's history are here; items without any are absent. */
  async function countSealed(itemIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await log
      .aggregate<{ _id: string; last: number }>([
        { $match: { itemId: { $in: [...itemIds] } } },
        { $group: { _id: '$itemId', last: { $max: '$position' } } },
      ])
      .toArray();
    return new Map(rows.map(({ _id, last }) => [_id, last + 1]));
  }

  return { readHead, append, readAfter, countSealed };
}

function toRecord({ number, ...rest }: AuditEntry): mongo.OptionalUnlessRequiredId<EntryRecord> {
  return { _id: number, ...rest };
}

function toEntry({ _id, ...rest }: EntryRecord): AuditEntry {
  return { number: _id, ...rest };
}
