import type { AuditFacts } from '../../schemas/audit.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { inOrder, toActionFacts, toAuditFacts } from '../domain/audit-facts.js';
import type { ActionRecord, ActionStore } from '../store/action-store.js';
import type { AuditLogStore } from '../store/audit-log-store.js';
import type { SealedItem, UnsealedItem } from '../store/item-seals.js';
import type { ItemStore } from '../store/item-store.js';
import { chainAfter } from './audit-chain.js';

export interface SealDependencies {
  items: Pick<ItemStore, 'findUnsealed' | 'oldestUnsealed' | 'markSealed'>;
  actions: Pick<ActionStore, 'findUnsealed' | 'oldestUnsealed' | 'removeSealed'>;
  auditLog: Pick<AuditLogStore, 'readHead' | 'append' | 'countSealed' | 'findActions'>;
  now: Clock;
}

export interface Sealing {
  /** Entries added to the log. */
  sealed: number;
  /** Others may wait still. */
  more: boolean;
  /** The end of the log: in the process's own log it is a second witness of what was sealed until then. */
  number: number;
  hash: string;
}

/** Items, and actions, of one step: a few hundred entries in one insert, some milliseconds of the store's time. */
const STEP = 200;
const TRIES = 20;

/**
 * 封存: copies what histories have and the log lacks, in the order it happened. Any number of sealers may do this at once
 * and any of them may die at any point: an entry's number and its place in its history are both unique in the log, so the
 * chain never forks and nothing is sealed twice; who finds something taken looks again. Actions on other things than items
 * are sealed with them, from their own records.
 */
export function createSealHistory({ items, actions, auditLog, now }: SealDependencies) {
  async function step(): Promise<Sealing> {
    const due = {
      items: await items.findUnsealed(STEP),
      actions: await actions.findUnsealed(toInstant(now()), STEP),
    };
    const more = due.items.length === STEP || due.actions.length === STEP;
    let waiting = due;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const head = await auditLog.readHead();
      const entries = chainAfter(head, toFacts(waiting), latest(toInstant(now()), head.sealedAt));
      if (entries.length === 0 || (await auditLog.append(entries))) {
        await items.markSealed(due.items.map(toSealed));
        await actions.removeSealed(due.actions);
        const { number, hash } = entries.at(-1) ?? head;
        return { sealed: entries.length, more, number, hash };
      }
      waiting = await recount(auditLog, due);
    }
    // Others are sealing as fast as this: they do the work.
    const { number, hash } = await auditLog.readHead();
    return { sealed: 0, more: true, number, hash };
  }

  /** Since when something waits to be sealed; undefined when all is. */
  async function dueSince(): Promise<string | undefined> {
    const found = await Promise.all([items.oldestUnsealed(), actions.oldestUnsealed(toInstant(now()))]);
    return found.filter((since) => since !== undefined).sort()[0];
  }

  return { step, dueSince };
}

interface Unsealed {
  items: UnsealedItem[];
  actions: ActionRecord[];
}

function toFacts({ items, actions }: Unsealed): AuditFacts[] {
  return inOrder([
    ...items.map((item) =>
      item.history.slice(item.sealed).map((event, index) => toAuditFacts(item, event, item.sealed + index)),
    ),
    ...actions.map(({ sealDueAt: _due, ...action }) => [toActionFacts(action)]),
  ]);
}

function toSealed({ id, version, history }: UnsealedItem): SealedItem {
  return { id, version, sealed: history.length };
}

/** What the log itself says, where the mark on the item lags behind it. */
async function recount(
  auditLog: Pick<AuditLogStore, 'countSealed' | 'findActions'>,
  { items, actions }: Unsealed,
): Promise<Unsealed> {
  const counts = await auditLog.countSealed(items.map(({ id }) => id));
  const there = await auditLog.findActions(actions.map(({ id }) => id));
  return {
    items: items.map((item) => ({ ...item, sealed: counts.get(item.id) ?? 0 })),
    actions: actions.filter(({ id, outcome }) => !there.has(`${id} ${outcome}`)),
  };
}

/** The log's own time never goes back, whatever the clocks of its sealers do. */
function latest(now: string, before: string | undefined): string {
  return before !== undefined && before > now ? before : now;
}
