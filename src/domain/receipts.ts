import type { DeliveryStatus, Receipt, ReceiptStatus } from '../../schemas/delivery.js';

/** How much a receipt says: of several for one key, which may arrive in any order, the strongest is the portal's word. */
const STRENGTH: Record<ReceiptStatus, number> = { accepted: 0, withdrawn: 1, declined: 2, adopted: 3 };

export function toDeliveryStatus(receipt: Pick<Receipt, 'status'>): DeliveryStatus {
  return receipt.status === 'accepted' ? 'delivered' : receipt.status;
}

/** The strongest of a receipt and those known for the same key. */
export function strongestReceipt(receipt: Receipt, known: readonly Receipt[]): Receipt {
  const same = known.filter((each) => each.idempotencyKey === receipt.idempotencyKey);
  return same.reduce((best, each) => (STRENGTH[each.status] > STRENGTH[best.status] ? each : best), receipt);
}

/** Statuses that say more than this one. */
export function strongerStatuses(status: ReceiptStatus): ReceiptStatus[] {
  const all = Object.keys(STRENGTH) as ReceiptStatus[];
  return all.filter((each) => STRENGTH[each] > STRENGTH[status]);
}
