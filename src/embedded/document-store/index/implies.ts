import { Rank, rankOf } from '../bson/bson-type.js';
import { compareValues, equalValues, isNullish } from '../bson/compare.js';
import type { CompareOperator, Filter, ValueTest } from '../query/filter.js';
import type { RawValue } from '../bson/raw-value.js';
import type { Predicates } from './predicates.js';

/**
 * True when every document that passes the predicates also passes the filter, as far as that can be seen from literal
 * values. "No" only costs an index; so whatever is not plainly implied counts as not implied.
 */
export function implies(predicates: Predicates, filter: Filter): boolean {
  if (filter.kind === 'and') return filter.filters.every((part) => implies(predicates, part));
  if (filter.kind === 'or') return filter.filters.some((part) => implies(predicates, part));
  if (filter.kind !== 'path') return false;
  return (predicates.byPath.get(filter.path.text) ?? []).some((test) => testImplies(test, filter.test));
}

function testImplies(given: ValueTest, wanted: ValueTest): boolean {
  if (wanted.kind === 'exists') return excludesMissing(given);
  if (wanted.kind === 'compare') {
    return allValues(given, (operator, value) =>
      compareImplies(operator, value, wanted.operator, wanted.value),
    );
  }
  if (wanted.kind === 'in') {
    return allValues(
      given,
      (operator, value) => operator === 'eq' && wanted.values.some((item) => equalValues(item, value)),
    );
  }
  if (wanted.kind !== 'type') return false;
  if (given.kind === 'type') return [...given.types].every((type) => wanted.types.has(type));
  return allValues(given, (operator, value) => operator === 'eq' && typeImplies(value, wanted.types));
}

/** Equal numbers may be of different types, so a number implies a type only when all number types are allowed. */
function typeImplies(value: RawValue, types: ReadonlySet<number>): boolean {
  const rank = rankOf(value.type);
  if (rank === Rank.number) return [1, 16, 18, 19].every((type) => types.has(type));
  return rank !== Rank.string ? !isNullish(value) && types.has(value.type) : types.has(2) && types.has(14);
}

function allValues(
  given: ValueTest,
  holds: (operator: CompareOperator, value: RawValue) => boolean,
): boolean {
  if (given.kind === 'compare') return holds(given.operator, given.value);
  if (given.kind === 'in')
    return given.patterns.length === 0 && given.values.every((value) => holds('eq', value));
  return false;
}

function compareImplies(
  operator: CompareOperator,
  value: RawValue,
  wanted: CompareOperator,
  bound: RawValue,
): boolean {
  if (rankOf(value.type) !== rankOf(bound.type)) return false;
  const order = compareValues(value, bound);
  if (operator === 'eq') return orderAllows(wanted, order);
  const upward = operator === 'gt' || operator === 'gte';
  if (upward !== (wanted === 'gt' || wanted === 'gte') || wanted === 'eq') return false;
  const ahead = upward ? order > 0 : order < 0;
  return ahead || (order === 0 && (operator === wanted || operator === 'gt' || operator === 'lt'));
}

function orderAllows(wanted: CompareOperator, order: number): boolean {
  if (wanted === 'eq') return order === 0;
  if (wanted === 'gt') return order > 0;
  if (wanted === 'gte') return order >= 0;
  return wanted === 'lt' ? order < 0 : order <= 0;
}

/** True when a missing field cannot pass the test; what a sparse index needs. */
export function excludesMissing(test: ValueTest): boolean {
  if (test.kind === 'compare') return !isNullish(test.value);
  if (test.kind === 'in') return !test.values.some((value) => isNullish(value));
  return test.kind !== 'all' && test.kind !== 'any' && test.kind !== 'not';
}
