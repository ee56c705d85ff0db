import { BsonType, typeName } from '../bson/bson-type.js';
import { compareValues, equalValues } from '../bson/compare.js';
import { describeElement } from '../bson/describe.js';
import { fieldsOf, firstElement, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { parseSort, sortComparator } from '../query/sort-order.js';
import { MutableArray, nodeType, openNode, rawNode, type Node } from './mutable-document.js';
import { getChild, setChild, type Container, type UpdateContext } from './update-context.js';
import type { UpdateStep } from './update-step.js';

/** Applies `$push`, `$addToSet`, `$pull`, `$pullAll` or `$pop` to the array at one child of a container. */
export function applyArrayOperator(
  container: Container,
  name: string,
  step: UpdateStep,
  context: UpdateContext,
): void {
  const adds = step.operator === '$push' || step.operator === '$addToSet';
  const child = getChild(container, name);
  if (child === undefined) {
    if (!adds) return;
    const created = new MutableArray([]);
    setChild(container, name, created);
    context.changed = true;
    changeArray(created, step, context);
    return;
  }
  const opened = openNode(child);
  if (!(opened instanceof MutableArray)) throw notAnArray(child, step, context);
  if (opened !== child) setChild(container, name, opened);
  changeArray(opened, step, context);
}

function notAnArray(child: Node, step: UpdateStep, context: UpdateContext): MongoError {
  const type = typeName(nodeType(child));
  const id = context.documentId === undefined ? 'no id' : describeElement('_id', context.documentId);
  const field = step.parts.at(-1) ?? '';
  if (step.operator === '$push') {
    return new MongoError(
      2,
      `The field '${step.path}' must be an array but is of type ${type} in document {${id}}`,
    );
  }
  if (step.operator === '$addToSet') {
    return new MongoError(
      2,
      `Cannot apply $addToSet to non-array field. Field named '${field}' has non-array type ${type}`,
    );
  }
  if (step.operator === '$pop')
    return new MongoError(14, `Path '${step.path}' contains an element of non-array type '${type}'`);
  return new MongoError(2, `Cannot apply ${step.operator} to a non-array value`);
}

function changeArray(array: MutableArray, step: UpdateStep, context: UpdateContext): void {
  if (step.operator === '$push') push(array, step.argument, context);
  else if (step.operator === '$addToSet') addToSet(array, step.argument, context);
  else if (step.operator === '$pull') removeWhere(array, step.pulls ?? (() => false), context);
  else if (step.operator === '$pullAll') {
    const unwanted = itemsOf(step.argument);
    removeWhere(array, (element) => unwanted.some((item) => equalValues(item, element)), context);
  } else pop(array, step, context);
}

function removeWhere(
  array: MutableArray,
  selects: (element: RawValue) => boolean,
  context: UpdateContext,
): void {
  const kept = array.values.filter((value) => !selects(rawNode(value)));
  if (kept.length === array.values.length) return;
  array.values.splice(0, array.values.length, ...kept);
  context.changed = true;
}

function pop(array: MutableArray, step: UpdateStep, context: UpdateContext): void {
  const end = readWholeNumber(step.argument);
  if (array.values.length === 0) return;
  if (end === 1) array.values.pop();
  else array.values.shift();
  context.changed = true;
}

function addToSet(array: MutableArray, argument: RawValue, context: UpdateContext): void {
  const present = array.values.map(rawNode);
  for (const item of eachOf('$addToSet', argument, new Set(['$each'])).items) {
    if (present.some((value) => equalValues(value, item))) continue;
    present.push(item);
    array.values.push(item);
    context.changed = true;
  }
}

const PUSH_MODIFIERS = new Set(['$each', '$slice', '$sort', '$position']);

function push(array: MutableArray, argument: RawValue, context: UpdateContext): void {
  const { items, modifiers } = eachOf('$push', argument, PUSH_MODIFIERS);
  const before = array.values.length;
  const position = wholeModifier(modifiers, '$position') ?? before;
  array.values.splice(position < 0 ? Math.max(0, before + position) : position, 0, ...items);
  const sort = modifiers.get('$sort');
  if (sort !== undefined) sortArray(array, sort);
  const slice = wholeModifier(modifiers, '$slice');
  if (slice !== undefined) sliceArray(array, slice);
  // a `$each` of nothing that also sorts or slices may still change the array
  if (items.length > 0 || sort !== undefined || array.values.length !== before) context.changed = true;
}

function sliceArray(array: MutableArray, slice: number): void {
  const kept = slice >= 0 ? array.values.slice(0, slice) : array.values.slice(slice);
  array.values.splice(0, array.values.length, ...kept);
}

function sortArray(array: MutableArray, sort: RawValue): void {
  if (sort.type === BsonType.object) {
    const compare = sortComparator(parseSort(sort));
    array.values.sort((a, b) => compare(rawNode(a), rawNode(b)));
    return;
  }
  const direction = readWholeNumber(sort);
  if (direction !== 1 && direction !== -1)
    throw new MongoError(2, 'The $sort element value must be either 1 or -1');
  array.values.sort((a, b) => direction * compareValues(rawNode(a), rawNode(b)));
}

function eachOf(
  operator: string,
  argument: RawValue,
  allowed: ReadonlySet<string>,
): { items: RawValue[]; modifiers: Map<string, RawValue> } {
  const fields = argument.type === BsonType.object ? fieldsOf(argument) : [];
  const first = argument.type === BsonType.object ? firstElement(argument)?.name : undefined;
  if (first?.startsWith('$') !== true || !fields.some(({ name }) => name === '$each')) {
    return { items: [argument], modifiers: new Map() };
  }
  const modifiers = new Map(fields.map(({ name, value }) => [name, value]));
  for (const name of modifiers.keys()) {
    if (!allowed.has(name)) throw new MongoError(2, `Unrecognized clause in ${operator}: ${name}`);
  }
  const each = modifiers.get('$each');
  if (each?.type !== BsonType.array) {
    throw new MongoError(
      14,
      `The argument to $each in ${operator} must be an array but it was of type ${typeName(each?.type ?? 0)}`,
    );
  }
  return { items: itemsOf(each), modifiers };
}

function wholeModifier(modifiers: Map<string, RawValue>, name: string): number | undefined {
  const value = modifiers.get(name);
  if (value === undefined) return undefined;
  const number = readWholeNumber(value);
  if (number === undefined)
    throw new MongoError(
      2,
      `The value for ${name} must be an integer value but was given type: ${typeName(value.type)}`,
    );
  return number;
}
