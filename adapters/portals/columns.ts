import { Type, type Static } from 'typebox';
import { text } from '../../schemas/shape.js';
import { contentOf } from './portal-answer.js';
import type { PortalOrder } from '../portal-adapter.js';

/** Column at the portal by kind of content. */
export const ColumnsByKind = Type.Record(Type.String(), text('column at the portal', 200), {
  description: 'column at the portal by kind',
});
export type ColumnsByKind = Static<typeof ColumnsByKind>;

/** The column of the routing rule, else the one of the item's kind, else the unit's own. */
export function columnOf(order: PortalOrder, columns: ColumnsByKind = {}): string | undefined {
  const { kind, column } = contentOf(order);
  return order.column ?? columns[kind] ?? column;
}
