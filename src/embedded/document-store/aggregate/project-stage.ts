import { BsonType, isNumberType } from '../bson/bson-type.js';
import { documentValue, fieldsOf, firstElement, RawValue } from '../bson/raw-value.js';
import { encodeDocument } from '../bson/encode.js';
import { readFlag } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { parseProjection, project, type Projection } from '../query/projection.js';
import { PAUSE } from '../read/run-plan.js';
import {
  documentBytes,
  MutableArray,
  MutableDocument,
  openNode,
  rawNode,
  type Node,
} from '../update/mutable-document.js';
import { documentOf } from './build-value.js';
import { compile } from './expression.js';
import { NO_VARIABLES, type Expression } from './expression-types.js';
import type { DocumentFlow, Stage } from './stage.js';

/** A field that a stage computes. */
interface Computed {
  parts: readonly string[];
  evaluate: Expression;
}

function isFlag(value: RawValue): boolean {
  return value.type === BsonType.bool || isNumberType(value.type);
}

/** `$project`: keeps or drops named fields, and adds computed ones. */
export function projectStage(specification: RawValue): Stage {
  if (specification.type !== BsonType.object)
    throw new MongoError(15969, '$project specification must be an object');
  const fields = flatten(specification, '');
  if (fields.length === 0)
    throw new MongoError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const computed = fields.filter(({ value }) => !isFlag(value)).map(toComputed);
  const plain = documentOf(
    fields.filter(({ value }) => isFlag(value)).map(({ path, value }) => [path, value]),
  );
  const drops = fields.some(
    ({ path, value }) => path !== '_id' && isFlag(value) && readFlag(value) === false,
  );
  if (drops && computed.length > 0)
    throw new MongoError(
      31252,
      'Bad projection specification, cannot use an expression in an exclusion projection',
    );
  const base = parseProjection(plain) ?? { includes: true, keepsId: true, rules: new Map() };
  const projection: Projection = computed.length > 0 ? { ...base, includes: true } : base;
  return mapStage((document) => setComputed(project(projection, document), document, computed));
}

/** `$addFields` and `$set`. */
export function addFieldsStage(specification: RawValue, name: string): Stage {
  if (specification.type !== BsonType.object)
    throw new MongoError(40272, `${name} specification stage must be an object`);
  const computed = flatten(specification, '', true).map(toComputed);
  return mapStage((document) => setComputed(document, document, computed));
}

/** `$unset`: a name or an array of names. */
export function unsetStage(names: readonly string[]): Stage {
  const projection = parseProjection(
    documentValue(encodeDocument(Object.fromEntries(names.map((name) => [name, 0])))),
  );
  return mapStage((document) => (projection === undefined ? document : project(projection, document)));
}

/** `$replaceRoot` and `$replaceWith`. */
export function replaceRootStage(expression: RawValue): Stage {
  const evaluate = compile(expression);
  return mapStage((document) => {
    const value = evaluate({ root: document, variables: NO_VARIABLES });
    if (value?.type === BsonType.object) return documentValue(value.bytes.subarray(value.start, value.end));
    throw new MongoError(40228, "'newRoot' expression must evaluate to an object");
  });
}

function mapStage(change: (document: RawValue) => RawValue): Stage {
  return function* mapped(source): DocumentFlow {
    for (const item of source) yield item === PAUSE ? item : change(item);
  };
}

/** Nested specifications become dotted paths; `{ $operator: … }` and arrays are expressions. */
function flatten(
  specification: RawValue,
  prefix: string,
  literals = false,
): { path: string; value: RawValue }[] {
  return fieldsOf(specification).flatMap(({ name, value }) => {
    if (name.startsWith('$'))
      throw new MongoError(16410, `FieldPath field names may not start with '$': ${name}`);
    const path = prefix + name;
    const isNested = value.type === BsonType.object && firstElement(value)?.name.startsWith('$') === false;
    if (isNested) return flatten(value, `${path}.`, literals);
    return [{ path, value }];
  });
}

function toComputed({ path, value }: { path: string; value: RawValue }): Computed {
  return { parts: path.split('.'), evaluate: compile(value) };
}

function setComputed(target: RawValue, source: RawValue, computed: readonly Computed[]): RawValue {
  if (computed.length === 0) return target;
  const root = MutableDocument.from(target);
  const scope = { root: source, variables: NO_VARIABLES };
  for (const { parts, evaluate } of computed) assign(root, parts, 0, evaluate(scope));
  return documentValue(documentBytes(root));
}

/** Sets a path; what is in the way gives way to a document, an array takes the change in each element. */
function assign(
  container: MutableDocument,
  parts: readonly string[],
  index: number,
  value: RawValue | undefined,
): void {
  const name = parts[index] ?? '';
  if (index === parts.length - 1) {
    if (value === undefined) container.remove(name);
    else container.set(name, value);
    return;
  }
  const child = container.get(name);
  container.set(
    name,
    assignInside(child === undefined ? new MutableDocument() : openNode(child), parts, index + 1, value),
  );
}

function assignInside(
  child: Node,
  parts: readonly string[],
  index: number,
  value: RawValue | undefined,
): Node {
  if (child instanceof MutableArray) {
    return new MutableArray(
      child.values.map((item) => rawNode(assignInside(openNode(item), parts, index, value))),
    );
  }
  const document = child instanceof RawValue ? new MutableDocument() : child;
  assign(document, parts, index, value);
  return document;
}
