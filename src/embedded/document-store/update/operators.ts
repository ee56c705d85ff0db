import { BsonType, isNumberType, typeName } from '../bson/bson-type.js';
import { calculate, dateValue, doubleValue, int32Value, int64Value } from '../bson/arithmetic.js';
import { compareValues, identicalValues } from '../bson/compare.js';
import { describeElement, describeValue } from '../bson/describe.js';
import { fieldsOf, RawValue } from '../bson/raw-value.js';
import { readBool, readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { applyArrayOperator } from './array-operators.js';
import { MutableArray, rawNode, type Node } from './mutable-document.js';
import { getChild, setChild, type Container, type UpdateContext } from './update-context.js';
import type { UpdateOperator, UpdateStep } from './update-step.js';

/** Operators that find nothing to do where the path does not exist. */
const NEVER_CREATE: ReadonlySet<UpdateOperator> = new Set(['$unset', '$pull', '$pullAll', '$pop', '$rename']);

export function createsPath(operator: UpdateOperator): boolean {
  return !NEVER_CREATE.has(operator);
}

/** Applies one operator to one child of a container. */
export function applyOperator(
  container: Container,
  name: string,
  step: UpdateStep,
  context: UpdateContext,
): void {
  switch (step.operator) {
    case '$set':
    case '$setOnInsert':
      replaceChild(container, name, step.argument, context);
      break;
    case '$unset':
      unset(container, name, context);
      break;
    case '$inc':
    case '$mul':
      replaceChild(container, name, calculated(getChild(container, name), step, context), context);
      break;
    case '$min':
    case '$max':
      extreme(container, name, step, context);
      break;
    case '$currentDate':
      replaceChild(container, name, currentTime(step), context);
      break;
    case '$push':
    case '$addToSet':
    case '$pull':
    case '$pullAll':
    case '$pop':
      applyArrayOperator(container, name, step, context);
      break;
    case '$rename': // moved as a whole by the caller
      break;
  }
}

function replaceChild(container: Container, name: string, value: RawValue, context: UpdateContext): void {
  const old = getChild(container, name);
  if (old !== undefined && identicalValues(rawNode(old), value)) return;
  setChild(container, name, value);
  context.changed = true;
}

/** In an array the element becomes null, so that the others keep their positions. */
function unset(container: Container, name: string, context: UpdateContext): void {
  if (container instanceof MutableArray) {
    if (container.values[Number(name)] === undefined) return;
    container.values[Number(name)] = new RawValue(BsonType.null, Buffer.alloc(0), 0, 0);
    context.changed = true;
  } else if (container.remove(name)) context.changed = true;
}

function calculated(old: Node | undefined, step: UpdateStep, context: UpdateContext): RawValue {
  if (old === undefined) return step.operator === '$inc' ? step.argument : zeroLike(step.argument);
  const value = rawNode(old);
  const { operator } = step;
  if (!isNumberType(value.type)) {
    throw new MongoError(
      14,
      `Cannot apply ${operator} to a value of non-numeric type. {${idText(context)}} has the field '${step.parts.at(-1) ?? ''}' of non-numeric type ${typeName(value.type)}`,
    );
  }
  const result = calculate(operator === '$inc' ? 'add' : 'multiply', value, step.argument);
  if (result === 'decimal')
    throw new MongoError(238, `${operator} with Decimal128 is not supported by this store`);
  if (result === 'overflow') {
    throw new MongoError(
      2,
      `Failed to apply ${operator} operations to current value (${describeValue(value)}) for document {${idText(context)}}`,
    );
  }
  return result;
}

function zeroLike(argument: RawValue): RawValue {
  if (argument.type === BsonType.double) return doubleValue(0);
  return argument.type === BsonType.int64 ? int64Value(0n) : int32Value(0);
}

function idText(context: UpdateContext): string {
  return context.documentId === undefined ? 'no id' : describeElement('_id', context.documentId);
}

function extreme(container: Container, name: string, step: UpdateStep, context: UpdateContext): void {
  const old = getChild(container, name);
  if (old !== undefined) {
    const order = compareValues(step.argument, rawNode(old));
    if (step.operator === '$min' ? order >= 0 : order <= 0) return;
  }
  replaceChild(container, name, step.argument, context);
}

function currentTime({ argument, path }: UpdateStep): RawValue {
  if (argument.type === BsonType.bool) {
    if (readBool(argument)) return dateValue(Date.now());
  } else if (argument.type === BsonType.object) {
    const [field, ...rest] = fieldsOf(argument);
    const type =
      field?.name === '$type' && field.value.type === BsonType.string ? readString(field.value) : '';
    if (rest.length === 0 && type === 'date') return dateValue(Date.now());
    if (rest.length === 0 && type === 'timestamp') return currentTimestamp();
  }
  throw new MongoError(
    2,
    `The '$currentDate' value of '${path}' must be true or {$type: 'date'|'timestamp'}, not ${describeValue(argument)}`,
  );
}

function currentTimestamp(): RawValue {
  const seconds = BigInt(Math.floor(Date.now() / 1000));
  const long = int64Value(BigInt.asIntN(64, (seconds << 32n) | 1n));
  return new RawValue(BsonType.timestamp, long.bytes, 0, 8);
}
