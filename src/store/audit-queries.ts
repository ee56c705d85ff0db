import type { mongo } from 'mongoose';
import type { AuditAction, AuditEntry } from '../../schemas/audit.js';
import type { EntryRecord } from './audit-log-store.js';
import { decodeCursor, encodeCursor, foreignCursor, type Page, type PageRequest } from './page.js';

export interface AuditFilter {
  /** First and last number. */
  from: number;
  to: number;
  itemId?: string;
  organizationId?: string;
  account?: string;
  action?: AuditAction;
}

/** The log as people look through it: newest first. */
export function listAudit(log: mongo.Collection<EntryRecord>) {
  async function list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    const to = page.cursor === undefined ? filter.to : Math.min(filter.to, numberOf(page.cursor) - 1);
    const { itemId, organizationId, account, action } = filter;
    const found = await log
      .find({
        _id: { $gte: filter.from, $lte: to },
        ...(itemId !== undefined && { itemId }),
        ...(organizationId !== undefined && { organizationId }),
        ...(account !== undefined && { 'who.account': account }),
        ...(action !== undefined && { action }),
      })
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const items = found.slice(0, page.limit).map(({ _id, ...rest }) => ({ number: _id, ...rest }));
    const last = found.length > page.limit ? items.at(-1) : undefined;
    return { items, ...(last && { nextCursor: encodeCursor(String(last.number)) }) };
  }

  return { list };
}

function numberOf(cursor: string): number {
  const text = decodeCursor(cursor);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw foreignCursor();
  return Number(text);
}
