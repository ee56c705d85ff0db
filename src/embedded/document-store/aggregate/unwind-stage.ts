import { BsonType } from '../bson/bson-type.js';
import { int64Value, NULL_VALUE } from '../bson/arithmetic.js';
import { FieldPath, valueAtPath } from '../bson/field-path.js';
import type { RawValue } from '../bson/raw-value.js';
import { documentValue, fieldsOf, itemsOf } from '../bson/raw-value.js';
import { readFlag, readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { PAUSE } from '../read/run-plan.js';
import { documentBytes, MutableDocument, openNode } from '../update/mutable-document.js';
import type { DocumentFlow, Stage } from './stage.js';

interface Unwind {
  path: FieldPath;
  keepEmpty: boolean;
  indexField: string | undefined;
}

/** `$unwind`: one document per array element. */
export function unwindStage(specification: RawValue): Stage {
  const unwind = parseUnwind(specification);
  return function* unwound(source): DocumentFlow {
    for (const item of source) {
      if (item === PAUSE) yield item;
      else yield* unwindOne(item, unwind);
    }
  };
}

function parseUnwind(specification: RawValue): Unwind {
  const options =
    specification.type === BsonType.object
      ? new Map(fieldsOf(specification).map(({ name, value }) => [name, value]))
      : new Map<string, RawValue>();
  const path = specification.type === BsonType.string ? specification : options.get('path');
  if (path?.type !== BsonType.string) throw new MongoError(28812, 'no path specified to $unwind stage');
  for (const name of options.keys()) {
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(name))
      throw new MongoError(28811, `unrecognized option to $unwind stage: ${name}`);
  }
  const text = readString(path);
  if (!text.startsWith('$') || text.length < 2)
    throw new MongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${text}`);
  const keep = options.get('preserveNullAndEmptyArrays');
  const indexField = options.get('includeArrayIndex');
  if (
    indexField !== undefined &&
    (indexField.type !== BsonType.string || /[.$]/.test(readString(indexField)))
  ) {
    throw new MongoError(
      28810,
      'expected a plain field name for the includeArrayIndex option to $unwind stage',
    );
  }
  return {
    path: new FieldPath(text.slice(1)),
    keepEmpty: keep !== undefined && readFlag(keep) === true,
    indexField: indexField === undefined ? undefined : readString(indexField),
  };
}

function* unwindOne(document: RawValue, unwind: Unwind): Generator<RawValue, undefined, undefined> {
  const value = valueAtPath(document, unwind.path);
  if (value?.type !== BsonType.array) {
    const isMissing =
      value === undefined || value.type === BsonType.null || value.type === BsonType.undefined;
    if (!isMissing || unwind.keepEmpty) yield withElement(document, unwind, value, undefined);
    return;
  }
  const items = itemsOf(value);
  if (items.length === 0 && unwind.keepEmpty) yield withElement(document, unwind, undefined, undefined);
  for (const [index, item] of items.entries()) yield withElement(document, unwind, item, index);
}

function withElement(
  document: RawValue,
  { path, indexField }: Unwind,
  element: RawValue | undefined,
  index: number | undefined,
): RawValue {
  const root = MutableDocument.from(document);
  let container = root;
  for (const name of path.names.slice(0, -1)) {
    const child = container.get(name);
    const opened = child === undefined ? undefined : openNode(child);
    if (!(opened instanceof MutableDocument)) break;
    container.set(name, opened);
    container = opened;
  }
  const last = path.names.at(-1) ?? '';
  if (element === undefined) container.remove(last);
  else container.set(last, element);
  if (indexField !== undefined)
    root.set(indexField, index === undefined ? NULL_VALUE : int64Value(BigInt(index)));
  return documentValue(documentBytes(root));
}
