import { randomUUID } from 'node:crypto';
import type { ContentItem, HistoryEvent } from '../../schemas/content-item.js';
import { toInstant } from '../../schemas/instant.js';
import type { CheckedRevision } from '../domain/checked-revision.js';
import { compareFacts, factsOf } from '../domain/item-facts.js';
import { toItemId } from '../domain/item-id.js';
import { nextState } from '../domain/item-state.js';
import { decideLane } from '../domain/lanes.js';
import { marksAfterChecks } from '../domain/marks-after-checks.js';
import { namesFiles } from '../domain/media-facts.js';
import { SHORTEST_SIGNED } from '../domain/near-duplicate.js';
import { toQueueMarks } from '../domain/review/queue-marks.js';
import type { ItemMarks } from '../store/item-record.js';
import { HERE } from '../store/stamp-event.js';
import { isDistinctive, type Candidate } from './entry-candidate.js';
import type { EntryOrigin } from './entry-origin.js';

export type NewRecord = ContentItem & ItemMarks;

/** A new item as it will be stored: waiting for its checks, or merged into the `original` that says the same. */
export function toNewRecord(
  candidate: Candidate,
  { original, now }: { original: string | undefined; now: Date },
): NewRecord {
  const { content, fingerprints, originKey, origin } = candidate;
  const at = toInstant(now);
  const { lane, reason } = laneOf(candidate, now);
  const record = {
    id: toItemId(now, fiveRandomBytes()),
    organizationId: origin.organizationId,
    ...(origin.sourceId !== undefined && { sourceId: origin.sourceId }),
    channel: origin.sourceId === undefined ? ('push' as const) : ('collect' as const),
    content,
    revision: 1,
    version: 1,
    checkedRevision: 0,
    lane,
    laneReason: reason,
    state: 'collected' as const,
    findings: [],
    deliveries: [],
    fingerprints,
    ...(origin.submittedBy !== undefined && { submittedBy: origin.submittedBy }),
    receivedAt: at,
    updatedAt: at,
    originKey,
    ...(namesFiles(content) && { mediaDueAt: at }),
    ...(content.bodyText.length >= SHORTEST_SIGNED && { clusterDueAt: at }),
  };
  const arrived = { ...record, history: [{ ...toArrival(origin, at), after: factsOf(record) }] };
  if (original !== undefined && isDistinctive(candidate.content)) return toMerged(arrived, original);
  return { ...arrived, checkDueAt: at };
}

/** From a UUID, because Node draws those from a pool: one call to the system for many items. */
function fiveRandomBytes(): Uint8Array {
  return Buffer.from(randomUUID().slice(-10), 'hex');
}

function toArrival(origin: EntryOrigin, at: string): HistoryEvent {
  return {
    at,
    action: origin.sourceId === undefined ? 'submitted' : 'collected',
    by: origin.submittedBy ?? 'system',
    ...(origin.submittedBy !== undefined && { byOrganization: origin.organizationId }),
    from: origin.from ?? HERE,
    revision: 1,
    ...(origin.sourceId !== undefined && { subject: origin.sourceId }),
  };
}

function toMerged(record: NewRecord, mergedInto: string): NewRecord {
  const { mediaDueAt: _media, ...rest } = record;
  const merged = { ...rest, state: nextState(record.state, 'merge'), mergedInto, checkedRevision: 1 };
  const event: HistoryEvent = {
    ...{ at: record.receivedAt, action: 'merged', by: 'system', from: HERE, revision: 1 },
    ...{ comment: mergedInto, ...compareFacts(factsOf(record), factsOf(merged)) },
  };
  return { ...merged, history: [...record.history, event] };
}

/** The same after its checks. */
export function toCheckedRecord(record: NewRecord, checked: CheckedRevision): NewRecord {
  const { checkDueAt: _due, ...rest } = record;
  const judged = { ...rest, ...checked };
  const event: HistoryEvent = {
    ...{ at: record.receivedAt, action: 'checked', by: 'system', from: HERE, revision: 1 },
    ...compareFacts(factsOf(record), factsOf(judged)),
  };
  const waiting = { ...judged, history: [...record.history, event] };
  return { ...waiting, ...marksAfterChecks(record.content, record.receivedAt), ...toQueueMarks(waiting) };
}

function laneOf({ content: { publishedAt }, origin }: Candidate, now: Date) {
  return decideLane({
    ...(origin.requestedLane && { requested: origin.requestedLane }),
    ...(origin.lane && { sourceLane: origin.lane }),
    ...(publishedAt !== undefined && { publishedAt }),
    now,
  });
}
