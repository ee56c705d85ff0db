import type { Receipt } from '../../schemas/delivery.js';
import { DELIVERY_OPERATIONS } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { targetRank } from '../domain/delivery-target.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import { openPortal, type PortalDependencies } from './open-portal.js';
import type { DeliveryNews } from './show-delivery.js';

export interface ReceiptDependencies extends PortalDependencies {
  deliveries: DeliveryStore;
  showDelivery(news: DeliveryNews): Promise<void>;
}

export interface ReceiptRequest {
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** Takes a portal's signed callback; a receipt that is here already changes nothing. */
export function createAcceptReceipts(deps: ReceiptDependencies) {
  return async (
    portalId: string,
    request: ReceiptRequest,
  ): Promise<{ received: number; applied: number }> => {
    const { portal, adapter, options, context } = await openPortal(deps, portalId);
    if (!adapter.readCallback || portal.acknowledges?.includes('callback') === false)
      throw noCallbacks(portalId);
    const receipts = adapter.readCallback(request, options, context(new AbortController().signal));
    const outcomes = await Promise.allSettled(
      receipts.map((receipt) => recordReceipt(deps, portalId, receipt)),
    );
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    // One receipt nobody knows must not keep the portal repeating the others for ever.
    if (failed.length > 0 && failed.length === outcomes.length) throw failed[0]?.reason;
    const applied = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value);
    return { received: receipts.length, applied: applied.length };
  };
}

/**
 * Keeps what a portal said of an item, by whatever way we learned of it, and shows it to people; false when it is here
 * already. Throws `not-found` for what the portal was never sent.
 */
export async function recordReceipt(
  deps: Pick<ReceiptDependencies, 'deliveries' | 'showDelivery'>,
  portalId: string,
  receipt: Receipt,
): Promise<boolean> {
  const { itemId, ...answered } = readKey(receipt.idempotencyKey);
  const id = `${itemId}.${portalId}`;
  const delivery = await deps.deliveries.find(id);
  if (!delivery)
    throw new AppError('not-found', `portal ${portalId} was never sent ${receipt.idempotencyKey}`);
  const { revision, operation } = delivery.desired;
  // An answer about an older revision is kept with the others; what people see is the current one.
  if (targetRank(answered) !== targetRank(delivery.desired)) return deps.deliveries.addReceipt(id, receipt);
  // A portal that cannot correct was sent a publication in its place, and answers for that.
  const told = { ...receipt, idempotencyKey: `${itemId}.${revision}.${operation}` };
  const added = await deps.deliveries.addReceipt(id, told);
  await deps.deliveries.showReceipt(id, targetRank(answered), told);
  await deps.showDelivery({
    ...{ delivery, revision, operation, receipt: told },
    action: 'receipt',
    comment: told.status,
  });
  return added;
}

function noCallbacks(portalId: string): AppError {
  return new AppError('wrong-state', `portal ${portalId} does not acknowledge by callback`, {
    details: { portalId },
  });
}

function readKey(key: string) {
  const [itemId, revision, word] = key.split('.');
  const operation = DELIVERY_OPERATIONS.find((each) => each === word);
  if (itemId && revision !== undefined && /^\d+$/.test(revision) && operation) {
    return { itemId, revision: Number(revision), operation };
  }
  throw new AppError('validation-failed', 'a receipt names no delivery of ours', {
    fields: [
      {
        pointer: '/idempotencyKey',
        zh: '应为 受理编号.修订号.操作',
        en: 'expected itemId.revision.operation',
      },
    ],
  });
}
