import type { Connection } from 'mongoose';
import type { AuditEntry } from '../../schemas/audit.js';
import { EVENT_ACTIONS, isEventEntry, type EventEntry } from '../domain/unit-events.js';
import { decodeCursor, encodeCursor, foreignCursor, type Page, type PageRequest } from './page.js';

type EntryRecord = Omit<AuditEntry, 'number'> & { _id: number };

export type UnitEventStore = ReturnType<typeof createUnitEventStore>;

/** What may be events of units: read from the audit log, so that nothing can disagree with it. */
export function createUnitEventStore(connection: Connection) {
  const log = connection.collection<EntryRecord>('auditLog');

  /** Whose news is behind a number: the greatest number of each organization, and how far this looked. */
  async function findNews(
    number: number,
    limit: number,
  ): Promise<{ upTo: number; news: Map<string, number> }> {
    const projection = { organizationId: 1 } as const;
    const found = await log
      .find({ _id: { $gt: number } }, { projection })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    const news = new Map<string, number>();
    for (const { _id, organizationId } of found)
      if (organizationId !== undefined) news.set(organizationId, _id);
    return { upTo: found.at(-1)?._id ?? number, news };
  }

  /** One organization's own entries behind a number, in order. */
  async function readAfter(organizationId: string, number: number, limit: number): Promise<EventEntry[]> {
    const found = await log
      .find({ organizationId, _id: { $gt: number } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return found.map(toEntry).filter(isEventEntry);
  }

  /** One organization's own, newest first. */
  async function list(organizationId: string, page: PageRequest): Promise<Page<EventEntry>> {
    const before = page.cursor === undefined ? {} : { _id: { $lt: readNumber(page.cursor) } };
    const found = await log
      .find({ organizationId, action: { $in: [...EVENT_ACTIONS] }, ...before })
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found.slice(0, page.limit).map(toEntry).filter(isEventEntry),
      ...(last && { nextCursor: encodeCursor(String(last._id)) }),
    };
  }

  /** The number of the last entry; 0 for an empty log. */
  async function lastNumber(): Promise<number> {
    const [last] = await log
      .find({}, { projection: { _id: 1 } })
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    return last?._id ?? 0;
  }

  return { findNews, readAfter, list, lastNumber };
}

function toEntry({ _id, ...rest }: EntryRecord): AuditEntry {
  return { number: _id, ...rest };
}

function readNumber(cursor: string): number {
  const number = Number(decodeCursor(cursor));
  if (!Number.isSafeInteger(number)) throw foreignCursor();
  return number;
}
