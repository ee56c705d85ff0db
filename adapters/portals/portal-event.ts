import { toInstant } from '../../schemas/instant.js';
import type { PortalEvent } from '../../schemas/portal-event.js';
import type { PortalOrder } from '../portal-adapter.js';
import { columnOf, type ColumnsByKind } from './columns.js';

const TYPES = {
  publish: 'item.published',
  correct: 'item.corrected',
  withdraw: 'item.withdrawn',
} as const satisfies Record<PortalOrder['operation'], PortalEvent['type']>;

/** An order as the event that a webhook or a dropped file carries. */
export function toPortalEvent(
  order: PortalOrder,
  columns: ColumnsByKind | undefined,
  now: Date,
): PortalEvent {
  const { idempotencyKey, itemId, revision, operation, lane, organization, reason } = order;
  return {
    type: TYPES[operation],
    timestamp: toInstant(now),
    data: {
      ...{ idempotencyKey, itemId, revision, operation, lane, organization },
      ...(reason !== undefined && { reason }),
      ...(operation !== 'withdraw' && toContent(order, columns)),
    },
  };
}

function toContent(
  order: PortalOrder,
  columns: ColumnsByKind | undefined,
): Pick<PortalEvent['data'], 'column' | 'content' | 'fields'> {
  const column = columnOf(order, columns);
  return {
    ...(column !== undefined && { column }),
    ...(order.fields ? { fields: { ...order.fields } } : order.content && { content: order.content }),
  };
}
