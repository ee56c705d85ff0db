import type { PortalOrder } from '../../adapters/portal-adapter.js';
import type { ContentItem } from '../../schemas/content-item.js';
import type { DeliveryTarget } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { toPublishedContent } from '../domain/media-facts.js';
import { gather } from '../gather.js';
import type { LeasedDelivery } from '../store/delivery-record.js';
import type { ItemStore } from '../store/item-store.js';

export interface OrderDependencies {
  items: Pick<ItemStore, 'findById' | 'findMany' | 'findRevision'>;
  organizations: { findMany(ids: readonly string[]): Promise<Map<string, { name: string }>> };
}

const TOGETHER = { most: 50 };

/** `itemId.revision.operation` of what a delivery is to bring about, or of another target of its item. */
export function keyOf(
  { itemId }: Pick<LeasedDelivery, 'itemId'>,
  { revision, operation }: Pick<DeliveryTarget, 'revision' | 'operation'>,
): string {
  return `${itemId}.${revision}.${operation}`;
}

/**
 * What a portal is told of a leased delivery: the revision that is desired, whatever the item has become since. Throws
 * `not-found` where there is no such item or revision.
 */
export function createMakeOrder({ items, organizations }: OrderDependencies) {
  const findItem = gather(async (ids: readonly string[]) => {
    const found = await items.findMany([...new Set(ids)]);
    const byId = new Map(found.map((item) => [item.id, item]));
    return ids.map((id) => byId.get(id));
  }, TOGETHER);
  const findOrganization = gather(async (ids: readonly string[]) => {
    const found = await organizations.findMany([...new Set(ids)]);
    return ids.map((id) => found.get(id));
  }, TOGETHER);

  return async (delivery: LeasedDelivery): Promise<PortalOrder> => {
    const { itemId, desired, organizationId } = delivery;
    const [item, found] = await Promise.all([findItem(itemId), findOrganization(organizationId)]);
    if (!item) throw new AppError('not-found', `item ${itemId} is gone`);
    const organization = { id: organizationId, name: found?.name ?? organizationId };
    const order = toOrder(delivery, item, organization);
    if (desired.operation === 'withdraw') return order;
    const content =
      desired.revision === item.revision ? item.content : await items.findRevision(itemId, desired.revision);
    if (!content) throw new AppError('not-found', `revision ${desired.revision} of ${itemId} is gone`);
    return { ...order, content: toPublishedContent(content, desired.at) };
  };
}

function toOrder(
  delivery: LeasedDelivery,
  { publication }: ContentItem,
  organization: PortalOrder['organization'],
): PortalOrder {
  const { itemId, desired, lane, column, applied } = delivery;
  const reason = publication?.operation === desired.operation ? publication.reason : undefined;
  return {
    idempotencyKey: keyOf(delivery, desired),
    itemId,
    revision: desired.revision,
    operation: desired.operation,
    lane,
    decidedAt: desired.at,
    organization,
    ...(column !== undefined && { column }),
    ...(applied && applied.operation !== 'withdraw' && { replaces: applied.revision }),
    ...(reason !== undefined && { reason }),
  };
}
