import type { PortalAdapter, PortalContext, PortalOrder } from '../../adapters/portal-adapter.js';
import type { Receipt } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import type { Portal } from '../../schemas/portal.js';
import { toMappedContent, toPortalFields } from '../domain/map-fields.js';

/** Seconds after which a paused portal is looked at again. */
const PAUSED_SECONDS = 60;

/**
 * A family's adapter as one portal is registered: fields by its mapping, operations by what it can do, nothing while it
 * is paused. A portal that cannot correct has the old revision withdrawn and the new one published; one that cannot take
 * back refuses, so that people see it and ask for it.
 */
export function fitPortal(adapter: PortalAdapter, portal: Portal): PortalAdapter {
  const operations = portal.operations ?? adapter.operations;
  const replaces = !operations.includes('correct');
  const withdraw: PortalAdapter['withdraw'] = async (order, options, ctx) => {
    if (!operations.includes('withdraw')) throw unsupported(portal, order);
    return adapter.withdraw(order, options, ctx);
  };
  const send: PortalAdapter['send'] = async (order, options, ctx) => {
    const mapped = mapOrder(order, adapter, portal, options);
    if (!replaces || order.operation !== 'correct') return adapter.send(mapped, options, ctx);
    if (order.replaces !== undefined) await withdraw(toWithdrawal(order, order.replaces), options, ctx);
    const { idempotencyKey } = order;
    const published = {
      ...mapped,
      operation: 'publish' as const,
      idempotencyKey: toPublishKey(idempotencyKey),
    };
    return { ...(await adapter.send(published, options, ctx)), idempotencyKey };
  };
  return {
    ...adapter,
    send: whileActive(portal, send),
    withdraw: whileActive(portal, withdraw),
    async findReceipt(key, options, ctx) {
      requireActive(portal);
      if (!replaces) return adapter.findReceipt(key, options, ctx);
      const found = await adapter.findReceipt(toPublishKey(key), options, ctx);
      return found && { ...found, idempotencyKey: key };
    },
  };
}

type Act = (order: PortalOrder, options: unknown, ctx: PortalContext) => Promise<Receipt>;

function whileActive(portal: Portal, act: Act): Act {
  return async (order, options, ctx) => {
    requireActive(portal);
    return act(order, options, ctx);
  };
}

function requireActive({ id, state }: Portal): void {
  if (state === 'active') return;
  throw new AppError('portal-paused', `portal ${id} is paused`, { retryAfterSeconds: PAUSED_SECONDS });
}

function mapOrder(order: PortalOrder, adapter: PortalAdapter, portal: Portal, options: unknown): PortalOrder {
  const { content, itemId, organization } = order;
  const mapping = portal.fieldMapping ?? [];
  if (content === undefined || mapping.length === 0) return order;
  const item = { itemId, organization, content };
  return adapter.fieldNames(options) === 'ours'
    ? { ...order, content: toMappedContent(mapping, item) }
    : { ...order, fields: toPortalFields(mapping, item) };
}

function toWithdrawal(order: PortalOrder, revision: number): PortalOrder {
  const { content: _content, column: _column, ...rest } = order;
  const idempotencyKey = `${order.itemId}.${revision}.withdraw`;
  return { ...rest, revision, operation: 'withdraw', idempotencyKey };
}

function toPublishKey(idempotencyKey: string): string {
  return idempotencyKey.replace(/\.correct$/, '.publish');
}

function unsupported({ id }: Portal, { operation }: PortalOrder): AppError {
  return new AppError(
    'portal-unsupported',
    `门户 ${id} 不支持撤稿，请联系该门户人工处理 portal ${id} cannot take back what it shows: ask its editors`,
    { details: { operation } },
  );
}
