import type { Clock } from '../../schemas/instant.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import type { AuditAnchor } from '../store/audit-anchor.js';
import type { AuditLogStore } from '../store/audit-log-store.js';
import type { RecordAction } from './record-action.js';

export interface TrimDependencies {
  auditLog: Pick<
    AuditLogStore,
    'numberAt' | 'readAnchor' | 'moveAnchor' | 'removeBehindAnchor' | 'find' | 'findNewest'
  >;
  recordAction: RecordAction;
  /** Days that entries are kept; 0 for ever. */
  keepDays: number;
  now: Clock;
}

const DAY_SECONDS = 86_400;
/** Looked for this often in one process. Milliseconds. */
const EVERY_MS = 3_600_000;

/**
 * 保存期限: removes what is older than it is to be kept, in two moves that any process may make at any time. First the log
 * itself gets an entry that names the last one to go; only what such an entry, sealed, names is removed. So a log without
 * its beginning says who took it off, when and up to where, and one that was cut by another hand does not.
 */
export function createTrimLog({ auditLog, recordAction, keepDays, now }: TrimDependencies) {
  let lookedAt = -Infinity;

  async function removeWhatIsDecided(): Promise<number> {
    const decided = toAnchor((await auditLog.findNewest('audit-trimmed'))?.thing?.after);
    if (decided) await auditLog.moveAnchor(decided);
    return auditLog.removeBehindAnchor();
  }

  async function decide(): Promise<void> {
    const before = toInstant(addSeconds(now(), -keepDays * DAY_SECONDS));
    const last = await auditLog.find((await auditLog.numberAt(before)) - 1);
    const anchor = await auditLog.readAnchor();
    if (!last || last.number <= (anchor?.number ?? 0)) return;
    const { number, hash, sealedAt } = last;
    let isDecided = false;
    await recordAction(
      {
        ...{ action: 'audit-trimmed', thing: { kind: 'audit-log', id: `${number}:${hash}` } },
        comment: `AUDIT_KEEP_DAYS=${keepDays}`,
        read: () => Promise.resolve(isDecided ? { number, hash, sealedAt } : undefined),
      },
      () => {
        isDecided = true;
        return Promise.resolve();
      },
    );
  }

  /** At most once an hour; answers how many entries went. */
  return async (): Promise<number> => {
    const time = now().getTime();
    if (time - lookedAt < EVERY_MS) return 0;
    lookedAt = time;
    const removed = await removeWhatIsDecided();
    if (keepDays > 0) await decide();
    return removed;
  };
}

function toAnchor(told: Record<string, unknown> | undefined): AuditAnchor | undefined {
  const { number, hash, sealedAt } = { ...told };
  if (typeof number !== 'number' || typeof hash !== 'string' || typeof sealedAt !== 'string')
    return undefined;
  return { number, hash, sealedAt };
}
