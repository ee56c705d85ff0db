import type { ContentItem } from '../../../schemas/content-item.js';
import type { Finding } from '../../../schemas/item-content.js';
import type { QueueEntry } from '../../../schemas/queue.js';
import { escalatedTo } from './alarms.js';
import { findOthersClaim, findRefusal, type Person } from './may-decide.js';
import { findOpenWork, openedAtOf, revisionOf } from './open-work.js';
import type { Queueable } from './queue-marks.js';

/** What a row of the queue is made from: an item without its text. */
export type QueuedItem = Queueable &
  Pick<ContentItem, 'version'> & {
    content: Pick<ContentItem['content'], 'title' | 'kind'>;
    findings: Pick<Finding, 'severity'>[];
  };

/**
 * What of an item somebody may decide now, by the rules of the decision itself; undefined where there is nothing. Where
 * two things wait and they may decide both, the one that is due first.
 */
export function toQueueEntry(
  item: QueuedItem,
  reader: Person,
  { now, stage }: { now: Date; stage?: string },
): QueueEntry | undefined {
  const [work] = findOpenWork(item)
    .filter(({ name }) => stage === undefined || name === stage)
    .filter((each) => !findRefusal(item, each, reader) && !findOthersClaim(item, each, reader, now))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  if (!work) return undefined;
  const { id, lane, state, version, claim, content } = item;
  return {
    ...{ id, title: content.title, kind: content.kind, lane, organization: item.organizationId },
    ...{ state, version, revision: revisionOf(work) },
    ...{ stage: work.name, role: work.role, secondReview: work.kind === 'post-review' },
    ...{ waitingSince: openedAtOf(work), dueAt: work.dueAt },
    overdue: Date.parse(work.dueAt) < now.getTime(),
    escalated: escalatedTo(item, work).includes(reader.id),
    ...(claim && { claim }),
    findings: countFindings(item.findings),
    returnedBefore: item.history.some(({ action }) => action === 'returned'),
  };
}

function countFindings(findings: QueuedItem['findings']): QueueEntry['findings'] {
  const count = { block: 0, warn: 0, info: 0 };
  for (const { severity } of findings) count[severity]++;
  return count;
}
