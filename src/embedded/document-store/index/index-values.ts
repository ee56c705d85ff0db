import { BsonType, EMPTY_ARRAY_TYPE } from '../bson/bson-type.js';
import type { FieldPath } from '../bson/field-path.js';
import { ElementReader, getField, isEmptyContainer, RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';

/** One combination of field values to be indexed; undefined stands for a missing field. */
export type IndexTuple = readonly (RawValue | undefined)[];

export interface IndexTuples {
  tuples: IndexTuple[];
  /** Bit i is set when field i went through an array. */
  multikey: number;
}

/** What an empty array is indexed as: before null, so that it is neither null nor missing. */
const EMPTY_ARRAY = new RawValue(EMPTY_ARRAY_TYPE, Buffer.alloc(0), 0, 0);
const NO_PART = Buffer.alloc(0);

/** How far one field's path has been followed. */
interface Progress {
  path: FieldPath;
  /** Next part of the path; `parts.length` when it has arrived. */
  next: number;
  value: RawValue | undefined;
}

/**
 * The values a document is indexed (and sorted) under. Arrays give one tuple per element; fields of one compound index
 * may go through the same array but not through two different ones.
 */
export function indexTuples(document: RawValue, paths: readonly FieldPath[]): IndexTuples {
  const result: IndexTuples = { tuples: [], multikey: 0 };
  collect(
    paths.map((path) => ({ path, next: 0, value: document })),
    result,
  );
  return result;
}

function collect(fields: readonly Progress[], result: IndexTuples): void {
  const advanced = fields.map(follow);
  const array = sharedArray(advanced);
  if (array === undefined) {
    result.tuples.push(advanced.map(arrivedValue));
    return;
  }
  advanced.forEach((field, index) => {
    if (isOpenArray(field)) result.multikey |= 1 << index;
  });
  if (isEmptyContainer(array.value)) {
    collect(
      advanced.map((field) => (isOpenArray(field) ? leaveEmpty(field) : field)),
      result,
    );
    return;
  }
  const reader = new ElementReader(array.value);
  while (reader.next()) {
    const element = reader.value;
    collect(
      advanced.map((field) => (isOpenArray(field) ? enter(field, element) : field)),
      result,
    );
  }
}

function arrivedValue({ value, path, next }: Progress): RawValue | undefined {
  return next === ARRIVED || next === path.parts.length ? value : undefined;
}

/** Marks a value that was an array element already, so that it is not entered a second time. */
const ARRIVED = -1;

function follow(field: Progress): Progress {
  if (field.next === ARRIVED) return field;
  let { next, value } = field;
  const { parts, positions } = field.path;
  while (next < parts.length && value !== undefined && canFollow(value, positions[next] ?? -1)) {
    value = getField(value, parts[next] ?? NO_PART);
    next++;
  }
  return { path: field.path, next, value };
}

/** A number in a path picks that array element; it does not fan out. */
function canFollow(value: RawValue, position: number): boolean {
  return value.type === BsonType.object || (value.type === BsonType.array && position >= 0);
}

function isOpenArray(field: Progress): boolean {
  return field.next !== ARRIVED && field.value?.type === BsonType.array;
}

function sharedArray(fields: readonly Progress[]): { value: RawValue } | undefined {
  let shared: Progress | undefined;
  for (const field of fields) {
    if (!isOpenArray(field)) continue;
    if (shared?.value !== undefined && !isSame(field.value, shared.value)) {
      throw new MongoError(171, `cannot index parallel arrays [${field.path.text}] [${shared.path.text}]`);
    }
    shared ??= field;
  }
  return shared?.value === undefined ? undefined : { value: shared.value };
}

function isSame(a: RawValue | undefined, b: RawValue): boolean {
  return a !== undefined && a.type === b.type && a.bytes === b.bytes && a.start === b.start;
}

function leaveEmpty(field: Progress): Progress {
  const arrived = field.next === field.path.parts.length;
  return { path: field.path, next: ARRIVED, value: arrived ? EMPTY_ARRAY : undefined };
}

/** Steps into one element of the array that the path has reached. */
function enter(field: Progress, element: RawValue): Progress {
  const { path, next } = field;
  if (next === path.parts.length) return { path, next: ARRIVED, value: element };
  if (element.type === BsonType.object) return { path, next, value: element };
  return { path, next: ARRIVED, value: undefined };
}
