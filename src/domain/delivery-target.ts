import type { DeliveryTarget } from '../../schemas/delivery.js';

/** A later decision has the greater rank, whoever writes first; of one revision the withdrawal is the later. */
export function targetRank(target: Pick<DeliveryTarget, 'revision' | 'operation'>): number {
  return target.revision * 2 + (target.operation === 'withdraw' ? 1 : 0);
}
