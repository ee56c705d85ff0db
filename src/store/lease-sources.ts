import type { Lane } from '../../schemas/lane.js';
import { isDuplicateKey, type Stored } from './connection.js';
import {
  toDue,
  toLeased,
  type CollectLease,
  type DueSource,
  type LeasedSource,
  type StoredDue,
  type SourceCollection,
  type SourceRecord,
} from './source-record.js';

export interface LeaseRequest {
  token: string;
  until: string;
  /** How many collections one host bears at once. */
  hostSlots: number;
  /** Only when it is none of the slow sources. */
  quickOnly: boolean;
}

export type LeaseOutcome =
  | { outcome: 'taken'; source: LeasedSource }
  | { outcome: 'not-due' }
  | { outcome: 'host-busy'; source: DueSource };

interface Attempt {
  now: string;
  pace: { slow?: { $ne: true } };
  lease: CollectLease;
}

/** Finding and taking the sources that are due, a lease each. */
export function leaseSources(collection: SourceCollection) {
  /**
   * Takes the source for one collection: not when it is not due, somebody is collecting it, or its host is busy with
   * others.
   */
  async function takeLease(id: string, now: string, request: LeaseRequest): Promise<LeaseOutcome> {
    const { hostSlots, quickOnly, ...lease } = request;
    const pace = quickOnly ? ({ slow: { $ne: true } } as const) : {};
    let outcome: LeaseOutcome = { outcome: 'not-due' };
    for (let slot = 0; slot < hostSlots; slot++) {
      outcome = await takeSlot(id, { now, pace, lease: { ...lease, slot } });
      if (outcome.outcome !== 'host-busy') break;
    }
    return outcome;
  }

  async function takeSlot(id: string, attempt: Attempt): Promise<LeaseOutcome> {
    const first = await tryLease(collection, id, attempt);
    if (first?.outcome === 'taken') return first;
    const record = await collection.findOne({ _id: id });
    if (!record) return { outcome: 'not-due' };
    if (first) return isResting(record, attempt) ? { outcome: 'host-busy', source: toDue(record) } : first;
    // A collector that died, or a host that has rested long enough, still holds the slot.
    const freed = await freeSlot(collection, record.host, attempt);
    return (
      (freed && (await tryLease(collection, id, attempt))) || { outcome: 'host-busy', source: toDue(record) }
    );
  }

  async function renewLease(id: string, token: string, until: string): Promise<void> {
    await collection.updateOne({ _id: id, 'lease.token': token }, { $set: { 'lease.until': until } });
  }

  /** Its host is busy: it comes up again then, and says why. Nothing changes when it was asked for meanwhile. */
  async function waitForHost(source: { id: string; nextPollAt: string }, until: string): Promise<void> {
    await collection.updateOne(
      { _id: source.id, nextPollAt: source.nextPollAt },
      { $set: { nextPollAt: until, waiting: { reason: 'host-busy', until } } },
    );
  }

  return {
    findDue: (lanes: readonly Lane[], now: string, limit: number) => findDue(collection, lanes, now, limit),
    ...{ takeLease, renewLease, waitForHost },
  };
}

/**
 * Sources whose poll has come, oldest first, so many of each lane and pace: due ones that nobody gets to must not hide
 * those of another queue.
 */
async function findDue(
  collection: SourceCollection,
  lanes: readonly Lane[],
  now: string,
  limit: number,
): Promise<DueSource[]> {
  const queues = lanes.flatMap((lane) => [true, false].map((slow) => ({ lane, slow })));
  const found = await Promise.all(
    queues.map(({ lane, slow }) =>
      collection
        .find({ state: 'active', lane, nextPollAt: { $lte: now }, slow: slow ? true : { $ne: true } })
        .project<StoredDue>({ lane: 1, nextPollAt: 1, slow: 1 })
        .sort({ nextPollAt: 1 })
        .limit(limit)
        .toArray(),
    ),
  );
  return found.flatMap((records) => records.map(toDue));
}

/** It was collected a moment ago and asked for again: due, held by nobody, and its host not yet rested. */
function isResting(
  { state, nextPollAt, lease, slow }: Stored<SourceRecord>,
  { now, pace }: Attempt,
): boolean {
  const isDue = state === 'active' && nextPollAt <= now && !(pace.slow && slow === true);
  return isDue && lease?.ended === true && lease.until > now;
}

/** Undefined when another source of the host holds the slot. */
async function tryLease(
  collection: SourceCollection,
  id: string,
  { now, pace, lease }: Attempt,
): Promise<LeaseOutcome | undefined> {
  const free = [{ lease: { $exists: false } }, { 'lease.until': { $lte: now } }];
  const due = { _id: id, state: 'active', nextPollAt: { $lte: now }, ...pace, $or: free } as const;
  try {
    // A write of its own: not every engine says of a find-and-modify that it was the unique index which refused it.
    const taken = await collection.updateOne(due, { $set: { lease } });
    if (taken.matchedCount === 0) return { outcome: 'not-due' };
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
  const record = await collection.findOne({ _id: id, 'lease.token': lease.token });
  return record ? { outcome: 'taken', source: toLeased(record) } : { outcome: 'not-due' };
}

async function freeSlot(
  collection: SourceCollection,
  host: string | undefined,
  { now, lease }: Attempt,
): Promise<boolean> {
  if (host === undefined) return false;
  const freed = await collection.updateOne(
    { host, 'lease.slot': lease.slot, 'lease.until': { $lte: now } },
    { $unset: { lease: '' } },
  );
  return freed.modifiedCount === 1;
}
