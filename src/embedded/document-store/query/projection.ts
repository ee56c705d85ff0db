import { BsonType, isNumberType, typeName } from '../bson/bson-type.js';
import { BsonWriter } from '../bson/bson-writer.js';
import type { RawValue } from '../bson/raw-value.js';
import { documentValue, ElementReader, fieldsOf, firstElement, itemsOf } from '../bson/raw-value.js';
import { readFlag, readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import type { Filter, ValueTest } from './filter.js';
import { testHolds, matches } from './matches.js';
import { parseFilter } from './parse-filter.js';
import { parseValueTest } from './parse-operators.js';

/** What to do with one field: keep or drop it whole, go inside, or cut an array. */
type Rule =
  | { kind: 'whole' }
  | { kind: 'inside'; rules: Map<string, Rule> }
  | { kind: 'slice'; skip: number; limit: number }
  | { kind: 'elemMatch'; selects: (element: RawValue) => boolean };

/** A compiled projection. */
export interface Projection {
  /** Named fields are kept (true) or dropped (false). */
  includes: boolean;
  keepsId: boolean;
  rules: Map<string, Rule>;
}

/** Compiles a find projection; undefined when it asks for whole documents. */
export function parseProjection(value: RawValue | undefined): Projection | undefined {
  if (value === undefined) return undefined;
  if (value.type !== BsonType.object) {
    throw new MongoError(
      14,
      `BSON field 'find.projection' is the wrong type '${typeName(value.type)}', expected type 'object'`,
    );
  }
  const projection: Projection = { includes: false, keepsId: true, rules: new Map() };
  let mode: boolean | undefined;
  for (const { name, value: wish } of fieldsOf(value)) {
    const flag = readFlag(wish);
    if (flag !== undefined && name === '_id') projection.keepsId = flag;
    else if (flag !== undefined) {
      if (mode !== undefined && mode !== flag) throw mixed(name, flag);
      mode = flag;
      addRule(projection.rules, name, { kind: 'whole' });
    } else addRule(projection.rules, name, parseWish(name, wish, value));
  }
  const onlyElemMatch = [...projection.rules.values()].some(({ kind }) => kind === 'elemMatch');
  projection.includes = mode ?? (onlyElemMatch || idOnly(value));
  return projection.rules.size === 0 && projection.keepsId && !projection.includes ? undefined : projection;
}

function idOnly(value: RawValue): boolean {
  const fields = fieldsOf(value);
  return (
    fields.length > 0 && fields.every(({ name, value: wish }) => name === '_id' && readFlag(wish) === true)
  );
}

function mixed(name: string, flag: boolean): MongoError {
  return flag
    ? new MongoError(31253, `Cannot do inclusion on field ${name} in exclusion projection`)
    : new MongoError(31254, `Cannot do exclusion on field ${name} in inclusion projection`);
}

function parseWish(name: string, wish: RawValue, whole: RawValue): Rule {
  const operator = wish.type === BsonType.object ? firstElement(wish) : undefined;
  if (operator?.name === '$slice') return parseSlice(operator.value);
  if (operator?.name === '$elemMatch') return parseElemMatch(operator.value);
  const what = operator === undefined ? typeName(wish.type) : operator.name;
  throw new MongoError(
    238,
    `Projection of '${name}' by ${what} is not supported by this store (${fieldsOf(whole).length} fields)`,
  );
}

function parseSlice(value: RawValue): Rule {
  const numbers = (value.type === BsonType.array ? itemsOf(value) : [value]).map((item) =>
    isNumberType(item.type) ? readWholeNumber(item) : undefined,
  );
  const [first, second] = numbers;
  if (first === undefined || (value.type === BsonType.array && second === undefined)) {
    throw new MongoError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax');
  }
  if (second !== undefined && second <= 0)
    throw new MongoError(28667, 'First argument to $slice must be positive');
  if (second !== undefined) return { kind: 'slice', skip: first, limit: second };
  return first < 0
    ? { kind: 'slice', skip: first, limit: Infinity }
    : { kind: 'slice', skip: 0, limit: first };
}

function parseElemMatch(value: RawValue): Rule {
  if (value.type !== BsonType.object)
    throw new MongoError(31274, 'elemMatch: Invalid argument, object required');
  if (firstElement(value)?.name.startsWith('$') === true) {
    const test: ValueTest = parseValueTest(value, parseFilter);
    return { kind: 'elemMatch', selects: (element) => testHolds(test, element) };
  }
  const filter: Filter = parseFilter(value);
  return {
    kind: 'elemMatch',
    selects: (element) => element.type === BsonType.object && matches(filter, element),
  };
}

function addRule(rules: Map<string, Rule>, path: string, rule: Rule): void {
  if (path === '') throw new MongoError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.split('.').some((part) => part.startsWith('$'))) {
    throw new MongoError(238, `Positional projection '${path}' is not supported by this store`);
  }
  const dot = path.indexOf('.');
  if (dot === -1) {
    if (rules.has(path)) throw new MongoError(31249, `Path collision at ${path}`);
    rules.set(path, rule);
    return;
  }
  const head = path.slice(0, dot);
  const inside = rules.get(head) ?? { kind: 'inside', rules: new Map<string, Rule>() };
  if (inside.kind !== 'inside')
    throw new MongoError(31250, `Path collision at ${path} remaining portion ${path.slice(dot + 1)}`);
  rules.set(head, inside);
  addRule(inside.rules, path.slice(dot + 1), rule);
}

const writer = new BsonWriter();

/** The document as the projection shows it. */
export function project(projection: Projection, document: RawValue): RawValue {
  writer.reset();
  const mark = writer.open();
  const reader = new ElementReader(document);
  while (reader.next()) {
    if (reader.name === '_id' && !projection.rules.has('_id')) {
      if (projection.keepsId) writer.element('_id', reader.value);
    } else writeField(reader, projection.rules, projection.includes);
  }
  writer.close(mark);
  return documentValue(writer.finish());
}

function writeField(reader: ElementReader, rules: ReadonlyMap<string, Rule>, includes: boolean): void {
  const { name } = reader;
  const rule = rules.get(name);
  if (rule === undefined) {
    if (!includes) writer.element(name, reader.value);
  } else if (rule.kind === 'whole') {
    if (includes) writer.element(name, reader.value);
  } else if (rule.kind === 'inside') writeInside(name, reader.value, rule.rules, includes);
  else writeCut(name, reader.value, rule);
}

function writeInside(
  name: string,
  value: RawValue,
  rules: ReadonlyMap<string, Rule>,
  includes: boolean,
): void {
  if (value.type !== BsonType.object && value.type !== BsonType.array) {
    if (!includes) writer.element(name, value);
    return;
  }
  writer.name(value.type, name);
  const mark = writer.open();
  const reader = new ElementReader(value);
  if (value.type === BsonType.object) while (reader.next()) writeField(reader, rules, includes);
  else writeElements(reader, rules, includes);
  writer.close(mark);
}

/** Each element of an array is projected like a sub-document; an inclusion drops elements that are none. */
function writeElements(reader: ElementReader, rules: ReadonlyMap<string, Rule>, includes: boolean): void {
  let count = 0;
  while (reader.next()) {
    const isContainer = reader.type === BsonType.object || reader.type === BsonType.array;
    if (isContainer || !includes) writeInside(String(count++), reader.value, rules, includes);
  }
}

function writeCut(name: string, value: RawValue, rule: Rule & { kind: 'slice' | 'elemMatch' }): void {
  if (value.type !== BsonType.array) {
    if (rule.kind === 'slice') writer.element(name, value);
    return;
  }
  const items = itemsOf(value);
  const kept = rule.kind === 'slice' ? slice(items, rule) : items.filter(rule.selects).slice(0, 1);
  if (rule.kind === 'elemMatch' && kept.length === 0) return;
  writer.name(BsonType.array, name);
  const mark = writer.open();
  kept.forEach((item, index) => {
    writer.element(String(index), item);
  });
  writer.close(mark);
}

function slice(items: RawValue[], { skip, limit }: Rule & { kind: 'slice' }): RawValue[] {
  const from = skip < 0 ? Math.max(0, items.length + skip) : skip;
  return items.slice(from, limit === Infinity ? undefined : from + limit);
}
