import { BsonType } from '../bson/bson-type.js';
import { NULL_VALUE } from '../bson/arithmetic.js';
import { fieldsOf, firstElement, type RawValue } from '../bson/raw-value.js';
import { KeyWriter } from '../index/key-writer.js';
import { MongoError } from '../mongo-error.js';
import { PAUSE } from '../read/run-plan.js';
import { accumulatorNamed, type Accumulator } from './accumulators.js';
import { documentOf } from './build-value.js';
import { compile } from './expression.js';
import { NO_VARIABLES, type Expression } from './expression-types.js';
import type { DocumentFlow, Stage } from './stage.js';

interface GroupField {
  name: string;
  evaluate: Expression;
  create: () => Accumulator;
}

interface Group {
  id: RawValue;
  accumulators: Accumulator[];
}

/** MongoDB's bound on what a `$group` may hold in memory. */
const MAX_BYTES = 100 * 1024 * 1024;

export function groupStage(specification: RawValue): Stage {
  if (specification.type !== BsonType.object)
    throw new MongoError(15947, "a group's fields must be specified in an object");
  let id: Expression | undefined;
  const fields: GroupField[] = [];
  for (const { name, value } of fieldsOf(specification)) {
    if (name === '_id') id = compile(value);
    else fields.push(groupField(name, value));
  }
  if (id === undefined) throw new MongoError(15955, 'a group specification must include an _id');
  const evaluateId = id;
  return (source) => groups(source, evaluateId, fields);
}

function groupField(name: string, value: RawValue): GroupField {
  const operator = value.type === BsonType.object ? firstElement(value) : undefined;
  if (operator === undefined)
    throw new MongoError(40234, `The field '${name}' must be an accumulator object`);
  if (fieldsOf(value).length !== 1)
    throw new MongoError(40238, `The field '${name}' must specify one accumulator`);
  if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`);
  return { name, evaluate: compile(operator.value), create: accumulatorNamed(operator.name) };
}

const writer = new KeyWriter();

function* groups(source: DocumentFlow, id: Expression, fields: readonly GroupField[]): DocumentFlow {
  const found = new Map<string, Group>();
  let bytes = 0;
  for (const item of source) {
    if (item === PAUSE) {
      yield item;
      continue;
    }
    const scope = { root: item, variables: NO_VARIABLES };
    const groupId = id(scope) ?? NULL_VALUE;
    const key = writer.reset().field(groupId, false).finish().toString('latin1');
    let group = found.get(key);
    if (group === undefined) {
      group = { id: groupId, accumulators: fields.map(({ create }) => create()) };
      found.set(key, group);
    }
    for (const [at, { evaluate }] of fields.entries()) {
      const value = evaluate(scope);
      group.accumulators[at]?.add(value);
      // an upper bound: what the accumulators keep can only be less
      bytes += value === undefined || value.end - value.start <= 16 ? 0 : value.end - value.start;
    }
    if (bytes > MAX_BYTES)
      throw new MongoError(
        292,
        '$group exceeded memory limit of 104857600 bytes, but did not opt in to external sorting.',
      );
  }
  for (const group of found.values()) {
    yield documentOf([
      ['_id', group.id],
      ...fields.map(({ name }, at) => [name, group.accumulators[at]?.result()] as const),
    ]);
  }
}
