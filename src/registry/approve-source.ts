import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Source, SourceApprovalRequest } from '../../schemas/source.js';
import type { Caller } from '../review/caller.js';
import type { SourceStore } from '../store/source-store.js';

/**
 * 接入审批: a new source waits until the bureau approves it, and is due from that moment. A declined one may be approved
 * later. Throws `wrong-state` for a source that was approved before, `validation-failed` for a refusal without a reason.
 */
export function createApproveSource({ sources, now }: { sources: SourceStore; now: Clock }) {
  return async (id: string, request: SourceApprovalRequest, { account }: Caller): Promise<Source> => {
    const { decision, comment } = request;
    if (decision === 'decline' && !comment?.trim()) throw withoutReason();
    const at = toInstant(now());
    const approval = { decision, by: account.id, at, ...(comment !== undefined && { comment }) };
    const decided = await sources.decide(id, {
      approval,
      state: decision === 'approve' ? 'active' : 'declined',
      nextPollAt: at,
    });
    if (decided) return decided;
    const source = await sources.find(id);
    if (!source) throw new AppError('not-found', `there is no source ${id}`);
    throw new AppError('wrong-state', `source ${id} is ${source.state}`, {
      details: { state: source.state },
    });
  };
}

function withoutReason(): AppError {
  return new AppError('validation-failed', 'a refusal says why', {
    fields: [{ pointer: '/comment', zh: '不予接入须说明原因', en: 'required to decline a source' }],
  });
}
