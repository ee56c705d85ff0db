import type { AuditEntry } from '../../schemas/audit.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { toAuditFacts } from '../domain/audit-facts.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { AuditBreak } from './check-chain.js';

/** An item as far as its history is compared with the log. */
export type Told = Pick<ContentItem, 'id' | 'organizationId' | 'history'>;

/** Whether the item still tells what the entry has sealed of it. */
export function compareWithHistory(entry: AuditEntry, item: Told | undefined): AuditBreak | undefined {
  const { number, itemId, position } = entry;
  if (itemId === undefined || position === undefined) return undefined;
  const where = { number, itemId };
  if (!item)
    return {
      ...{ ...where, kind: 'item-removed' },
      zh: `条目 ${itemId} 已不存在`,
      en: `item ${itemId} is gone`,
    };
  const event = item.history[position];
  if (!event)
    return {
      ...{ ...where, kind: 'history-removed' },
      zh: `条目 ${itemId} 的经过缺第 ${position} 项（${entry.action}）`,
      en: `the history of item ${itemId} lacks its entry ${position} (${entry.action})`,
    };
  const differing = differences(entry, toAuditFacts(item, event, position));
  if (differing.length === 0) return undefined;
  return {
    ...{ ...where, kind: 'history-changed' },
    zh: `条目 ${itemId} 的经过第 ${position} 项与封存的不同：${differing.join('、')}`,
    en: `entry ${position} of the history of item ${itemId} is not what was sealed: ${differing.join(', ')} differ`,
  };
}

/** Names of the facts in which they differ, each with what was sealed and what is there. */
function differences(entry: AuditEntry, there: object): string[] {
  const { number: _number, sealedAt: _sealedAt, previousHash: _previous, hash: _hash, ...sealed } = entry;
  const [before, now] = [new Map<string, unknown>(Object.entries(sealed)), new Map(Object.entries(there))];
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => toText(before.get(name)) !== toText(now.get(name)))
    .map((name) => `${name} ${toText(before.get(name))} → ${toText(now.get(name))}`);
}

function toText(value: unknown): string {
  return value === undefined ? '∅' : canonicalJson(value).slice(0, 200);
}
