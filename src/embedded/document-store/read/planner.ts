import type { CollectionIndex } from '../storage/collection.js';
import { excludesMissing, implies } from '../index/implies.js';
import { predicatesOf, type Predicates } from '../index/predicates.js';
import type { Filter } from '../query/filter.js';
import type { SortOrder } from '../query/sort-order.js';
import { boundIndex, type BoundIndex } from './bound-index.js';
import { sortProvision } from './sort-provision.js';

/** How the documents of a query are found. */
export type Plan =
  | { kind: 'nothing' }
  | { kind: 'scan' }
  | IndexPlan
  /** The branches of an `$or`, each with its own index. */
  | { kind: 'union'; plans: IndexPlan[] };

export interface IndexPlan extends BoundIndex {
  kind: 'index';
  reverse: boolean;
  /** Ranges must be merged by what follows the equality prefix to come out sorted. */
  merge: boolean;
  /** Documents come out in the order that was asked for. */
  sorted: boolean;
  /** The entries found are exactly the documents that match; nothing else needs checking. */
  exact: boolean;
}

export interface PlanRequest {
  filter: Filter;
  sort: SortOrder;
  /** Only this index, if given. */
  hint: CollectionIndex | 'scan' | undefined;
}

export interface PlanSource {
  indexes: readonly CollectionIndex[];
  /** Entries in the index's ranges, counted no further than `cap`. */
  estimate: (index: BoundIndex, cap: number) => number;
}

/** Chooses the way to the documents; deterministic, from the filter's shape and (between rivals) a few index entries. */
export function plan(request: PlanRequest, source: PlanSource): Plan {
  if (request.hint === 'scan') return { kind: 'scan' };
  const predicates = predicatesOf(request.filter);
  const usable = request.hint === undefined ? source.indexes.filter(({ usable }) => usable) : [request.hint];
  const candidates = usable.flatMap((index) => toCandidate(index, predicates, request) ?? []);
  if (candidates.some(({ ranges }) => ranges.length === 0)) return { kind: 'nothing' };
  const best = choose(candidates, source, request);
  if (best !== undefined && best.boundFields > 0) return best;
  return unionPlan(predicates, request, source) ?? best ?? { kind: 'scan' };
}

function toCandidate(
  index: CollectionIndex,
  predicates: Predicates,
  request: PlanRequest,
): IndexPlan | undefined {
  if (!covers(index, predicates)) return undefined;
  const bound = boundIndex(index, predicates);
  const order = sortProvision(bound, request.sort);
  if (bound.boundFields === 0 && order === undefined && request.hint === undefined) return undefined;
  return {
    kind: 'index',
    ...bound,
    reverse: order?.reverse ?? false,
    merge: order?.merge ?? false,
    sorted: order !== undefined,
    exact: bound.exactFields === predicates.byPath.size && !predicates.hasMore && bound.boundFields > 0,
  };
}

/** A partial or sparse index may only be used when it holds every document that can match. */
function covers({ definition }: CollectionIndex, predicates: Predicates): boolean {
  if (definition.partial !== undefined) return implies(predicates, definition.partialFilter);
  if (!definition.sparse) return true;
  return definition.fields.some(({ path }) => (predicates.byPath.get(path.text) ?? []).some(excludesMissing));
}

const ESTIMATE_CAP = 2000;

/** Unique equality first; then more equality fields, then ranges, then order; rivals are told apart by counting. */
function choose(
  candidates: readonly IndexPlan[],
  source: PlanSource,
  request: PlanRequest,
): IndexPlan | undefined {
  const unique = candidates.find(({ index, pointFields, ranges }) => {
    const { definition } = index;
    return definition.unique && pointFields === definition.fields.length && ranges.length === 1;
  });
  if (unique !== undefined || candidates.length < 2) return unique ?? candidates[0];
  const wantsOrder = request.sort.length > 0;
  const cost = new Map(candidates.map((candidate) => [candidate, costOf(candidate, source, wantsOrder)]));
  return [...candidates].sort((a, b) => (cost.get(a) ?? 0) - (cost.get(b) ?? 0))[0];
}

/** Roughly: entries to look at; sorting them afterwards counts extra; between equals the more specific index wins. */
function costOf(candidate: IndexPlan, source: PlanSource, wantsOrder: boolean): number {
  const entries = candidate.boundFields === 0 ? ESTIMATE_CAP : source.estimate(candidate, ESTIMATE_CAP);
  const sorting = wantsOrder && !candidate.sorted ? entries + 1 : 0;
  return (
    entries +
    sorting -
    candidate.pointFields / 8 -
    candidate.boundFields / 64 +
    candidate.index.definition.fields.length / 1024
  );
}

/** A top-level `$or` whose every branch has an index of its own. */
function unionPlan(predicates: Predicates, request: PlanRequest, source: PlanSource): Plan | undefined {
  if (request.hint !== undefined) return undefined;
  for (const branches of predicates.alternatives) {
    const plans: IndexPlan[] = [];
    let indexed = true;
    for (const branch of branches) {
      const branchPlan = plan({ filter: branch, sort: [], hint: undefined }, source);
      if (branchPlan.kind === 'nothing') continue;
      if (branchPlan.kind === 'index' && branchPlan.boundFields > 0) plans.push(branchPlan);
      else if (branchPlan.kind === 'union') plans.push(...branchPlan.plans);
      else indexed = false;
    }
    if (indexed) return plans.length === 0 ? { kind: 'nothing' } : { kind: 'union', plans };
  }
  return undefined;
}
