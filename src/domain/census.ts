import type { Census } from '../../schemas/census.js';
import type { Delivery } from '../../schemas/delivery.js';

/** How many deliveries of one portal stand alike: what is desired, what the portal has, and what it said. */
export interface DeliveryTally {
  portalId: string;
  desired: Delivery['desired']['operation'];
  /** Absent where the portal has nothing. */
  applied?: Delivery['desired']['operation'];
  /** The portal has the very revision and operation that are desired. */
  same: boolean;
  status: Delivery['status'];
  due: boolean;
  count: number;
}

export type CensusCounts = Pick<
  Census,
  'shouldBeLive' | 'isLive' | 'waiting' | 'refused' | 'declined' | 'lingering'
>;

/**
 * Counts one portal's deliveries. What was published and not withdrawn should be live; it is where the portal has taken
 * some revision of it and has not declined it. Whatever is neither waiting, refused nor declined is as it should be.
 */
export function toCensusCounts(tallies: readonly DeliveryTally[]): CensusCounts {
  const sum = (fits: (tally: DeliveryTally) => boolean) =>
    tallies.filter(fits).reduce((total, { count }) => total + count, 0);
  const should = ({ desired }: DeliveryTally) => desired !== 'withdraw';
  const has = ({ applied, status }: DeliveryTally) =>
    applied !== undefined && applied !== 'withdraw' && status !== 'declined';
  return {
    shouldBeLive: sum(should),
    isLive: sum(has),
    waiting: sum((tally) => should(tally) && !tally.same && tally.due),
    refused: sum((tally) => should(tally) && tally.status === 'refused'),
    declined: sum((tally) => should(tally) && tally.same && tally.status === 'declined'),
    lingering: sum((tally) => !should(tally) && has(tally)),
  };
}

/** Deliveries whose difference nobody has decided on and no attempt is under way for: they are what an alarm is about. */
export function unexplained({
  shouldBeLive,
  isLive,
  waiting,
  declined,
  lingering,
  unknown = 0,
}: Census): number {
  const missing = Math.max(0, shouldBeLive - (isLive - lingering) - waiting - declined);
  return missing + lingering + unknown;
}
