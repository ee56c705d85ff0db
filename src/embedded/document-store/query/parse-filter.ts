import { BsonType, typeName } from '../bson/bson-type.js';
import { FieldPath } from '../bson/field-path.js';
import { fieldsOf, firstElement, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readRegex } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { compileRegex } from './compile-regex.js';
import { compileCondition } from '../aggregate/expression.js';
import type { Filter } from './filter.js';
import { MATCH_ALL } from './filter.js';
import { parseOperators } from './parse-operators.js';

/** Compiles a query document; whatever MongoDB would not understand is refused with its words. */
export function parseFilter(query: RawValue): Filter {
  const filters: Filter[] = [];
  for (const { name, value } of fieldsOf(query)) {
    const filter = name.startsWith('$') ? parseTopLevel(name, value) : parseField(new FieldPath(name), value);
    if (filter !== undefined) filters.push(filter);
  }
  return allOf(filters);
}

function allOf(filters: Filter[]): Filter {
  const [first] = filters;
  if (first === undefined) return MATCH_ALL;
  return filters.length === 1 ? first : { kind: 'and', filters };
}

function parseTopLevel(name: string, value: RawValue): Filter | undefined {
  switch (name) {
    case '$and':
      return allOf(parseBranches(name, value));
    case '$or':
      return { kind: 'or', filters: parseBranches(name, value) };
    case '$nor':
      return { kind: 'nor', filters: parseBranches(name, value) };
    case '$expr':
      return { kind: 'expression', holds: compileCondition(value) };
    case '$comment':
      return undefined;
    case '$alwaysTrue':
      return { kind: 'always', result: true };
    case '$alwaysFalse':
      return { kind: 'always', result: false };
    default:
      throw new MongoError(
        2,
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function parseBranches(name: string, value: RawValue): Filter[] {
  if (value.type !== BsonType.array) throw new MongoError(2, `${name} must be an array`);
  const branches = itemsOf(value);
  if (branches.length === 0) throw new MongoError(2, `$and/$or/$nor must be a nonempty array`);
  return branches.map((branch) => {
    if (branch.type !== BsonType.object)
      throw new MongoError(2, `$or/$and/$nor entries need to be full objects`);
    return parseFilter(branch);
  });
}

function parseField(path: FieldPath, value: RawValue): Filter {
  if (value.type === BsonType.object && firstElement(value)?.name.startsWith('$') === true) {
    return allOf(parseOperators(path, value, parseFilter));
  }
  if (value.type === BsonType.regex) {
    const { pattern, options } = readRegex(value);
    return {
      kind: 'path',
      path,
      test: { kind: 'regex', pattern: compileRegex(pattern, options), source: value },
    };
  }
  if (value.type === BsonType.undefined) throw new MongoError(2, 'cannot compare to undefined');
  return { kind: 'path', path, test: { kind: 'compare', operator: 'eq', value } };
}

/** Compiles the `filter`/`query`/`q` field of a command. */
export function parseFilterField(command: string, field: string, value: RawValue | undefined): Filter {
  if (value === undefined || value.type === BsonType.null) return MATCH_ALL;
  if (value.type !== BsonType.object) {
    throw new MongoError(
      14,
      `BSON field '${command}.${field}' is the wrong type '${typeName(value.type)}', expected type 'object'`,
    );
  }
  return parseFilter(value);
}
