import type { Account } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { CorrectionRequest } from '../../schemas/requests.js';
import { requireSameVersion } from '../domain/review/decide-review.js';
import { nextState } from '../domain/item-state.js';
import { fingerprintsOf } from '../normalize/fingerprint.js';
import type { WakeUp } from '../queue/queues.js';
import { toCheckWakeUps } from '../queue/wake-ups.js';
import { isReviewer, requireItem, type Caller } from '../review/caller.js';
import type { ItemStore } from '../store/item-store.js';
import type { WithinTime } from '../within-time.js';
import { normalizeEntry } from './normalize-entries.js';
import { reviseItem } from './revise-item.js';
import { keptDates, toRawEntry, toSameEntry } from './submission-entry.js';

export interface CorrectDependencies {
  items: ItemStore;
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  withinTime: WithinTime;
  now: Clock;
}

/** 更正: a new revision made by people; it is checked and reviewed like any other, what is published stays until then. */
export function createCorrectItem(deps: CorrectDependencies) {
  return async (id: string, request: CorrectionRequest, caller: Caller): Promise<ContentItem> => {
    const item = await requireItem(deps.items, id, caller.account);
    requireSameVersion(item, request.version);
    nextState(item.state, 'revise');
    const content = toCorrected(item, request, deps);
    const { from, account } = caller;
    const { version, reason: comment } = request;
    const fingerprints = fingerprintsOf(content);
    const revised = await reviseItem(deps, id, {
      content,
      fingerprints,
      by: account.id,
      byOrganization: account.organizationId,
      from,
      action: isEdit(item, account) ? 'edited' : 'corrected',
      comment,
      version,
    });
    if (!revised) throw unchanged();
    await deps.wake(toCheckWakeUps([revised]));
    return revised;
  };
}

/** A reviewer who changes what waits for review edits it: the revision is theirs, and others review it. */
function isEdit({ state, organizationId }: ContentItem, account: Account): boolean {
  return state === 'in-review' && organizationId !== account.organizationId && isReviewer(account);
}

function toCorrected(item: ContentItem, request: CorrectionRequest, deps: CorrectDependencies) {
  const entry = { ...toSameEntry(item.content), ...toRawEntry(request.changes) };
  const context = { defaults: { kind: item.content.kind }, now: deps.now() };
  const normalized = normalizeEntry(entry, context, deps.withinTime);
  const dates = request.changes.publishedAt === undefined ? keptDates(item.content) : {};
  if (normalized.ok) return { ...normalized.content, ...dates };
  throw new AppError(normalized.code, normalized.message, { fields: normalized.fields });
}

function unchanged(): AppError {
  return new AppError('validation-failed', 'the correction changes nothing', {
    fields: [{ pointer: '/changes', zh: '更正后内容与原文相同', en: 'the content would stay the same' }],
  });
}
