import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FIRST_PREVIOUS_HASH, type AuditEntry } from '../../schemas/audit.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { AuditExportQuery } from '../../schemas/queries.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { Caller } from '../review/caller.js';
import type { AuditLogStore } from '../store/audit-log-store.js';
import { BYTE_ORDER_MARK, CSV_TITLES, toCsvRow } from './csv-row.js';
import { findStretch } from './look-up-log.js';
import type { RecordAction } from './record-action.js';

export interface ExportDependencies {
  auditLog: Pick<AuditLogStore, 'numberAt' | 'readHead' | 'readAnchor' | 'find' | 'readAfter'>;
  recordAction: RecordAction;
  now: Clock;
}

/** A file in the making. */
export interface ExportedLog {
  name: string;
  mediaType: string;
  /** Writes all of it; what becomes of it is recorded. */
  pour(to: Writable): Promise<void>;
}

interface Stretch {
  first: number;
  last: number;
  /** Hash of the entry before the first: what the file continues. */
  previousHash: string;
}

const PAGE = 500;

/**
 * 导出: the entries sealed in a period, page by page, as lines of JSON between a head and an end that name the hashes the
 * stretch begins and ends with, or as CSV whose last column holds each entry as it was sealed. Either proves itself alone
 * with `baosong verify-audit --file`. That it was exported is recorded, with what came of it.
 */
export function createExportLog(deps: ExportDependencies) {
  return async (query: AuditExportQuery, caller: Caller): Promise<ExportedLog> => {
    const { format = 'ndjson', from, to } = query;
    const stretch = await toStretch(deps, query);
    const { first, last } = stretch;
    const doing = {
      ...{ action: 'audit-exported' as const, thing: { kind: 'audit-log' as const, id: `${first}-${last}` } },
      ...{ caller, comment: [format, from ?? '', to ?? ''].join(' ').trim() },
    };
    const chunks = format === 'csv' ? csv(deps, stretch) : lines(deps, stretch, query);
    return {
      name: `audit-${first}-${last}.${format}`,
      mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      pour: (target) =>
        deps.recordAction(doing, () =>
          pipeline(Readable.from(chunks, { objectMode: true }), target).catch((cause: unknown) => {
            throw new AppError('internal', 'the export was not read to its end', { cause });
          }),
        ),
    };
  };
}

async function toStretch(
  { auditLog }: ExportDependencies,
  query: { from?: string; to?: string },
): Promise<Stretch> {
  const { first, last } = await findStretch(auditLog, query);
  const before = (await auditLog.find(first - 1)) ?? (await auditLog.readAnchor());
  return { first, last, previousHash: before?.hash ?? FIRST_PREVIOUS_HASH };
}

async function* csv({ auditLog }: ExportDependencies, stretch: Stretch): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + CSV_TITLES;
  for await (const page of pages(auditLog, stretch)) yield page.map(toCsvRow).join('');
}

async function* lines(
  { auditLog, now }: ExportDependencies,
  stretch: Stretch,
  period: { from?: string; to?: string },
): AsyncGenerator<string> {
  const { first, previousHash } = stretch;
  const { from, to } = period;
  const asked = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  yield line({ kind: 'audit-export', first, previousHash, madeAt: toInstant(now()), ...asked });
  let end = { number: first - 1, hash: previousHash };
  for await (const page of pages(auditLog, stretch)) {
    end = page.at(-1) ?? end;
    yield page.map(line).join('');
  }
  yield line({ kind: 'end', entries: end.number - first + 1, number: end.number, hash: end.hash });
}

async function* pages(
  auditLog: Pick<AuditLogStore, 'readAfter'>,
  { first, last }: Stretch,
): AsyncGenerator<AuditEntry[]> {
  for (let number = first - 1; number < last;) {
    const found = await auditLog.readAfter(number, Math.min(PAGE, last - number));
    const page = found.filter((entry) => entry.number <= last);
    if (page.length === 0) return;
    yield page;
    number = page.at(-1)?.number ?? last;
  }
}

function line(value: object): string {
  return `${canonicalJson(value)}\n`;
}
