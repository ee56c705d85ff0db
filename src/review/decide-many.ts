import type { ContentItem } from '../../schemas/content-item.js';
import type { BulkDecisionRequest, DecisionRequest } from '../../schemas/decision.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { Caller } from './caller.js';

/** An item afterwards, or why it was not decided. */
export type ManyOutcome = { id: string; item: ContentItem } | { id: string; error: AppError };

export type DecideOne = (id: string, request: DecisionRequest, caller: Caller) => Promise<ContentItem>;

/** Decided side by side; more would only queue up in the store. */
const AT_ONCE = 8;

/**
 * 批量审核: one decision on many items, each decided and recorded for itself by the rules of a single one; one outcome an
 * item, in order. What a caller did not cause, such as a store that is away, fails the whole request once all have been
 * tried: repeated, it answers `stale-version` for those that were decided.
 */
export function createDecideMany(decide: DecideOne) {
  return async ({ items, ...decision }: BulkDecisionRequest, caller: Caller): Promise<ManyOutcome[]> => {
    const outcomes: ManyOutcome[] = [];
    const failures: unknown[] = [];
    const rest = items.entries();
    const work = async (): Promise<void> => {
      for (const [at, { id, version }] of rest) {
        try {
          outcomes[at] = { id, item: await decide(id, { ...decision, version }, caller) };
        } catch (error) {
          if (isAppError(error) && error.status < 500) outcomes[at] = { id, error };
          else failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failures.length > 0) throw failures[0];
    return outcomes;
  };
}

/** Throws `wrong-state` for an item whose lane wants to be looked at one by one. */
export function requireBackfill({ lane }: Pick<ContentItem, 'lane'>): void {
  if (lane === 'backfill') return;
  const en = `only the backfill lane is decided in bulk; this item is in the ${lane} lane: decide it by itself`;
  const zh = `批量审核只限补录通道，本条在 ${lane} 通道，请逐条审核`;
  throw new AppError('wrong-state', en, { fields: [{ pointer: '', zh, en }], details: { lane } });
}
