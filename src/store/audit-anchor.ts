import type { Connection, mongo } from 'mongoose';
import type { AuditEntry, AuditHead } from '../../schemas/audit.js';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';
import type { EntryRecord } from './audit-log-store.js';

/** The last entry that was removed by age: what is left continues it. */
export type AuditAnchor = AuditHead & { sealedAt: string };

const ID = 'anchor';
/** Entries removed in one command: a short while of the store's time. */
const STEP = 5000;

/** Taking the oldest stretch of the log off, so that the rest still proves itself. */
export function keepAnchor(connection: Connection, log: mongo.Collection<EntryRecord>) {
  defineModel<AuditAnchor & { id: string }>(connection, 'auditAnchors');
  const anchors = connection.collection<Stored<AuditAnchor & { id: string }>>('auditAnchors');

  async function readAnchor(): Promise<AuditAnchor | undefined> {
    const found = await anchors.findOne({ _id: ID });
    return found ? { number: found.number, hash: found.hash, sealedAt: found.sealedAt } : undefined;
  }

  /** Keeps the anchor, never one before another. */
  async function moveAnchor({ number, hash, sealedAt }: AuditAnchor): Promise<void> {
    try {
      const older = { _id: ID, number: { $lt: number } };
      await anchors.replaceOne(older, { number, hash, sealedAt }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** Removes what the anchor stands for, oldest first; answers how many entries went. */
  async function removeBehindAnchor(): Promise<number> {
    const anchor = await readAnchor();
    if (!anchor) return 0;
    let removed = 0;
    for (;;) {
      const [first] = await log.find().sort({ _id: 1 }).limit(1).toArray();
      if (!first || first._id > anchor.number) return removed;
      const last = Math.min(anchor.number, first._id + STEP - 1);
      const { deletedCount } = await log.deleteMany({ _id: { $lte: last } });
      removed += deletedCount;
    }
  }

  /** The newest entry of this kind. */
  async function findNewest(action: AuditEntry['action']): Promise<AuditEntry | undefined> {
    const [found] = await log.find({ action }).sort({ _id: -1 }).limit(1).toArray();
    if (!found) return undefined;
    const { _id, ...rest } = found;
    return { number: _id, ...rest };
  }

  return { readAnchor, moveAnchor, removeBehindAnchor, findNewest };
}
