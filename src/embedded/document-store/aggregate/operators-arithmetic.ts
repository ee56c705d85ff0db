import { BsonType, isNumberType, typeName } from '../bson/bson-type.js';
import {
  calculate,
  dateValue,
  doubleValue,
  int32Value,
  int64Value,
  NULL_VALUE,
  type Arithmetic,
} from '../bson/arithmetic.js';
import { isNullish } from '../bson/compare.js';
import type { RawValue } from '../bson/raw-value.js';
import { readDateMs, readNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import type { OperatorCompiler } from './expression-types.js';
import { operands } from './operators-logic.js';

/** Number arithmetic with MongoDB's type rules; Decimal128 is refused rather than rounded. */
export function calculateNumbers(operation: Arithmetic, a: RawValue, b: RawValue): RawValue {
  const result = calculate(operation, a, b);
  if (result === 'decimal') throw new MongoError(238, 'Decimal128 arithmetic is not supported by this store');
  if (result !== 'overflow') return result;
  const [left, right] = [readNumber(a) ?? 0, readNumber(b) ?? 0];
  return doubleValue(
    operation === 'add' ? left + right : operation === 'subtract' ? left - right : left * right,
  );
}

function requireNumber(name: string, value: RawValue): RawValue {
  if (isNumberType(value.type)) return value;
  throw new MongoError(14, `${name} only supports numeric types, not ${typeName(value.type)}`);
}

function fold(operation: 'add' | 'multiply', start: RawValue): OperatorCompiler {
  return (argument, compile, name) => {
    const items = operands(argument, compile, name, 0, Infinity);
    return (scope) => {
      let result = start;
      let isDate = false;
      for (const item of items) {
        const value = item(scope);
        if (value === undefined || isNullish(value)) return NULL_VALUE;
        const date = value.type === BsonType.date && operation === 'add';
        if (date && isDate) throw new MongoError(16612, 'only one date allowed in an $add expression');
        isDate ||= date;
        result = calculateNumbers(
          operation,
          result,
          date ? int64Value(BigInt(readDateMs(value))) : requireNumber(name, value),
        );
      }
      return isDate ? dateValue(Math.trunc(readNumber(result) ?? 0)) : result;
    };
  };
}

const subtract: OperatorCompiler = (argument, compile, name) => {
  const [first, second] = operands(argument, compile, name, 2);
  return (scope) => {
    const [a, b] = [first?.(scope), second?.(scope)];
    if (a === undefined || b === undefined || isNullish(a) || isNullish(b)) return NULL_VALUE;
    if (a.type === BsonType.date) {
      if (b.type === BsonType.date) return int64Value(BigInt(readDateMs(a) - readDateMs(b)));
      return dateValue(readDateMs(a) - Math.trunc(readNumber(requireNumber(name, b)) ?? 0));
    }
    return calculateNumbers('subtract', requireNumber(name, a), requireNumber(name, b));
  };
};

const divide: OperatorCompiler = (argument, compile, name) => {
  const [first, second] = operands(argument, compile, name, 2);
  return (scope) => {
    const [a, b] = [first?.(scope), second?.(scope)];
    if (a === undefined || b === undefined || isNullish(a) || isNullish(b)) return NULL_VALUE;
    const divisor = doubleOf(name, b);
    if (divisor === 0) throw new MongoError(2, "can't $divide by zero");
    return doubleValue(doubleOf(name, a) / divisor);
  };
};

const mod: OperatorCompiler = (argument, compile, name) => {
  const [first, second] = operands(argument, compile, name, 2);
  return (scope) => {
    const [a, b] = [first?.(scope), second?.(scope)];
    if (a === undefined || b === undefined || isNullish(a) || isNullish(b)) return NULL_VALUE;
    const [left, right] = [doubleOf(name, a), doubleOf(name, b)];
    if (right === 0) throw new MongoError(16610, "can't $mod by zero");
    return sameKind(left % right, a, b);
  };
};

function doubleOf(name: string, value: RawValue): number {
  const number = readNumber(requireNumber(name, value));
  if (number === undefined) throw new MongoError(238, 'Decimal128 arithmetic is not supported by this store');
  return number;
}

/** Whole results of whole operands stay whole. */
function sameKind(number: number, ...like: RawValue[]): RawValue {
  if (like.some(({ type }) => type === BsonType.double)) return doubleValue(number);
  return like.every(({ type }) => type === BsonType.int32) ? int32Value(number) : int64Value(BigInt(number));
}

function rounding(round: (number: number) => number): OperatorCompiler {
  return (argument, compile, name) => {
    const [item] = operands(argument, compile, name, 1);
    return (scope) => {
      const value = item?.(scope);
      if (value === undefined || isNullish(value)) return NULL_VALUE;
      return requireNumber(name, value).type === BsonType.double
        ? doubleValue(round(doubleOf(name, value)))
        : value;
    };
  };
}

const abs: OperatorCompiler = (argument, compile, name) => {
  const [item] = operands(argument, compile, name, 1);
  return (scope) => {
    const value = item?.(scope);
    if (value === undefined || isNullish(value)) return NULL_VALUE;
    const number = doubleOf(name, value);
    return number >= 0 ? value : calculateNumbers('multiply', value, int32Value(-1));
  };
};

export const arithmeticOperators: Readonly<Record<string, OperatorCompiler>> = {
  $add: fold('add', int32Value(0)),
  $multiply: fold('multiply', int32Value(1)),
  $subtract: subtract,
  $divide: divide,
  $mod: mod,
  $abs: abs,
  $floor: rounding(Math.floor),
  $ceil: rounding(Math.ceil),
  $trunc: rounding(Math.trunc),
};
