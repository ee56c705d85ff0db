import type { AuditFacts } from '../../schemas/audit.js';
import type { ContentItem, HistoryEvent } from '../../schemas/content-item.js';

/** What the log says of one entry of an item's history. Pure, so that what was sealed can be compared with what is there. */
export function toAuditFacts(
  { id, organizationId }: Pick<ContentItem, 'id' | 'organizationId'>,
  event: HistoryEvent,
  position: number,
): AuditFacts {
  const { by, byOrganization, ...told } = event;
  const who = { account: by, ...(byOrganization !== undefined && { organizationId: byOrganization }) };
  return { ...told, itemId: id, position, organizationId, who };
}

/** The log says of an action what its record says. */
export function toActionFacts({ id, ...told }: Omit<AuditFacts, 'actionId'> & { id: string }): AuditFacts {
  return { ...told, actionId: id };
}

/** Entries of several items in the order they happened; those of one item stay in the order of its history. */
export function inOrder(histories: readonly (readonly AuditFacts[])[]): AuditFacts[] {
  const placed = histories.flatMap((history) => {
    // A clock that was set back must not carry an entry before its predecessor.
    let latest = '';
    return history.map((facts) => {
      if (facts.at > latest) latest = facts.at;
      return { facts, at: latest };
    });
  });
  // Sorting is stable: what happened at once stays as it is.
  return placed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ facts }) => facts);
}
