import { BsonType } from './bson-type.js';
import { ElementReader, getField, type RawValue } from './raw-value.js';

/** A dotted path, split once; each part is kept as bytes for comparing with field names in place. */
export class FieldPath {
  readonly names: readonly string[];
  readonly parts: readonly Buffer[];
  /** The part as an array position, or -1. */
  readonly positions: readonly number[];

  constructor(readonly text: string) {
    this.names = text.split('.');
    this.parts = this.names.map((name) => Buffer.from(name));
    this.positions = this.names.map((name) => (/^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : -1));
  }

  get head(): string {
    return this.names[0] ?? '';
  }
}

/** Where in the outermost array a match was found; feeds the positional operator `$`. */
export interface MatchDetails {
  arrayIndex: number | undefined;
}

/** What a path predicate sees: a value, or undefined where the path leads nowhere. */
export type ValuePredicate = (value: RawValue | undefined) => boolean;

const NO_PART = Buffer.alloc(0);

/**
 * True when the predicate holds for any value that the path reaches, with MongoDB's implicit traversal: arrays on the
 * way are entered element by element; an array at the end counts with each element and then as a whole (`enterLeaf`).
 */
export function anyAtPath(
  document: RawValue,
  path: FieldPath,
  enterLeaf: boolean,
  predicate: ValuePredicate,
  details?: MatchDetails,
): boolean {
  return inDocument(document, path, 0, { enterLeaf, predicate, details });
}

interface Visit {
  enterLeaf: boolean;
  predicate: ValuePredicate;
  details: MatchDetails | undefined;
}

function inDocument(document: RawValue, path: FieldPath, index: number, visit: Visit): boolean {
  const value = getField(document, path.parts[index] ?? NO_PART);
  if (index === path.parts.length - 1) return atLeaf(value, visit);
  if (value === undefined) return visit.predicate(undefined);
  if (value.type === BsonType.object) return inDocument(value, path, index + 1, visit);
  if (value.type === BsonType.array) return inArray(value, path, index + 1, visit);
  return visit.predicate(undefined);
}

function atLeaf(value: RawValue | undefined, visit: Visit): boolean {
  if (value?.type !== BsonType.array || !visit.enterLeaf) return visit.predicate(value);
  const reader = new ElementReader(value);
  for (let index = 0; reader.next(); index++) {
    if (visit.predicate(reader.value)) return found(visit, index);
  }
  return visit.predicate(value);
}

function inArray(array: RawValue, path: FieldPath, index: number, visit: Visit): boolean {
  const position = path.positions[index] ?? -1;
  const reader = new ElementReader(array);
  for (let at = 0; reader.next(); at++) {
    const isObject = reader.type === BsonType.object;
    if (isObject && inDocument(reader.value, path, index, visit)) return found(visit, at);
    if (at === position && atPosition(reader.value, path, index, visit)) return found(visit, at);
  }
  return false;
}

/** The path names an array position, e.g. `a.0` or `a.0.b`. */
function atPosition(value: RawValue, path: FieldPath, index: number, visit: Visit): boolean {
  if (index === path.parts.length - 1) return visit.predicate(value);
  if (value.type === BsonType.object) return inDocument(value, path, index + 1, visit);
  if (value.type === BsonType.array) return inArray(value, path, index + 1, visit);
  return false;
}

function found(visit: Visit, index: number): true {
  if (visit.details !== undefined) visit.details.arrayIndex = index;
  return true;
}

/** The value at a path through documents only; undefined when missing or when an array is in the way. */
export function valueAtPath(document: RawValue, path: FieldPath): RawValue | undefined {
  let value: RawValue | undefined = document;
  for (const part of path.parts) {
    if (value?.type !== BsonType.object) return undefined;
    value = getField(value, part);
  }
  return value;
}
