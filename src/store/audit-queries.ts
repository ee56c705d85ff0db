import type { mongo } from 'mongoose';
import type { AuditAction, AuditEntry } from '../../schemas/audit.js';
import type { CountedEntry } from '../domain/review/day-figures.js';
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

const COUNTED_FIELDS = { at: 1, action: 1, organizationId: 1, stage: 1, timing: 1 } as const;
const COUNTED_PAGE = 1000;

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

/** Entries as they are counted: what they say of organization, stage and time, a page at a time. */
export function readCountedEntries(log: mongo.Collection<EntryRecord>) {
  /** Those of an action behind a number, up to another one, in order. */
  async function* readCounted(
    action: AuditAction,
    after: number,
    last: number,
  ): AsyncGenerator<CountedEntry> {
    for (let place = after; place < last;) {
      const found = await log
        .find({ action, _id: { $gt: place, $lte: last } }, { projection: COUNTED_FIELDS })
        .sort({ _id: 1 })
        .limit(COUNTED_PAGE)
        .toArray();
      yield* found;
      if (found.length < COUNTED_PAGE) return;
      place = found.at(-1)?._id ?? last;
    }
  }

  return { readCounted };
}

function numberOf(cursor: string): number {
  const text = decodeCursor(cursor);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw foreignCursor();
  return Number(text);
}
