import { BsonType, Rank, rankOf } from '../bson/bson-type.js';
import { compareValues, isNullish } from '../bson/compare.js';
import { anyAtPath, type MatchDetails } from '../bson/field-path.js';
import { ElementReader, type RawValue } from '../bson/raw-value.js';
import { readDecimal } from '../bson/decimal128.js';
import { readNumber, readString } from '../bson/scalars.js';
import type { CompareOperator, Filter, ValueTest } from './filter.js';

/** True when the document satisfies the filter; `details` receives the array position of the match, if any. */
export function matches(filter: Filter, document: RawValue, details?: MatchDetails): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((child) => matches(child, document, details));
    case 'or':
      return filter.filters.some((child) => matches(child, document, details));
    case 'nor':
      return !filter.filters.some((child) => matches(child, document));
    case 'not':
      return !matches(filter.filter, document);
    case 'path': {
      const { test } = filter;
      return anyAtPath(
        document,
        filter.path,
        entersLeaf(test),
        (value) => testHolds(test, value, details),
        details,
      );
    }
    case 'expression':
      return filter.holds(document);
    case 'always':
      return filter.result;
  }
}

/** `$size` and `$elemMatch` look at the array itself, everything else at its elements as well. */
function entersLeaf(test: ValueTest): boolean {
  return test.kind !== 'size' && test.kind !== 'elemMatchObject' && test.kind !== 'elemMatchValue';
}

/** True when one value passes the test. */
export function testHolds(test: ValueTest, value: RawValue | undefined, details?: MatchDetails): boolean {
  switch (test.kind) {
    case 'compare':
      return compareHolds(test.operator, value, test.value);
    case 'in':
      return inHolds(test.values, test.patterns, value);
    case 'exists':
      return value !== undefined;
    case 'type':
      return value !== undefined && test.types.has(value.type);
    case 'regex':
      return regexHolds(test.pattern, test.source, value);
    case 'mod':
      return modHolds(test.divisor, test.remainder, value);
    case 'size':
      return value?.type === BsonType.array && countOf(value) === test.size;
    case 'elemMatchObject':
      return anyElement(value, details, (item) => isObjectOrArray(item) && matches(test.filter, item));
    case 'elemMatchValue':
      return anyElement(value, details, (item) => testHolds(test.test, item));
    case 'all':
      return test.tests.every((child) => testHolds(child, value));
    case 'any':
      return test.tests.some((child) => testHolds(child, value));
    case 'not':
      return !testHolds(test.test, value);
  }
}

function isObjectOrArray(value: RawValue): boolean {
  return value.type === BsonType.object || value.type === BsonType.array;
}

function anyElement(
  value: RawValue | undefined,
  details: MatchDetails | undefined,
  predicate: (item: RawValue) => boolean,
): boolean {
  if (value?.type !== BsonType.array) return false;
  const reader = new ElementReader(value);
  for (let index = 0; reader.next(); index++) {
    if (!predicate(reader.value)) continue;
    if (details !== undefined) details.arrayIndex = index;
    return true;
  }
  return false;
}

function countOf(array: RawValue): number {
  const reader = new ElementReader(array);
  let count = 0;
  while (reader.next()) count++;
  return count;
}

function compareHolds(operator: CompareOperator, value: RawValue | undefined, operand: RawValue): boolean {
  if (isNullish(operand)) return operator !== 'gt' && operator !== 'lt' && isNullish(value);
  if (value === undefined) return false;
  const rank = rankOf(operand.type);
  if (rankOf(value.type) !== rank) return extremeHolds(operator, operand);
  const order = compareValues(value, operand);
  if (operator === 'eq') return order === 0;
  if (rank === Rank.number && isNaNValue(value) !== isNaNValue(operand)) return false;
  return orderHolds(operator, order);
}

function orderHolds(operator: CompareOperator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
  }
}

/** Comparisons stay within a type, except that everything lies between MinKey and MaxKey. */
function extremeHolds(operator: CompareOperator, operand: RawValue): boolean {
  if (operand.type === BsonType.minKey) return operator === 'gt' || operator === 'gte';
  if (operand.type === BsonType.maxKey) return operator === 'lt' || operator === 'lte';
  return false;
}

function isNaNValue(value: RawValue): boolean {
  if (value.type === BsonType.double) return Number.isNaN(value.bytes.readDoubleLE(value.start));
  return value.type === BsonType.decimal128 && readDecimal(value).kind === 'nan';
}

function inHolds(
  values: readonly RawValue[],
  patterns: readonly RegExp[],
  value: RawValue | undefined,
): boolean {
  if (isNullish(value) ? values.some(isNullish) : value !== undefined && isAmong(values, value)) return true;
  return patterns.some((pattern) => regexHolds(pattern, undefined, value));
}

/** Lists may hold hundreds of values, and each is asked for every element of an array. */
function isAmong(values: readonly RawValue[], value: RawValue): boolean {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = values[middle];
    const order = candidate === undefined ? -1 : compareValues(value, candidate);
    if (order === 0) return true;
    if (order > 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

function regexHolds(pattern: RegExp, source: RawValue | undefined, value: RawValue | undefined): boolean {
  if (value === undefined) return false;
  if (value.type === BsonType.string || value.type === BsonType.symbol)
    return pattern.test(readString(value));
  return source !== undefined && value.type === BsonType.regex && compareValues(value, source) === 0;
}

function modHolds(divisor: number, remainder: number, value: RawValue | undefined): boolean {
  if (value === undefined) return false;
  if (value.type === BsonType.int64) {
    return value.bytes.readBigInt64LE(value.start) % BigInt(divisor) === BigInt(remainder);
  }
  const number = readNumber(value);
  return number !== undefined && Number.isFinite(number) && Math.trunc(number) % divisor === remainder;
}
