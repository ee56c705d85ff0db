import type { mongo } from 'mongoose';
import type { DeadLetter } from '../../schemas/dead-letter.js';
import type { Lane } from '../../schemas/lane.js';
import type { Deliveries, DeliveryRecord } from './delivery-record.js';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.js';

export interface DeadLetterFilter {
  portalId?: string;
  lane?: Lane;
  organizationId?: string;
  reason?: string;
}

/** Deliveries that their portals refused, and that nobody has decided on since. */
export function keepDeadLetters(deliveries: Deliveries) {
  async function listDead(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetter>> {
    const after = page.cursor === undefined ? {} : { _id: { $lt: decodeCursor(page.cursor) } };
    const found = await deliveries
      .find({ ...toDead(filter), ...after })
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found.slice(0, page.limit).map(toDeadLetter),
      ...(last && { nextCursor: encodeCursor(last._id) }),
    };
  }

  async function findDead(id: string): Promise<DeadLetter | undefined> {
    const found = await deliveries.findOne({ ...toDead({}), _id: id });
    return found ? toDeadLetter(found) : undefined;
  }

  function countDead(filter: DeadLetterFilter): Promise<number> {
    return deliveries.countDocuments(toDead(filter));
  }

  /** Makes it due again; false when it is no dead letter of that revision any more. */
  async function replay(
    { id, revision }: Pick<DeadLetter, 'id' | 'revision'>,
    nextAttemptAt: string,
  ): Promise<boolean> {
    const moved = await deliveries.updateOne(
      { ...toDead({}), _id: id, 'desired.revision': revision },
      { $set: { status: 'pending', due: true, failures: 0, nextAttemptAt }, $unset: { refusedFor: '' } },
    );
    return moved.matchedCount === 1;
  }

  return { listDead, findDead, countDead, replay };
}

function toDead({ portalId, lane, organizationId, reason }: DeadLetterFilter): mongo.Filter<DeliveryRecord> {
  return {
    ...{ status: 'refused', due: false },
    ...(portalId !== undefined && { portalId }),
    ...(lane !== undefined && { lane }),
    ...(organizationId !== undefined && { organizationId }),
    ...(reason !== undefined && { refusedFor: reason }),
  };
}

function toDeadLetter(record: DeliveryRecord): DeadLetter {
  const { _id, itemId, portalId, organizationId, lane, desired, attempts, failures, refusedFor } = record;
  const last = attempts.at(-1);
  return {
    ...{ id: _id, itemId, portalId, organizationId, lane, failures },
    ...{ operation: desired.operation, revision: desired.revision },
    reason: refusedFor ?? last?.code ?? 'portal-refused',
    message: last?.message ?? '',
    at: last?.at ?? desired.at,
  };
}
