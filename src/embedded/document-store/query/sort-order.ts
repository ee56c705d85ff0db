import { BsonType, typeName } from '../bson/bson-type.js';
import { compareValues } from '../bson/compare.js';
import { FieldPath } from '../bson/field-path.js';
import { NULL_VALUE } from '../bson/arithmetic.js';
import { fieldsOf, type RawValue } from '../bson/raw-value.js';
import { readNumber } from '../bson/scalars.js';
import { indexTuples } from '../index/index-values.js';
import { MongoError } from '../mongo-error.js';

export interface SortField {
  path: FieldPath;
  descending: boolean;
}

export type SortOrder = readonly SortField[];

/** Parses `{ a: 1, b: -1 }`. */
export function parseSort(value: RawValue): SortOrder {
  return fieldsOf(value).map(({ name, value: direction }) => {
    if (name === '') throw new MongoError(40352, 'FieldPath cannot be constructed with empty string');
    const number = readNumber(direction);
    if (number === undefined) {
      if (direction.type === BsonType.object)
        throw new MongoError(238, '$meta sort is not supported by this store');
      throw new MongoError(15974, `Illegal key in $sort specification: ${name}: ${typeName(direction.type)}`);
    }
    if (number !== 1 && number !== -1)
      throw new MongoError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    return { path: new FieldPath(name), descending: number < 0 };
  });
}

/**
 * The value a document sorts by: ascending the least, descending the greatest element an array offers; a missing field
 * sorts as null, an empty array before it.
 */
export function sortKey(document: RawValue, field: SortField): RawValue {
  if (document.type !== BsonType.object) return NULL_VALUE;
  let key: RawValue | undefined;
  for (const [value = NULL_VALUE] of indexTuples(document, [field.path]).tuples) {
    const order = key === undefined ? 0 : compareValues(value, key);
    if (key === undefined || (field.descending ? order > 0 : order < 0)) key = value;
  }
  return key ?? NULL_VALUE;
}

/** Compares two documents by a sort order. */
export function sortComparator(order: SortOrder): (a: RawValue, b: RawValue) => number {
  return (a, b) => {
    for (const field of order) {
      const result = compareValues(sortKey(a, field), sortKey(b, field));
      if (result !== 0) return field.descending ? -result : result;
    }
    return 0;
  };
}

/** Compares precomputed keys by a sort order. */
export function compareKeys(order: SortOrder, a: readonly RawValue[], b: readonly RawValue[]): number {
  for (let i = 0; i < order.length; i++) {
    const [left, right] = [a[i], b[i]];
    if (left === undefined || right === undefined) continue;
    const result = compareValues(left, right);
    if (result !== 0) return order[i]?.descending === true ? -result : result;
  }
  return 0;
}
