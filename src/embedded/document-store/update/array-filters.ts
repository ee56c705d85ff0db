import { BsonType } from '../bson/bson-type.js';
import { describeValue } from '../bson/describe.js';
import { FieldPath } from '../bson/field-path.js';
import { fieldsOf, firstElement, itemsOf, type RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import type { Filter, ValueTest } from '../query/filter.js';
import { matches, testHolds } from '../query/matches.js';
import { parseFilter } from '../query/parse-filter.js';
import { parseOperators, parseValueTest } from '../query/parse-operators.js';
import type { Update } from './parse-update.js';

type ElementTest = (element: RawValue) => boolean;

/** Compiled `arrayFilters`: identifier to the test that an element must pass. */
export type ArrayFilters = ReadonlyMap<string, ElementTest>;

const IDENTIFIER = /^[a-z][a-zA-Z0-9]*$/;

/** Compiles `arrayFilters` and checks that each is used and each use is defined. */
export function parseArrayFilters(value: RawValue | undefined, update: Update): ArrayFilters {
  const filters = new Map<string, ElementTest>();
  for (const item of value === undefined ? [] : itemsOf(value)) {
    const { identifier, test } = parseOne(item);
    if (filters.has(identifier)) {
      throw new MongoError(
        9,
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    }
    filters.set(identifier, test);
  }
  checkUse(filters, update);
  return filters;
}

function parseOne(item: RawValue): { identifier: string; test: ElementTest } {
  const fields = item.type === BsonType.object ? fieldsOf(item) : [];
  const identifiers = new Set(fields.map(({ name }) => name.split('.')[0] ?? ''));
  const [identifier] = identifiers;
  if (identifier === undefined)
    throw new MongoError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
  if (identifier.startsWith('$'))
    throw new MongoError(238, `arrayFilters with ${identifier} are not supported by this store`);
  if (identifiers.size > 1) {
    const [first, second] = identifiers;
    throw new MongoError(
      9,
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${first ?? ''}' and '${second ?? ''}'`,
    );
  }
  if (!IDENTIFIER.test(identifier)) {
    throw new MongoError(
      2,
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
    );
  }
  const tests = fields.map(({ name, value }) => parseCondition(name.slice(identifier.length + 1), value));
  return { identifier, test: (element) => tests.every((test) => test(element)) };
}

function parseCondition(path: string, value: RawValue): ElementTest {
  const isOperators = value.type === BsonType.object && firstElement(value)?.name.startsWith('$') === true;
  if (path === '') {
    const test: ValueTest = isOperators
      ? parseValueTest(value, parseFilter)
      : { kind: 'compare', operator: 'eq', value };
    return (element) => testHolds(test, element);
  }
  const fieldPath = new FieldPath(path);
  const filter: Filter = isOperators
    ? { kind: 'and', filters: parseOperators(fieldPath, value, parseFilter) }
    : { kind: 'path', path: fieldPath, test: { kind: 'compare', operator: 'eq', value } };
  return (element) => element.type === BsonType.object && matches(filter, element);
}

function checkUse(filters: ArrayFilters, update: Update): void {
  const used = new Set<string>();
  for (const step of update.kind === 'modify' ? update.steps : []) {
    for (const part of step.parts) {
      const identifier = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (identifier === undefined) continue;
      used.add(identifier);
      if (!filters.has(identifier)) {
        throw new MongoError(
          2,
          `No array filter found for identifier '${identifier}' in path '${step.path}'`,
        );
      }
    }
  }
  for (const identifier of filters.keys()) {
    if (!used.has(identifier)) {
      const shown = update.kind === 'replace' ? describeValue(update.document) : 'modifiers';
      throw new MongoError(
        9,
        `The array filter for identifier '${identifier}' was not used in the update ${shown}`,
      );
    }
  }
}
