import type { Filter, ValueTest } from '../query/filter.js';

/** A filter taken apart for planning: tests that must all hold, by path, and what an index cannot help with. */
export interface Predicates {
  byPath: ReadonlyMap<string, readonly ValueTest[]>;
  /** `$or` clauses that must hold besides. */
  alternatives: readonly (readonly Filter[])[];
  /** True when there are conditions besides those in `byPath`. */
  hasMore: boolean;
}

export function predicatesOf(filter: Filter): Predicates {
  const byPath = new Map<string, ValueTest[]>();
  const alternatives: (readonly Filter[])[] = [];
  let hasMore = false;
  const visit = (part: Filter): void => {
    if (part.kind === 'and') part.filters.forEach(visit);
    else if (part.kind === 'path') {
      const tests = byPath.get(part.path.text);
      if (tests === undefined) byPath.set(part.path.text, [part.test]);
      else tests.push(part.test);
    } else {
      hasMore = true;
      if (part.kind === 'or') alternatives.push(part.filters);
    }
  };
  visit(filter);
  return { byPath, alternatives, hasMore };
}
