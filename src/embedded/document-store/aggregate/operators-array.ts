import { BsonType, typeName } from '../bson/bson-type.js';
import { boolValue, int32Value, NULL_VALUE } from '../bson/arithmetic.js';
import { encodeValue } from '../bson/encode.js';
import { equalValues, isNullish } from '../bson/compare.js';
import { fieldsOf, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readString, readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { documentOf } from './build-value.js';
import type { OperatorCompiler } from './expression-types.js';
import { namedOperands, operands, withVariables } from './operators-logic.js';
import { isTrue } from './truth.js';

function requireArray(name: string, value: RawValue | undefined): RawValue[] {
  if (value?.type === BsonType.array) return itemsOf(value);
  throw new MongoError(
    17124,
    `The argument to ${name} must be an array, but was of type: ${typeName(value?.type ?? 0)}`,
  );
}

const size: OperatorCompiler = (argument, compile, name) => {
  const [item] = operands(argument, compile, name, 1);
  return (scope) => int32Value(requireArray(name, item?.(scope)).length);
};

const inArray: OperatorCompiler = (argument, compile, name) => {
  const [needle, haystack] = operands(argument, compile, name, 2);
  return (scope) => {
    const value = needle?.(scope);
    const items = requireArray(name, haystack?.(scope));
    return boolValue(value !== undefined && items.some((item) => equalValues(item, value)));
  };
};

const arrayElemAt: OperatorCompiler = (argument, compile, name) => {
  const [array, position] = operands(argument, compile, name, 2);
  return (scope) => {
    const [value, at] = [array?.(scope), position?.(scope)];
    if (value === undefined || at === undefined || isNullish(value) || isNullish(at)) return NULL_VALUE;
    const index = readWholeNumber(at);
    if (index === undefined)
      throw new MongoError(28690, `$arrayElemAt's second argument must be representable as a 32-bit integer`);
    return requireArray(name, value).at(index);
  };
};

function atEnd(index: number): OperatorCompiler {
  return (argument, compile, name) => {
    const [array] = operands(argument, compile, name, 1);
    return (scope) => {
      const value = array?.(scope);
      return value === undefined || isNullish(value) ? NULL_VALUE : requireArray(name, value).at(index);
    };
  };
}

const isArray: OperatorCompiler = (argument, compile, name) => {
  const [item] = operands(argument, compile, name, 1);
  return (scope) => boolValue(item?.(scope)?.type === BsonType.array);
};

const concatArrays: OperatorCompiler = (argument, compile, name) => {
  const items = operands(argument, compile, name, 0, Infinity);
  return (scope) => {
    const all: RawValue[] = [];
    for (const item of items) {
      const value = item(scope);
      if (value === undefined || isNullish(value)) return NULL_VALUE;
      all.push(...requireArray(name, value));
    }
    return encodeValue(all);
  };
};

/** Name of the variable that `$filter` and `$map` bind. */
function boundName(fields: Map<string, RawValue>): string {
  const as = fields.get('as');
  return as?.type === BsonType.string ? readString(as) : 'this';
}

const filter: OperatorCompiler = (argument, compile, name) => {
  const fields = namedOperands(argument, name, ['input', 'cond'], ['as']);
  const [input, condition, as] = [
    compile(fields.get('input') ?? NULL_VALUE),
    compile(fields.get('cond') ?? NULL_VALUE),
    boundName(fields),
  ];
  return (scope) => {
    const value = input(scope);
    if (value === undefined || isNullish(value)) return NULL_VALUE;
    return encodeValue(
      requireArray(name, value).filter((item) => isTrue(condition(withVariables(scope, [[as, item]])))),
    );
  };
};

const map: OperatorCompiler = (argument, compile, name) => {
  const fields = namedOperands(argument, name, ['input', 'in'], ['as']);
  const [input, body, as] = [
    compile(fields.get('input') ?? NULL_VALUE),
    compile(fields.get('in') ?? NULL_VALUE),
    boundName(fields),
  ];
  return (scope) => {
    const value = input(scope);
    if (value === undefined || isNullish(value)) return NULL_VALUE;
    return encodeValue(
      requireArray(name, value).map((item) => body(withVariables(scope, [[as, item]])) ?? null),
    );
  };
};

const mergeObjects: OperatorCompiler = (argument, compile, name) => {
  const items = operands(argument, compile, name, 0, Infinity);
  return (scope) => {
    const merged = new Map<string, RawValue>();
    for (const item of items) {
      const value = item(scope);
      if (value === undefined || isNullish(value)) continue;
      if (value.type !== BsonType.object)
        throw new MongoError(
          40400,
          `$mergeObjects requires object inputs, but input is of type ${typeName(value.type)}`,
        );
      for (const field of fieldsOf(value)) merged.set(field.name, field.value);
    }
    return documentOf([...merged]);
  };
};

export const arrayOperators: Readonly<Record<string, OperatorCompiler>> = {
  $size: size,
  $in: inArray,
  $arrayElemAt: arrayElemAt,
  $first: atEnd(0),
  $last: atEnd(-1),
  $isArray: isArray,
  $concatArrays: concatArrays,
  $filter: filter,
  $map: map,
  $mergeObjects: mergeObjects,
};
