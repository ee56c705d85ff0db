import { BsonType, typeName } from '../bson/bson-type.js';
import { boolValue, int32Value, NULL_VALUE, stringValue } from '../bson/arithmetic.js';
import { compareValues, isNullish } from '../bson/compare.js';
import { fieldsOf, itemsOf, type RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import type { Compile, Expression, OperatorCompiler, Scope } from './expression-types.js';
import { isTrue } from './truth.js';

/** The arguments of an operator that takes a list (or, for one argument, the bare value). */
export function operands(
  argument: RawValue,
  compile: Compile,
  name: string,
  least: number,
  most = least,
): Expression[] {
  const items = (argument.type === BsonType.array ? itemsOf(argument) : [argument]).map(compile);
  if (items.length < least || items.length > most) {
    const wanted = least === most ? `exactly ${least}` : `at least ${least} and at most ${most}`;
    throw new MongoError(
      16020,
      `Expression ${name} takes ${wanted} arguments. ${items.length} were passed in.`,
    );
  }
  return items;
}

/** The named arguments of an operator, with unknown and missing ones refused. */
export function namedOperands(
  argument: RawValue,
  name: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Map<string, RawValue> {
  if (argument.type !== BsonType.object)
    throw new MongoError(28646, `${name} only supports an object as its argument`);
  const fields = new Map(fieldsOf(argument).map((field) => [field.name, field.value]));
  for (const field of fields.keys()) {
    if (!required.includes(field) && !optional.includes(field))
      throw new MongoError(28647, `Unrecognized parameter to ${name}: ${field}`);
  }
  for (const field of required)
    if (!fields.has(field)) throw new MongoError(28648, `Missing '${field}' parameter to ${name}`);
  return fields;
}

/** Missing compares as less than everything that exists. */
function compareOptional(a: RawValue | undefined, b: RawValue | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return Math.sign(compareValues(a, b));
}

function comparison(holds: (order: number) => boolean): OperatorCompiler {
  return (argument, compile, name) => {
    const [a, b] = operands(argument, compile, name, 2);
    return (scope) => boolValue(holds(compareOptional(a?.(scope), b?.(scope))));
  };
}

const compareOrder: OperatorCompiler = (argument, compile, name) => {
  const [a, b] = operands(argument, compile, name, 2);
  return (scope) => int32Value(compareOptional(a?.(scope), b?.(scope)));
};

const not: OperatorCompiler = (argument, compile, name) => {
  const [item] = operands(argument, compile, name, 1);
  return (scope) => boolValue(!isTrue(item?.(scope)));
};

const cond: OperatorCompiler = (argument, compile, name) => {
  const parts =
    argument.type === BsonType.array
      ? operands(argument, compile, name, 3)
      : ['if', 'then', 'else'].map((field) =>
          compile(namedOperands(argument, name, ['if', 'then', 'else']).get(field) ?? NULL_VALUE),
        );
  const [test, then, otherwise] = parts;
  return (scope) => (isTrue(test?.(scope)) ? then?.(scope) : otherwise?.(scope));
};

const ifNull: OperatorCompiler = (argument, compile, name) => {
  const items = operands(argument, compile, name, 2, Infinity);
  return (scope) => {
    let value: RawValue | undefined;
    for (const item of items) {
      value = item(scope);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const switchOperator: OperatorCompiler = (argument, compile, name) => {
  const fields = namedOperands(argument, name, ['branches'], ['default']);
  const branches = itemsOf(fields.get('branches') ?? NULL_VALUE).map((branch) => {
    const parts = namedOperands(branch, '$switch branch', ['case', 'then']);
    return { test: compile(parts.get('case') ?? NULL_VALUE), then: compile(parts.get('then') ?? NULL_VALUE) };
  });
  const fallback = fields.get('default');
  const otherwise = fallback === undefined ? undefined : compile(fallback);
  return (scope) => {
    const branch = branches.find(({ test }) => isTrue(test(scope)));
    if (branch !== undefined) return branch.then(scope);
    if (otherwise !== undefined) return otherwise(scope);
    throw new MongoError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

const letOperator: OperatorCompiler = (argument, compile, name) => {
  const fields = namedOperands(argument, name, ['vars', 'in']);
  const vars = fieldsOf(fields.get('vars') ?? NULL_VALUE).map((field) => ({
    name: field.name,
    evaluate: compile(field.value),
  }));
  const body = compile(fields.get('in') ?? NULL_VALUE);
  return (scope) =>
    body(
      withVariables(
        scope,
        vars.map((item) => [item.name, item.evaluate(scope)]),
      ),
    );
};

export function withVariables(scope: Scope, added: Iterable<readonly [string, RawValue | undefined]>): Scope {
  return { root: scope.root, variables: new Map([...scope.variables, ...added]) };
}

export const logicOperators: Readonly<Record<string, OperatorCompiler>> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: compareOrder,
  $and: (argument, compile, name) => {
    const items = operands(argument, compile, name, 0, Infinity);
    return (scope) => boolValue(items.every((item) => isTrue(item(scope))));
  },
  $or: (argument, compile, name) => {
    const items = operands(argument, compile, name, 0, Infinity);
    return (scope) => boolValue(items.some((item) => isTrue(item(scope))));
  },
  $not: not,
  $cond: cond,
  $ifNull: ifNull,
  $switch: switchOperator,
  $let: letOperator,
  $literal: (argument) => () => argument,
  $type: (argument, compile, name) => {
    const [item] = operands(argument, compile, name, 1);
    return (scope) => stringValue(typeName(item?.(scope)?.type ?? 0));
  },
};
