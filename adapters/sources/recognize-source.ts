import type { FetchedDocument, Recognition, SourceAdapter } from '../source-adapter.js';
import { sourceAdapters } from './index.js';

/** A family that claims a document, and how it would register it. */
export interface SourceClaim extends Recognition<unknown> {
  adapter: SourceAdapter;
}

/**
 * The families that a document may be of, the likeliest first; of equal claims the one that the registry names first.
 * Empty where nobody can read it. Does no I/O and never throws.
 */
export function recognizeSource(
  document: FetchedDocument,
  adapters: readonly SourceAdapter[] = sourceAdapters,
): SourceClaim[] {
  return adapters
    .flatMap((adapter) => {
      const recognition = adapter.recognize?.(document);
      return recognition === undefined ? [] : [{ adapter, ...recognition }];
    })
    .sort((a, b) => b.confidence - a.confidence);
}
