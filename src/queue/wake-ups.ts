import { createHash } from 'node:crypto';
import type { DeliveryTarget } from '../../schemas/delivery.js';
import type { Lane } from '../../schemas/lane.js';
import type { WakeUp } from './queues.js';

/** Small enough that a batch of a low lane holds the document store up for a few milliseconds only. */
const CHECK_BATCH = 20;

/** Items of one lane are checked in batches: one read and one write for each. */
export function toCheckWakeUps(items: readonly { id: string; lane: Lane; revision?: number }[]): WakeUp[] {
  const lanes = new Map<Lane, { id: string; revision?: number }[]>();
  for (const item of items) lanes.set(item.lane, [...(lanes.get(item.lane) ?? []), item]);
  return [...lanes].flatMap(([lane, group]) => inBatches(group).map((batch) => toCheckWakeUp(lane, batch)));
}

function toCheckWakeUp(lane: Lane, batch: readonly { id: string; revision?: number }[]): WakeUp {
  const ids = batch.map((item) => item.id);
  const digest = createHash('sha256').update(JSON.stringify(batch)).digest('base64url').slice(0, 22);
  return { kind: 'check', lane, jobId: `check.${digest}`, payload: { itemIds: ids } };
}

function inBatches<T>(all: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < all.length; start += CHECK_BATCH)
    batches.push(all.slice(start, start + CHECK_BATCH));
  return batches;
}

export function toCollectWakeUp(source: {
  id: string;
  lane: Lane;
  nextPollAt: string;
  slow?: boolean;
}): WakeUp {
  const due = Date.parse(source.nextPollAt);
  return {
    kind: 'collect',
    lane: source.lane,
    ...(source.slow === true && { part: 'slow' as const }),
    jobId: `collect.${source.id}.${due}`,
    payload: { sourceId: source.id },
  };
}

/** Every change of a subscription is a version of its own, and so has a call of its own. */
export function toSubscribeWakeUp(due: { sourceId: string; lane: Lane; version: number }): WakeUp {
  const { sourceId, lane, version } = due;
  return { kind: 'subscribe', lane, jobId: `subscribe.${sourceId}.${version}`, payload: { sourceId } };
}

export function toRouteWakeUp(item: { id: string; lane: Lane }): WakeUp {
  return { kind: 'route', lane: item.lane, jobId: `route.${item.id}`, payload: { itemId: item.id } };
}

export function toMediaWakeUp(item: { id: string; lane: Lane }): WakeUp {
  return { kind: 'media', lane: item.lane, jobId: `media.${item.id}`, payload: { itemId: item.id } };
}

/** Every look is a call of its own, named by when it fell due. */
export function toVerdictWakeUp({ portalId, dueAt }: { portalId: string; dueAt: string }): WakeUp {
  const jobId = `verdict.${portalId}.${Date.parse(dueAt)}`;
  return { kind: 'verdict', lane: 'routine', jobId, payload: { portalId } };
}

export function toRecheckWakeUp(item: { id: string; lane: Lane }): WakeUp {
  return { kind: 'recheck', lane: item.lane, jobId: `recheck.${item.id}`, payload: { itemId: item.id } };
}

export function toLinksWakeUp(item: { id: string; lane: Lane }): WakeUp {
  return { kind: 'links', lane: item.lane, jobId: `links.${item.id}`, payload: { itemId: item.id } };
}

export function toRemindWakeUp(item: { id: string; lane: Lane }): WakeUp {
  return { kind: 'remind', lane: item.lane, jobId: `remind.${item.id}`, payload: { itemId: item.id } };
}

/** One call for all items. */
export function toSweepWakeUp(): WakeUp {
  return { kind: 'sweep', lane: 'backfill', jobId: 'sweep.rules', payload: {} };
}

/** One call for the whole log: it has one end, and sealers at once would only find each other's numbers taken. */
export function toSealWakeUp(): WakeUp {
  return { kind: 'seal', lane: 'routine', jobId: 'seal.log', payload: {} };
}

/** One call a lane: the job takes whatever is due in it. */
export function toClusterWakeUp(lane: Lane): WakeUp {
  return { kind: 'cluster', lane, jobId: `cluster.${lane}`, payload: { lane } };
}

/** One call a task, whichever process made it. */
export function toWatchWakeUp(task: 'alerts' | 'census'): WakeUp {
  return { kind: 'watch', lane: 'routine', jobId: `watch.${task}`, payload: { task } };
}

/** The feeds of a portal are told of together, whatever the lane of what changed. */
export function toAnnounceWakeUp(feed: string): WakeUp {
  return { kind: 'announce', lane: 'routine', jobId: `announce.${feed}`, payload: { feed } };
}

/** Whoever could not be reached the last time waits apart from the rest, so that nobody waits behind a hanging address. */
export function toNotifyWakeUp(due: { organizationId: string; dueAt: string; failing: boolean }): WakeUp {
  const { organizationId, dueAt, failing } = due;
  return {
    ...{ kind: 'notify', lane: 'routine' },
    ...(failing && { part: 'slow' as const }),
    jobId: `notify.${organizationId}.${Date.parse(dueAt)}`,
    payload: { organizationId },
  };
}

/** The id names what is desired: a correction is a call of its own even while the original is being delivered. */
export function toDeliverWakeUp(delivery: {
  id: string;
  lane: Lane;
  portalId: string;
  desired: DeliveryTarget;
}): WakeUp {
  const { id, lane, portalId, desired } = delivery;
  const jobId = `deliver.${id}.${desired.revision}.${desired.operation}`;
  return { kind: 'deliver', lane, portalId, jobId, payload: { deliveryId: id } };
}
