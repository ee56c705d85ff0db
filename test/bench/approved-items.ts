import type { ContentItem } from '../../schemas/content-item.js';
import type { Delivery } from '../../schemas/delivery.js';
import type { Lane } from '../../schemas/lane.js';
import { fingerprintsOf } from '../../src/normalize/fingerprint.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';
import type { WakeUp } from '../../src/queue/queues.js';
import { toDeliverWakeUp } from '../../src/queue/wake-ups.js';
import type { ItemMarks } from '../../src/store/item-record.js';
import type { BenchStack } from './bench-stack.js';

const CHUNK = 1000;

/** An item of about 2 KB that waits for its checks, as a push or a collection leaves it. */
export function toWaitingItem(number: number, lane: Lane, at: string): ContentItem & ItemMarks {
  const body = `第${number}号历史资料。${'全国基础测绘成果目录及其应用情况说明。'.repeat(40)}`;
  const entry = {
    ...{ externalId: `old-${number}`, title: `历史资料第${number}号`, body },
    bodyFormat: 'text' as const,
  };
  const normalized = toItemContent(entry, { defaults: { kind: 'news' }, now: new Date() });
  if (!normalized.ok) throw new Error(normalized.message);
  return {
    ...{ id: `20250101-000000-${String(number).padStart(8, '0')}`, organizationId: 'unit', channel: 'push' },
    ...{
      revision: 1,
      version: 1,
      content: normalized.content,
      checkedRevision: 0,
      lane,
      laneReason: 'bench',
    },
    ...{ state: 'collected', findings: [], deliveries: [], receivedAt: at, updatedAt: at, history: [] },
    ...{ fingerprints: fingerprintsOf(normalized.content), originKey: `bench ${number}`, checkDueAt: at },
  };
}

/** Approved items on their way to the portals, as routing leaves them; answers the calls that would wake the deliveries. */
export async function fillDeliveries(
  { app }: Pick<BenchStack, 'app'>,
  { from, many, lane, portals, at }: DeliveryFill,
): Promise<WakeUp[]> {
  const calls: WakeUp[] = [];
  for (let start = from; start < from + many; start += CHUNK) {
    const size = Math.min(CHUNK, from + many - start);
    const records = Array.from({ length: size }, (_, index) => toApproved(start + index, lane, at));
    await app.stores.items.insertMany(records);
    const deliveries = records.flatMap((record) =>
      portals.map((portalId) => toDelivery(record, portalId, at)),
    );
    await Promise.all(deliveries.map((delivery) => app.stores.deliveries.move(delivery, false)));
    calls.push(...deliveries.map(toDeliverWakeUp));
  }
  return calls;
}

export interface DeliveryFill {
  /** Number of the first item. */
  from: number;
  many: number;
  lane: Lane;
  portals: readonly string[];
  at: string;
}

function toApproved(number: number, lane: Lane, at: string): ContentItem & ItemMarks {
  const { checkDueAt: _checked, ...record } = toWaitingItem(number, lane, at);
  return {
    ...record,
    ...{ state: 'approved', checkedRevision: 1, publication: { operation: 'publish', revision: 1, at } },
  };
}

function toDelivery({ id, lane, organizationId }: ContentItem, portalId: string, at: string): Delivery {
  return {
    ...{ id: `${id}.${portalId}`, itemId: id, portalId, organizationId, lane, status: 'pending', due: true },
    desired: { revision: 1, operation: 'publish', at },
    ...{ nextAttemptAt: at, failures: 0, attempts: [], receipts: [] },
  };
}
