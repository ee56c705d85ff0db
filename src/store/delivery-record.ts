import type { mongo } from 'mongoose';
import type { Delivery } from '../../schemas/delivery.js';
import { fromStored, type Stored } from './connection.js';

/** Who is talking to the portal about this delivery; `fence` grows with every lease ever given. */
export interface DeliveryLease {
  token: string;
  until: string;
  /** The lease before this one was never given back. */
  tookOver?: true;
}

export interface DeliveryMarks {
  /** `revision * 2`, plus one for a withdrawal: a later decision has the greater rank, whoever writes first. */
  desiredRank: number;
  fence: number;
  lease?: DeliveryLease;
  /** The idempotency key for which nobody knows whether the portal has committed: it is asked before anything is sent. */
  unsureOf?: string;
  /** Error code of the refusal, while nobody has decided on it. */
  refusedFor?: string;
}

export type DeliveryRecord = Stored<Delivery> & DeliveryMarks;
export type LeasedDelivery = Delivery & {
  desiredRank: number;
  fence: number;
  unsureOf?: string;
  refusedFor?: string;
  /** The lease before this one was never given back: its holder died, and may have reached the portal. */
  abandoned: boolean;
};
export type Deliveries = mongo.Collection<DeliveryRecord>;

export function toLeased({ lease, ...record }: DeliveryRecord): LeasedDelivery {
  return { ...fromStored<Delivery & DeliveryMarks>(record), abandoned: lease?.tookOver === true };
}

export function toDelivery(record: DeliveryRecord): Delivery {
  const { desiredRank, fence, abandoned, unsureOf, refusedFor, ...delivery } = toLeased(record);
  return delivery;
}
