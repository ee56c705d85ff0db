import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { ProposalDecision } from '../../schemas/withdrawal-proposal.js';
import type { ItemStore, PlannedChange } from '../store/item-store.js';
import { requireItem, stampOf, type Caller } from './caller.js';
import { toWithdrawal } from './withdraw-item.js';

export interface DecideProposalDependencies {
  items: ItemStore;
  routePublication(item: ContentItem): Promise<unknown>;
  now: Clock;
}

const TRIES = 10;

/**
 * A person's word on a proposal to withdraw. Accepting is the ordinary withdrawal, by that person; dismissing is
 * remembered, so that nobody is asked again until the article has been there and vanished anew. Throws `wrong-state` when
 * nothing is proposed, or no longer.
 */
export function createDecideProposal(deps: DecideProposalDependencies) {
  return async (id: string, request: ProposalDecision, caller: Caller): Promise<ContentItem> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const item = await requireItem(deps.items, id, caller.account);
      if (!item.proposal) {
        throw new AppError('wrong-state', `nothing is proposed for item ${id}`, {
          details: { state: item.state },
        });
      }
      const at = toInstant(deps.now());
      const planned = toPlanned(item, request, caller.account.id, at);
      const decided = await deps.items.applyChange(planned, stampOf(caller, at));
      if (!decided) continue;
      if (planned.change.publication) await deps.routePublication(decided);
      return decided;
    }
    throw new AppError('stale-version', `item ${id} is being changed by others`, { retryable: true });
  };
}

function toPlanned(
  item: ContentItem,
  { decision, reason }: ProposalDecision,
  by: string,
  at: string,
): PlannedChange {
  if (decision === 'accept') return { item, change: toWithdrawal(item, reason, by, at) };
  const history = { action: 'proposal-dismissed' as const, by, revision: item.revision, comment: reason };
  return { item, change: { history }, presence: { proposal: null, dismissed: true } };
}
