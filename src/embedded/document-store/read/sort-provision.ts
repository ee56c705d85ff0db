import type { SortOrder } from '../query/sort-order.js';
import type { BoundIndex } from './bound-index.js';

/** How an index's entries can be read so that they come out in the wanted order. */
export interface SortProvision {
  reverse: boolean;
  merge: boolean;
}

/**
 * Fields fixed to one value may be left out of the comparison. Either the whole index runs in the wanted order, or the
 * part after several-valued fields does, which then takes a merge of their ranges. Undefined: sort in memory.
 */
export function sortProvision(bound: BoundIndex, sort: SortOrder): SortProvision | undefined {
  if (sort.length === 0 || bound.index.lossy) return undefined;
  const reverse = directionFrom(bound, sort, 0);
  if (reverse !== undefined) return { reverse, merge: false };
  if (bound.singles.size === bound.pointFields) return undefined;
  const afterPoints = directionFrom(bound, sort, bound.pointFields);
  return afterPoints === undefined || bound.boundFields > bound.pointFields
    ? undefined
    : { reverse: afterPoints, merge: true };
}

/** Whether the index must be read backwards to give the order from its field `from` on; undefined when it cannot. */
function directionFrom(bound: BoundIndex, sort: SortOrder, from: number): boolean | undefined {
  const { fields } = bound.index.definition;
  // an array that holds the value may still sort by another of its elements
  const fixedFields = [...bound.singles].filter((at) => (bound.index.multikey & (1 << at)) === 0);
  const fixed = new Set(fixedFields.map((at) => fields[at]?.path.text ?? ''));
  const wanted = sort.filter(({ path }) => !fixed.has(path.text));
  let reverse: boolean | undefined;
  let at = from;
  for (const { path, descending } of wanted) {
    while (bound.singles.has(at) && fields[at]?.path.text !== path.text) at++;
    const field = fields[at];
    if (field?.path.text !== path.text || (bound.index.multikey & (1 << at)) !== 0) return undefined;
    const needsReverse = field.descending !== descending;
    if (reverse !== undefined && reverse !== needsReverse) return undefined;
    reverse = needsReverse;
    at++;
  }
  // everything wanted is fixed: any order will do
  return reverse ?? false;
}
