import mongoose from 'mongoose';
import type { AuditEntry } from '../../schemas/audit.js';
import { createVerifyLog } from '../../src/audit/verify-log.js';
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
  await eventually(
    'everything is sealed',
    async () => (await gateway.app.sealHistory.dueSince()) === undefined,
  );
  return readLog(gateway);
}

/** A hand at the documents behind the gateway's back. */
export async function openBackDoor({ config, services }: Pick<Gateway, 'config' | 'services'>) {
  const dbName = config.MONGO_DATABASE;
  const connection = await mongoose.createConnection(services.mongoUrl, { dbName }).asPromise();
  return {
    log: connection.collection<Record<string, unknown> & { _id: number }>('auditLog'),
    items: connection.collection<Record<string, unknown> & { _id: string }>('items'),
    actions: connection.collection<Record<string, unknown> & { _id: string }>('actions'),
    anchors: connection.collection<Record<string, unknown> & { _id: string }>('auditAnchors'),
    connection,
    close: () => connection.close(),
  };
}

/** Proves the log of a gateway. */
export function verifyLogOf({ app }: Pick<Gateway, 'app'>) {
  return createVerifyLog(app.stores);
}
