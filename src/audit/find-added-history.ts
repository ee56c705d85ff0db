import type { AuditHead } from '../../schemas/audit.js';
import type { ItemHistory } from '../store/item-seals.js';
import type { AuditBreak } from './check-chain.js';

interface AddedDependencies {
  auditLog: {
    countSealed(itemIds: readonly string[]): Promise<Map<string, number>>;
    readAnchor(): Promise<(AuditHead & { sealedAt: string }) | undefined>;
    readHead(): Promise<AuditHead>;
  };
  items: { listHistories(after: string, limit: number): Promise<ItemHistory[]> };
}

/**
 * Looks through all items for entries that nobody sealed and no sealer is told of: they were added behind its back.
 * Items are read before the log, which only grows: what is sealed in between is no break.
 */
export async function findAddedHistory(
  { items, auditLog }: AddedDependencies,
  page: number,
): Promise<{ break?: AuditBreak; waiting: number }> {
  const anchor = await auditLog.readAnchor();
  let waiting = 0;
  let after = '';
  for (;;) {
    const found = await items.listHistories(after, page);
    const counts = await auditLog.countSealed(found.map(({ id }) => id));
    for (const item of found) {
      const sealed = counts.get(item.id) ?? 0;
      if (item.history.length <= sealed) continue;
      if (item.isDue) waiting++;
      else if (!isForgotten(item, sealed, anchor))
        return { break: await toBreak(item, sealed, auditLog), waiting };
    }
    const last = found.at(-1);
    if (!last || found.length < page) return { waiting };
    after = last.id;
  }
}

/** Everything it tells was removed from the log by age. */
function isForgotten(
  { history }: ItemHistory,
  sealed: number,
  anchor: { sealedAt: string } | undefined,
): boolean {
  return sealed === 0 && anchor !== undefined && history.every(({ at }) => at <= anchor.sealedAt);
}

async function toBreak(
  { id, history }: ItemHistory,
  sealed: number,
  auditLog: Pick<AddedDependencies['auditLog'], 'readHead'>,
): Promise<AuditBreak> {
  const { number } = await auditLog.readHead();
  const action = history[sealed]?.action ?? '';
  return {
    ...{ number, itemId: id, kind: 'history-added' },
    zh: `条目 ${id} 的经过第 ${sealed} 项（${action}）从未封存：系绕过网关添加`,
    en: `entry ${sealed} (${action}) of the history of item ${id} was never sealed: it was added behind the gateway's back`,
  };
}
