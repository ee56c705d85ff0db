import type { AuditEntry } from '../../schemas/audit.js';
import { eventually, type Gateway } from './gateway.js';

const PAGE = 500;

/** The whole audit log, in order. */
export async function readLog({ app }: Pick<Gateway, 'app'>): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const page = await app.stores.auditLog.readAfter(entries.at(-1)?.number ?? 0, PAGE);
    entries.push(...page);
    if (page.length < PAGE) return entries;
  }
}

/** Waits until the log has all that was done; answers it. */
export async function sealedLog(gateway: Pick<Gateway, 'app'>): Promise<AuditEntry[]> {
  await eventually('everything is sealed', async () => !(await gateway.app.sealHistory.isDue()));
  return readLog(gateway);
}
