import type { AuditEntry, AuditHead } from '../../schemas/audit.js';
import { hashOf } from './audit-chain.js';

/** Where a log, or a history beside it, is not what was sealed. Texts are for people. */
export interface AuditBreak {
  number: number;
  itemId?: string;
  kind:
    | 'numbering'
    | 'link'
    | 'hash'
    | 'time'
    | 'head'
    | 'anchor'
    | 'history-changed'
    | 'history-removed'
    | 'history-added'
    | 'item-removed'
    | 'file';
  zh: string;
  en: string;
}

export interface ChainCheck {
  /** The next entry of the log; answers the break where it does not continue what came before. */
  take: (entry: AuditEntry) => AuditBreak | undefined;
  /** The last entry that was taken and in order. */
  head: () => AuditHead;
}

/** Follows a log entry by entry from behind `start`; remembers nothing but its end. */
export function createChainCheck(start: AuditHead): ChainCheck {
  let head = start;
  let sealedAt = '';

  function findBreak(entry: AuditEntry): AuditBreak | undefined {
    const { number } = entry;
    const where = { number, ...(entry.itemId !== undefined && { itemId: entry.itemId }) };
    if (number !== head.number + 1) {
      const expected = head.number + 1;
      return {
        ...{ ...where, number: Math.min(expected, number), kind: 'numbering' },
        zh: `应为第 ${expected} 条，却是第 ${number} 条：其间的记录被删去或插入`,
        en: `entry ${expected} is expected and entry ${number} is there: entries were removed or inserted`,
      };
    }
    if (entry.previousHash !== head.hash)
      return {
        ...{ ...where, kind: 'link' },
        zh: `所载上一条的摘要与第 ${head.number} 条不符：其一被改动、替换或调换`,
        en: `it names another predecessor than entry ${head.number}: one of the two was changed, replaced or moved`,
      };
    if (hashOf(entry) !== entry.hash)
      return {
        ...{ ...where, kind: 'hash' },
        zh: '内容与其摘要不符：记录被改动',
        en: 'its contents do not give its hash: the entry was changed',
      };
    if (entry.sealedAt < sealedAt)
      return {
        ...{ ...where, kind: 'time' },
        zh: '封存时间早于上一条',
        en: 'it was sealed before its predecessor',
      };
    return undefined;
  }

  return {
    take(entry) {
      const broken = findBreak(entry);
      if (broken) return broken;
      head = { number: entry.number, hash: entry.hash };
      ({ sealedAt } = entry);
      return undefined;
    },
    head: () => head,
  };
}
