import { AppError } from './errors.js';
import { SCHEMA_VERSION } from './item-content.js';

interface Versioned {
  content: { schemaVersion: number };
}

/** One step lifts a document from version n to n + 1. */
export type UpgradeStep<T> = (item: T) => T;

/**
 * Lifts a stored item to the version this build writes. `steps[n - 1]` goes from n to n + 1; a step is pure and never
 * removed, so old documents stay readable. Items are upgraded when read and written back with their next change: a
 * deployment needs no migration window. Throws `schema-too-new` for a document that a newer build wrote, instead of
 * dropping fields it does not know.
 */
export function upgradeItem<T extends Versioned>(
  item: T,
  steps: readonly UpgradeStep<T>[] = [],
  target: number = SCHEMA_VERSION,
): T {
  const from = item.content.schemaVersion;
  if (from > target) {
    throw new AppError('schema-too-new', `item has schema version ${from}, this build knows ${target}`);
  }
  return steps.slice(from - 1, target - 1).reduce((current, step) => step(current), item);
}
