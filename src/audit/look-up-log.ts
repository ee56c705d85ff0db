import type { AuditEntry, AuditHead } from '../../schemas/audit.js';
import type { AuditQuery } from '../../schemas/queries.js';
import { readPeriod } from '../domain/audit-period.js';
import type { AuditLogStore } from '../store/audit-log-store.js';
import type { Page, PageRequest } from '../store/page.js';

type Log = Pick<AuditLogStore, 'numberAt' | 'readHead' | 'list'>;

/** The numbers of what was sealed in a period; `last` is before `first` where nothing was. */
export async function findStretch(
  auditLog: Pick<AuditLogStore, 'numberAt' | 'readHead'>,
  asked: { from?: string; to?: string },
): Promise<{ first: number; last: number }> {
  const { from, before } = readPeriod(asked);
  const { number } = await auditLog.readHead();
  const first = await auditLog.numberAt(from ?? '');
  const last = before === undefined ? number : Math.min(number, (await auditLog.numberAt(before)) - 1);
  return { first, last };
}

/** What people look up in the log. */
export function createLookUpLog(auditLog: Log) {
  return {
    async list(query: AuditQuery, page: PageRequest): Promise<Page<AuditEntry>> {
      const { first, last } = await findStretch(auditLog, query);
      const { item, organization, account, action } = query;
      return auditLog.list(
        {
          ...{ from: first, to: last },
          ...(item !== undefined && { itemId: item }),
          ...(organization !== undefined && { organizationId: organization }),
          ...(account !== undefined && { account }),
          ...(action !== undefined && { action }),
        },
        page,
      );
    },
    async head(): Promise<AuditHead> {
      const { number, hash } = await auditLog.readHead();
      return { number, hash };
    },
  };
}
