import { AppError, isAppError } from '../../schemas/errors.js';
import type { AuditHead } from '../../schemas/audit.js';
import { findStretch } from '../audit/look-up-log.js';
import { verifyFile } from '../audit/verify-file.js';
import { createVerifyLog, type Verification, type VerifyRequest } from '../audit/verify-log.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { createAuditLogStore, type AuditLogStore } from '../store/audit-log-store.js';
import { closeStore, connectStore } from '../store/connection.js';
import { createItemStore } from '../store/item-store.js';
import { openDocuments } from './open-documents.js';

export interface VerifyAuditOptions {
  /** A number, or a day or instant of sealing. */
  from?: string;
  to?: string;
  /** Heads noted earlier, each `number:hash`. */
  head?: string[];
  /** An export to be proved by itself, instead of the log. */
  file?: string;
  json?: boolean;
}

/**
 * `baosong verify-audit`: proves the audit log, or an export of it, and prints its head. Exit 0 when all is as it was
 * sealed, 1 with the first break named, 2 when it could not be looked at.
 */
export async function verifyAuditCommand(
  options: VerifyAuditOptions,
  config: Config,
  log: Log,
): Promise<number> {
  try {
    const heads = (options.head ?? []).map(readHead);
    const found =
      options.file === undefined
        ? await verifyStored(options, heads, config, log)
        : await verifyFile(options.file, heads);
    process.stdout.write(options.json === true ? `${JSON.stringify(found)}\n` : toText(found));
    return found.ok ? 0 : 1;
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 2;
  }
}

async function verifyStored(
  options: VerifyAuditOptions,
  heads: readonly AuditHead[],
  config: Config,
  log: Log,
): Promise<Verification> {
  const documents = await openDocuments(config);
  try {
    const connection = await connectStore({
      ...{ url: documents.url, database: config.MONGO_DATABASE, log, patienceSeconds: 5 },
    });
    try {
      const auditLog = createAuditLogStore(connection);
      const verify = createVerifyLog({ auditLog, items: createItemStore(connection) });
      return await verify({ ...(await toStretch(auditLog, options)), heads });
    } finally {
      await closeStore(connection);
    }
  } finally {
    await documents.close();
  }
}

const NUMBER = /^[1-9]\d{0,14}$/;

async function toStretch(
  auditLog: AuditLogStore,
  { from, to }: VerifyAuditOptions,
): Promise<Pick<VerifyRequest, 'from' | 'to'>> {
  const times = {
    ...(from !== undefined && !NUMBER.test(from) && { from }),
    ...(to !== undefined && !NUMBER.test(to) && { to }),
  };
  const { first, last } = await findStretch(auditLog, times);
  return {
    ...(from !== undefined && { from: NUMBER.test(from) ? Number(from) : first }),
    ...(to !== undefined && { to: NUMBER.test(to) ? Number(to) : last }),
  };
}

function readHead(text: string): AuditHead {
  const [, number, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number !== undefined && hash !== undefined) return { number: Number(number), hash };
  throw new AppError('invalid-request', `--head ${text}: a number, a colon and 64 hexadecimal digits`);
}

function toText({ ok, entries, waiting, head, break: found }: Verification): string {
  const lines = [
    ...(ok ? [`✔ ${entries} 条记录完整无误 ${entries} entries are as they were sealed`] : []),
    ...(found
      ? [
          `✘ 第 ${found.number} 条${found.itemId === undefined ? '' : `（条目 ${found.itemId}）`}：${found.zh}`,
          `  entry ${found.number}${found.itemId === undefined ? '' : ` (item ${found.itemId})`}: ${found.en}`,
          `  此前 ${entries} 条无误 the ${entries} entries before it are in order`,
        ]
      : []),
    ...(waiting > 0
      ? [`  ${waiting} 个条目的最新操作待封存 newest actions of ${waiting} items wait to be sealed`]
      : []),
    `链尾 head ${head.number}:${head.hash}`,
  ];
  return `${lines.join('\n')}\n`;
}
