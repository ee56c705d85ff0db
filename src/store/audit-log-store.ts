import type { Connection, mongo } from 'mongoose';
import { FIRST_PREVIOUS_HASH, type AuditEntry, type AuditHead } from '../../schemas/audit.js';
import { keepAnchor } from './audit-anchor.js';
import { listAudit, readCountedEntries } from './audit-queries.js';
import { defineModel, isDuplicateKey, type StoreIndex } from './connection.js';

/** `_id` is the number: that it is taken is what keeps two sealers from forking the chain. */
export type EntryRecord = Omit<AuditEntry, 'number'> & { _id: number };

const INDEXES: StoreIndex[] = [
  // Each entry of a history is sealed once, whatever its sealer went through.
  {
    keys: { itemId: 1, position: 1 },
    options: { unique: true, partialFilterExpression: { itemId: { $exists: true } } },
  },
  // An action once for each outcome: one that was given up may still have come to its end.
  {
    keys: { actionId: 1, outcome: 1 },
    options: { unique: true, partialFilterExpression: { actionId: { $exists: true } } },
  },
  {
    keys: { organizationId: 1, _id: 1 },
    options: { partialFilterExpression: { organizationId: { $exists: true } } },
  },
  { keys: { 'who.account': 1, _id: 1 } },
  { keys: { action: 1, _id: 1 } },
];

type Log = mongo.Collection<EntryRecord>;

export type AuditLogStore = ReturnType<typeof createAuditLogStore>;

/**
 * 审计日志: appended to and read, never changed. Numbers are consecutive because an insert of many is done in order: one
 * whose number is taken ends it, and whoever wrote that number goes on behind it. Do not shard this collection: numbers
 * would no longer be one sequence.
 */
export function createAuditLogStore(connection: Connection) {
  const model = defineModel(connection, 'auditLog', INDEXES);
  const log = connection.collection<EntryRecord>(model.collection.collectionName);
  return {
    ...readLog(log),
    ...findSealed(log),
    ...listAudit(log),
    ...readCountedEntries(log),
    ...keepAnchor(connection, log),
    append: (entries: readonly AuditEntry[]) => append(log, entries),
  };
}

/**
 * Adds entries that continue the log; false when another sealer has written a number or one of the entries, of which
 * those before it are in the log nevertheless.
 */
async function append(log: Log, entries: readonly AuditEntry[]): Promise<boolean> {
  try {
    await log.insertMany(entries.map(toRecord), { ordered: true });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

function readLog(log: Log) {
  /** Where the log ends, and when that was sealed. */
  async function readHead(): Promise<AuditHead & { sealedAt?: string }> {
    const [last] = await log.find().sort({ _id: -1 }).limit(1).toArray();
    if (!last) return { number: 0, hash: FIRST_PREVIOUS_HASH };
    return { number: last._id, hash: last.hash, sealedAt: last.sealedAt };
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

  async function find(number: number): Promise<AuditEntry | undefined> {
    const found = await log.findOne({ _id: number });
    return found ? toEntry(found) : undefined;
  }

  /** The first entry there is: 1, or a later one where the oldest were removed by age. */
  async function readFirst(): Promise<AuditEntry | undefined> {
    const [first] = await log.find().sort({ _id: 1 }).limit(1).toArray();
    return first && toEntry(first);
  }

  /**
   * Number of the first entry sealed at or after an instant; behind the last where there is none. Halves its way, because
   * times of sealing grow with the numbers: some twenty reads in a million entries, and no index.
   */
  async function numberAt(instant: string): Promise<number> {
    const [first, head] = await Promise.all([readFirst(), readHead()]);
    let low = first?.number ?? 1;
    let high = head.number + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const entry = await find(middle);
      if (entry && entry.sealedAt < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return { readHead, readAfter, find, readFirst, numberAt };
}

/** What of histories and actions is in the log, told by the log itself. */
function findSealed(log: Log) {
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

  /** Those of these actions that are here, each as `id outcome`. */
  async function findActions(ids: readonly string[]): Promise<Set<string>> {
    const projection = { actionId: 1, outcome: 1 } as const;
    const found = await log.find({ actionId: { $in: [...ids] } }, { projection }).toArray();
    return new Set(found.map(({ actionId, outcome }) => `${actionId ?? ''} ${outcome ?? ''}`));
  }

  return { findActions, countSealed };
}

function toRecord({ number, ...rest }: AuditEntry): mongo.OptionalUnlessRequiredId<EntryRecord> {
  return { _id: number, ...rest };
}

function toEntry({ _id, ...rest }: EntryRecord): AuditEntry {
  return { number: _id, ...rest };
}
