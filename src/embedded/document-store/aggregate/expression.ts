import { BsonType } from '../bson/bson-type.js';
import { encodeValue } from '../bson/encode.js';
import { fieldsOf, firstElement, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { arithmeticOperators } from './operators-arithmetic.js';
import { arrayOperators } from './operators-array.js';
import { dateOperators } from './operators-date.js';
import { logicOperators } from './operators-logic.js';
import { stringOperators } from './operators-string.js';
import { fieldReader } from './field-reader.js';
import { documentOf } from './build-value.js';
import { NO_VARIABLES, type Expression, type OperatorCompiler } from './expression-types.js';
import { isTrue } from './truth.js';

const OPERATORS = new Map<string, OperatorCompiler>(
  Object.entries({
    ...logicOperators,
    ...arithmeticOperators,
    ...stringOperators,
    ...arrayOperators,
    ...dateOperators,
  }),
);

/** Compiles an aggregation expression; an operator that this store does not have is refused as unknown. */
export function compile(value: RawValue): Expression {
  switch (value.type) {
    case BsonType.string:
      return compileString(readString(value), value);
    case BsonType.object:
      return compileObject(value);
    case BsonType.array: {
      const items = itemsOf(value).map(compile);
      return (scope) => encodeValue(items.map((item) => item(scope) ?? null));
    }
    default:
      return () => value;
  }
}

function compileString(text: string, value: RawValue): Expression {
  if (text.startsWith('$$')) return compileVariable(text.slice(2));
  if (!text.startsWith('$')) return () => value;
  const read = fieldReader(text.slice(1));
  return ({ root }) => read(root);
}

function compileVariable(text: string): Expression {
  const [name = '', ...rest] = text.split('.');
  const read = rest.length === 0 ? undefined : fieldReader(rest.join('.'));
  const variable = variableReader(name);
  return (scope) => {
    const value = variable(scope);
    return read === undefined || value === undefined ? value : read(value);
  };
}

function variableReader(name: string): Expression {
  if (name === 'ROOT' || name === 'CURRENT') return ({ root }) => root;
  if (name === 'REMOVE') return () => undefined;
  if (name === 'NOW') {
    const now = encodeValue(new Date());
    return () => now;
  }
  return ({ variables }) => {
    if (!variables.has(name)) throw new MongoError(17276, `Use of undefined variable: ${name}`);
    return variables.get(name);
  };
}

function compileObject(value: RawValue): Expression {
  const first = firstElement(value);
  const fields = fieldsOf(value);
  if (first?.name.startsWith('$') === true) {
    if (fields.length > 1) {
      throw new MongoError(
        15983,
        `an expression specification must contain exactly one field, the name of the expression. Found ${fields.length} fields`,
      );
    }
    const operator = OPERATORS.get(first.name);
    if (operator === undefined) throw new MongoError(168, `Unrecognized expression '${first.name}'`);
    return operator(first.value, compile, first.name);
  }
  const compiled = fields.map(({ name, value: expression }) => ({ name, evaluate: compile(expression) }));
  return (scope) => documentOf(compiled.map(({ name, evaluate }) => [name, evaluate(scope)]));
}

/** The test of `$expr`. */
export function compileCondition(value: RawValue): (document: RawValue) => boolean {
  const evaluate = compile(value);
  return (document) => isTrue(evaluate({ root: document, variables: NO_VARIABLES }));
}
