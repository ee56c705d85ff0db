import { BsonType, typeName } from '../bson/bson-type.js';
import { int32Value, NULL_VALUE, stringValue } from '../bson/arithmetic.js';
import { describeValue } from '../bson/describe.js';
import { encodeValue } from '../bson/encode.js';
import { isNullish } from '../bson/compare.js';
import type { RawValue } from '../bson/raw-value.js';
import { readDateMs, readString, readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import type { OperatorCompiler } from './expression-types.js';
import { operands } from './operators-logic.js';

function requireString(name: string, value: RawValue): string {
  if (value.type === BsonType.string) return readString(value);
  throw new MongoError(16702, `${name} only supports strings, not ${typeName(value.type)}`);
}

const concat: OperatorCompiler = (argument, compile, name) => {
  const items = operands(argument, compile, name, 0, Infinity);
  return (scope) => {
    let text = '';
    for (const item of items) {
      const value = item(scope);
      if (value === undefined || isNullish(value)) return NULL_VALUE;
      text += requireString(name, value);
    }
    return stringValue(text);
  };
};

/** MongoDB changes the case of ASCII letters only. */
function changeCase(change: (text: string) => string, pattern: RegExp): OperatorCompiler {
  return (argument, compile, name) => {
    const [item] = operands(argument, compile, name, 1);
    return (scope) => {
      const value = item?.(scope);
      return stringValue(
        value === undefined || isNullish(value) ? '' : requireString(name, value).replace(pattern, change),
      );
    };
  };
}

const toText: OperatorCompiler = (argument, compile, name) => {
  const [item] = operands(argument, compile, name, 1);
  return (scope) => {
    const value = item?.(scope);
    if (value === undefined || isNullish(value)) return NULL_VALUE;
    switch (value.type) {
      case BsonType.string:
        return value;
      case BsonType.date:
        return stringValue(new Date(readDateMs(value)).toISOString());
      case BsonType.objectId:
        return stringValue(value.bytes.toString('hex', value.start, value.end));
      case BsonType.bool:
      case BsonType.int32:
      case BsonType.int64:
      case BsonType.decimal128:
        return stringValue(describeValue(value));
      case BsonType.double:
        return stringValue(String(value.bytes.readDoubleLE(value.start)));
      default:
        throw new MongoError(
          241,
          `Unsupported conversion from ${typeName(value.type)} to string in $convert with no onError value`,
        );
    }
  };
};

const characterCount: OperatorCompiler = (argument, compile, name) => {
  const [item] = operands(argument, compile, name, 1);
  return (scope) => {
    const value = item?.(scope);
    if (value?.type !== BsonType.string)
      throw new MongoError(
        34471,
        `$strLenCP requires a string argument, found: ${typeName(value?.type ?? 0)}`,
      );
    return int32Value(Array.from(readString(value)).length);
  };
};

const substring: OperatorCompiler = (argument, compile, name) => {
  const [text, start, length] = operands(argument, compile, name, 3);
  return (scope) => {
    const value = text?.(scope);
    const [from, count] = [start?.(scope), length?.(scope)].map((item) =>
      item === undefined ? undefined : readWholeNumber(item),
    );
    if (from === undefined || count === undefined || from < 0 || count < 0) {
      throw new MongoError(34450, `${name}: starting index and length must be non-negative integers`);
    }
    if (value === undefined || isNullish(value)) return stringValue('');
    return stringValue(
      Array.from(requireString(name, value))
        .slice(from, from + count)
        .join(''),
    );
  };
};

const split: OperatorCompiler = (argument, compile, name) => {
  const [text, separator] = operands(argument, compile, name, 2);
  return (scope) => {
    const [value, by] = [text?.(scope), separator?.(scope)];
    if (value === undefined || by === undefined || isNullish(value) || isNullish(by)) return NULL_VALUE;
    const mark = requireString(name, by);
    if (mark === '') throw new MongoError(40087, '$split requires a non-empty separator');
    return encodeValue(requireString(name, value).split(mark));
  };
};

export const stringOperators: Readonly<Record<string, OperatorCompiler>> = {
  $concat: concat,
  $toLower: changeCase((text) => text.toLowerCase(), /[A-Z]+/g),
  $toUpper: changeCase((text) => text.toUpperCase(), /[a-z]+/g),
  $toString: toText,
  $strLenCP: characterCount,
  $substrCP: substring,
  $split: split,
};
