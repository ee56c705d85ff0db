import { BsonType } from '../bson/bson-type.js';
import { equalValues } from '../bson/compare.js';
import { firstElement, type RawValue } from '../bson/raw-value.js';
import { readRegex } from '../bson/scalars.js';
import { compileRegex } from '../query/compile-regex.js';
import { matches, testHolds } from '../query/matches.js';
import { parseFilter } from '../query/parse-filter.js';
import { parseValueTest } from '../query/parse-operators.js';
import type { ValueTest } from '../query/filter.js';

/** Which elements a `$pull` argument selects: an operator document, a query on sub-documents, a pattern, or a value. */
export function compilePull(argument: RawValue): (element: RawValue) => boolean {
  if (argument.type === BsonType.regex) {
    const { pattern, options } = readRegex(argument);
    const test: ValueTest = { kind: 'regex', pattern: compileRegex(pattern, options), source: argument };
    return (element) => testHolds(test, element);
  }
  if (argument.type !== BsonType.object) return (element) => equalValues(element, argument);
  if (firstElement(argument)?.name.startsWith('$') === true) {
    const test = parseValueTest(argument, parseFilter);
    return (element) => testHolds(test, element);
  }
  const filter = parseFilter(argument);
  return (element) => element.type === BsonType.object && matches(filter, element);
}
