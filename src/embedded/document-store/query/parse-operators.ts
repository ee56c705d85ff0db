import { BsonType, isNumberType, typeFromName, isKnownType } from '../bson/bson-type.js';
import { compareValues } from '../bson/compare.js';
import type { FieldPath } from '../bson/field-path.js';
import { fieldsOf, firstElement, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readFlag, readNumber, readRegex, readString, readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { compileRegex } from './compile-regex.js';
import type { CompareOperator, Filter, ValueTest } from './filter.js';

/** A parsed operator: a test that some value must pass, or (negated) that no value may pass. */
interface Parsed {
  test: ValueTest;
  negated: boolean;
}

type ParseFilter = (query: RawValue) => Filter;

const COMPARE: Partial<Record<string, CompareOperator>> = {
  $eq: 'eq',
  $gt: 'gt',
  $gte: 'gte',
  $lt: 'lt',
  $lte: 'lte',
};

/** `{ $gt: 1, $lt: 5 }` on a path, as one filter per operator. */
export function parseOperators(path: FieldPath, operators: RawValue, parse: ParseFilter): Filter[] {
  return parseTests(operators, parse).map(({ test, negated }) => {
    const filter: Filter = { kind: 'path', path, test };
    return negated ? { kind: 'not', filter: splitConjunction(filter) } : splitConjunction(filter);
  });
}

/** Several tests from one operator (`$not: {…}`, `$all`) hold independently along the path. */
function splitConjunction(filter: Filter & { kind: 'path' }): Filter {
  const { test, path } = filter;
  if (test.kind !== 'all') return filter;
  const filters = test.tests.map((child): Filter => {
    if (child.kind === 'not') {
      return { kind: 'not', filter: splitConjunction({ kind: 'path', path, test: child.test }) };
    }
    return splitConjunction({ kind: 'path', path, test: child });
  });
  return { kind: 'and', filters };
}

/** `{ $gt: 1, $lt: 5 }` as one test of a single value, for `$elemMatch` and `$pull`. */
export function parseValueTest(operators: RawValue, parse: ParseFilter): ValueTest {
  return allTests(parseTests(operators, parse));
}

function allTests(parsed: Parsed[]): ValueTest {
  const tests = parsed.map(({ test, negated }): ValueTest => (negated ? { kind: 'not', test } : test));
  const [first] = tests;
  return first !== undefined && tests.length === 1 ? first : { kind: 'all', tests };
}

function parseTests(operators: RawValue, parse: ParseFilter): Parsed[] {
  const fields = fieldsOf(operators);
  const options = fields.find(({ name }) => name === '$options')?.value;
  if (options !== undefined && !fields.some(({ name }) => name === '$regex')) {
    throw new MongoError(2, '$options needs a $regex');
  }
  return fields
    .filter(({ name }) => name !== '$options')
    .map(({ name, value }) => parseOne(name, value, options, parse));
}

function parseOne(name: string, value: RawValue, options: RawValue | undefined, parse: ParseFilter): Parsed {
  const compare = COMPARE[name];
  if (compare !== undefined) return { test: comparison(name, compare, value), negated: false };
  switch (name) {
    case '$ne':
      return { test: comparison(name, 'eq', value), negated: true };
    case '$in':
      return { test: membership(name, value), negated: false };
    case '$nin':
      return { test: membership(name, value), negated: true };
    case '$exists':
      return { test: { kind: 'exists' }, negated: readFlag(value) === false || value.type === BsonType.null };
    case '$not':
      return negation(value, parse);
    default:
      return { test: otherTest(name, value, options, parse), negated: false };
  }
}

function otherTest(
  name: string,
  value: RawValue,
  options: RawValue | undefined,
  parse: ParseFilter,
): ValueTest {
  switch (name) {
    case '$type':
      return { kind: 'type', types: typesOf(value) };
    case '$regex':
      return regexTest(value, options);
    case '$mod':
      return modTest(value);
    case '$size':
      return sizeTest(value);
    case '$elemMatch':
      return elemMatchTest(value, parse);
    case '$all':
      return allTest(value, parse);
    default:
      throw new MongoError(2, `unknown operator: ${name}`);
  }
}

function comparison(name: string, operator: CompareOperator, value: RawValue): ValueTest {
  if (value.type === BsonType.regex && name !== '$eq') {
    throw new MongoError(2, `Can't have RegEx as arg to predicate over field with ${name}.`);
  }
  return { kind: 'compare', operator, value };
}

function membership(name: string, value: RawValue): ValueTest {
  if (value.type !== BsonType.array) throw new MongoError(2, `${name} needs an array`);
  const values: RawValue[] = [];
  const patterns: RegExp[] = [];
  for (const item of itemsOf(value)) {
    if (item.type === BsonType.regex) {
      const { pattern, options } = readRegex(item);
      patterns.push(compileRegex(pattern, options));
    } else if (item.type === BsonType.object && firstElement(item)?.name.startsWith('$') === true) {
      throw new MongoError(2, `cannot nest $ under ${name}`);
    } else values.push(item);
  }
  return { kind: 'in', values: values.sort(compareValues), patterns };
}

function negation(value: RawValue, parse: ParseFilter): Parsed {
  if (value.type === BsonType.regex) return { test: regexTest(value, undefined), negated: true };
  if (value.type !== BsonType.object) throw new MongoError(2, '$not needs a regex or a document');
  if (firstElement(value) === undefined) throw new MongoError(2, '$not cannot be empty');
  const parsed = parseTests(value, parse);
  const [first] = parsed;
  if (first !== undefined && parsed.length === 1) return { test: first.test, negated: !first.negated };
  // kept as a conjunction so that each operator may be met by another array element
  return {
    test: { kind: 'all', tests: parsed.map(({ test, negated }) => (negated ? { kind: 'not', test } : test)) },
    negated: true,
  };
}

function typesOf(value: RawValue): ReadonlySet<number> {
  const items = value.type === BsonType.array ? itemsOf(value) : [value];
  if (items.length === 0) throw new MongoError(9, '$type must match at least one type');
  return new Set(items.flatMap(typeCodes));
}

function typeCodes(item: RawValue): number[] {
  if (item.type === BsonType.string) {
    const alias = readString(item);
    if (alias === 'number') return [BsonType.double, BsonType.int32, BsonType.int64, BsonType.decimal128];
    const type = typeFromName(alias);
    if (type === undefined) throw new MongoError(2, `Unknown type name alias: ${alias}`);
    return [type];
  }
  const code = readWholeNumber(item);
  if (code === undefined) throw new MongoError(14, 'type must be represented as a number or a string');
  const type = code === -1 ? BsonType.minKey : code;
  if (!isKnownType(type)) throw new MongoError(2, `Invalid numerical type code: ${code}`);
  return [type];
}

function regexTest(value: RawValue, optionsValue: RawValue | undefined): ValueTest {
  if (optionsValue !== undefined && optionsValue.type !== BsonType.string) {
    throw new MongoError(2, '$options has to be a string');
  }
  const extra = optionsValue === undefined ? undefined : readString(optionsValue);
  if (value.type === BsonType.string) {
    return { kind: 'regex', pattern: compileRegex(readString(value), extra ?? ''), source: undefined };
  }
  if (value.type !== BsonType.regex) throw new MongoError(2, '$regex has to be a string');
  const { pattern, options } = readRegex(value);
  if (extra !== undefined && options !== '')
    throw new MongoError(51075, 'options set in both $regex and $options');
  return { kind: 'regex', pattern: compileRegex(pattern, extra ?? options), source: value };
}

function modTest(value: RawValue): ValueTest {
  if (value.type !== BsonType.array) throw new MongoError(2, 'malformed mod, needs to be an array');
  const items = itemsOf(value);
  if (items.length !== 2) {
    throw new MongoError(2, `malformed mod, ${items.length < 2 ? 'not enough' : 'too many'} elements`);
  }
  const [divisor, remainder] = items.map((item) => {
    const number = readNumber(item);
    if (number === undefined || !Number.isFinite(number)) {
      throw new MongoError(2, 'malformed mod, divisor and remainder must be numbers');
    }
    return Math.trunc(number);
  });
  if (divisor === undefined || remainder === undefined || divisor === 0)
    throw new MongoError(2, 'divisor cannot be 0');
  return { kind: 'mod', divisor, remainder };
}

function sizeTest(value: RawValue): ValueTest {
  const size = isNumberType(value.type) ? readWholeNumber(value) : undefined;
  if (size === undefined) throw new MongoError(2, 'Failed to parse $size. Expected an integer');
  if (size < 0) throw new MongoError(2, 'Failed to parse $size. Expected a non-negative number');
  return { kind: 'size', size };
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$expr', '$comment']);

function elemMatchTest(value: RawValue, parse: ParseFilter): ValueTest {
  if (value.type !== BsonType.object) throw new MongoError(2, '$elemMatch needs an Object');
  const first = firstElement(value)?.name;
  if (first?.startsWith('$') === true && !LOGICAL.has(first)) {
    return { kind: 'elemMatchValue', test: parseValueTest(value, parse) };
  }
  return { kind: 'elemMatchObject', filter: parse(value) };
}

function allTest(value: RawValue, parse: ParseFilter): ValueTest {
  if (value.type !== BsonType.array) throw new MongoError(2, '$all needs an array');
  const tests = itemsOf(value).map((item): ValueTest => {
    const first = item.type === BsonType.object ? firstElement(item) : undefined;
    if (first?.name === '$elemMatch') return elemMatchTest(first.value, parse);
    if (first?.name.startsWith('$') === true) throw new MongoError(2, 'no $ expressions in $all');
    if (item.type === BsonType.regex) return regexTest(item, undefined);
    return comparison('$eq', 'eq', item);
  });
  // an empty $all matches nothing
  return tests.length === 0 ? { kind: 'any', tests } : { kind: 'all', tests };
}
