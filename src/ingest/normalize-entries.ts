import { setImmediate } from 'node:timers/promises';
import { isAppError } from '../../schemas/errors.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { toItemContent, type ItemOutcome, type NormalizeContext } from '../normalize/to-item-content.js';
import type { WithinTime } from '../within-time.js';

export type NormalizeEntries = (
  entries: readonly RawEntry[],
  context: NormalizeContext,
) => Promise<ItemOutcome[]>;

/**
 * Normalizes entries, one outcome each, in order. They share one time limit, because watching each costs as much as
 * normalizing it; when it passes, the entry under way is tried again with the whole limit to itself, and only then given up
 * (`parse-timeout`). Other work of the process gets its turn in between.
 */
export function createNormalizeEntries(withinTime: WithinTime): NormalizeEntries {
  return async (entries, context) => {
    const outcomes: ItemOutcome[] = [];
    while (outcomes.length < entries.length) {
      const first = outcomes.length;
      const timeout = normalizeFrom(first, entries, context, { withinTime, outcomes });
      if (timeout === undefined) continue;
      if (outcomes.length === first) outcomes.push(timeout);
      await setImmediate();
    }
    return outcomes;
  };
}

/** Appends the outcomes of the entries from `first` on; answers what stopped it, if anything did. */
function normalizeFrom(
  first: number,
  entries: readonly RawEntry[],
  context: NormalizeContext,
  { withinTime, outcomes }: { withinTime: WithinTime; outcomes: ItemOutcome[] },
): ItemOutcome | undefined {
  return catchTimeout(() => {
    withinTime(() => {
      for (const entry of entries.slice(first)) outcomes.push(toItemContent(entry, context));
    });
    return undefined;
  });
}

/** One entry within the time limit; too long a time is an outcome like any other that keeps it from being an item. */
export function normalizeEntry(
  entry: RawEntry,
  context: NormalizeContext,
  withinTime: WithinTime,
): ItemOutcome {
  return catchTimeout(() => withinTime(() => toItemContent(entry, context)));
}

function catchTimeout<T>(run: () => T): T | Extract<ItemOutcome, { ok: false }> {
  try {
    return run();
  } catch (error) {
    if (!isAppError(error) || error.code !== 'parse-timeout') throw error;
    return { ok: false, code: error.code, message: error.message, fields: [] };
  }
}
