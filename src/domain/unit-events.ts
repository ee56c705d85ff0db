import type { AuditEntry } from '../../schemas/audit.js';
import { HISTORY_ACTIONS, type HistoryEvent } from '../../schemas/content-item.js';
import type { UnitEventType } from '../../schemas/unit-event.js';

type Action = HistoryEvent['action'];

/** What each action means to the unit whose item it is; what only the bureau's own work is about means nothing. */
const BY_ACTION: Partial<Record<Action, UnitEventType>> = {
  submitted: 'item.received',
  collected: 'item.received',
  revised: 'item.revised',
  resubmitted: 'item.revised',
  corrected: 'item.revised',
  merged: 'item.merged',
  returned: 'item.returned',
  approved: 'item.approved',
  passed: 'item.approved',
  declined: 'item.declined',
  refused: 'item.refused',
  withdrawn: 'item.withdrawn',
  expired: 'item.expired',
  escalated: 'item.overdue',
};

/** What a portal has made of an item; that it only confirms having it is no news after the delivery. */
const BY_STATUS: Readonly<Record<string, UnitEventType>> = {
  delivered: 'item.delivered',
  adopted: 'item.adopted',
  declined: 'item.declined',
  withdrawn: 'item.taken-down',
};

const AT_PORTALS: readonly Action[] = ['delivery-applied', 'receipt'];

/** Actions that may be events: what has to be read of the log. */
export const EVENT_ACTIONS: readonly Action[] = HISTORY_ACTIONS.filter(
  (action) => action in BY_ACTION || AT_PORTALS.includes(action),
);

/** An entry of the log that units hear of. */
export type EventEntry = AuditEntry & { itemId: string; position: number; organizationId: string };

/** The event that an entry of the audit log is to the unit whose item it is about; undefined where it is none. */
export function eventTypeOf(
  entry: Pick<AuditEntry, 'action' | 'after' | 'comment'>,
): UnitEventType | undefined {
  const { action, after, comment } = entry;
  if (action === 'receipt') return comment === 'accepted' ? undefined : BY_STATUS[comment ?? ''];
  if (action === 'delivery-applied') return BY_STATUS[statusIn(after?.delivery) ?? 'delivered'];
  return BY_ACTION[action as Action];
}

/** `publish@1 delivered`: what the log says of a delivery. */
function statusIn(delivery: string | undefined): string | undefined {
  return delivery?.split(' ').at(-1);
}

/** The same for ever, however often it is sent. */
export function eventIdOf({ itemId, position }: Pick<EventEntry, 'itemId' | 'position'>): string {
  return `${itemId}.${position}`;
}

export function isEventEntry(entry: AuditEntry): entry is EventEntry {
  return entry.itemId !== undefined && entry.position !== undefined && entry.organizationId !== undefined;
}
