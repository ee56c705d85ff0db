import { present } from '../../adapters/formats/present.js';
import type { ContentItem } from '../../schemas/content-item.js';
import type { UnitEvent, UnitEventType } from '../../schemas/unit-event.js';
import type { EventEntry } from '../domain/unit-events.js';

/** What the unit is told. Accounts of the bureau are not named; `item` is as it is now, absent where nobody has it any more. */
export function toUnitEvent(
  entry: EventEntry,
  type: UnitEventType,
  item: Pick<ContentItem, 'content' | 'deliveries'> | undefined,
  href: string,
): UnitEvent {
  const { itemId, organizationId, number, revision, after, stage, reasons, notes, comment } = entry;
  const { externalId, title } = item?.content ?? {};
  const portal = portalOf(entry, item);
  // Of a receipt the comment is its status, which the type says already.
  const words = entry.action === 'receipt' ? undefined : comment;
  const told = {
    externalId,
    title,
    revision,
    state: after?.state,
    stage,
    portal,
    reasons,
    notes,
    comment: words,
  };
  return {
    ...{ type, timestamp: entry.at },
    data: { organizationId, itemId, href, number, ...present(told) },
  };
}

function portalOf(
  { portalId }: EventEntry,
  item: Pick<ContentItem, 'deliveries'> | undefined,
): UnitEvent['data']['portal'] {
  if (portalId === undefined) return undefined;
  const delivery = item?.deliveries.find((each) => each.portalId === portalId);
  const { url, receiptNumber } = delivery ?? {};
  return {
    id: portalId,
    ...(url !== undefined && { url }),
    ...(receiptNumber !== undefined && { receiptNumber }),
  };
}
