import type { RawValue } from '../bson/raw-value.js';
import { NULL_VALUE } from '../bson/arithmetic.js';
import { MongoError } from '../mongo-error.js';
import type { ArrayFilters } from './array-filters.js';
import { MutableArray, type MutableDocument, type Node } from './mutable-document.js';

export type Container = MutableDocument | MutableArray;

/** State of one update of one document. */
export interface UpdateContext {
  root: MutableDocument;
  isInsert: boolean;
  arrayFilters: ArrayFilters;
  matchedIndex: number | undefined;
  documentId: RawValue | undefined;
  changed: boolean;
}

/** MongoDB's bound on how far an array may be filled up with nulls. */
const MAX_PADDING = 1_500_000;

export function getChild(container: Container, name: string): Node | undefined {
  return container instanceof MutableArray ? container.values[Number(name)] : container.get(name);
}

/** Sets a child without marking a change (opening a container is none). Arrays are padded with nulls. */
export function setChild(container: Container, name: string, node: Node): void {
  if (!(container instanceof MutableArray)) {
    container.set(name, node);
    return;
  }
  const index = Number(name);
  if (index > container.values.length + MAX_PADDING) {
    throw new MongoError(2, `can't backfill more than ${MAX_PADDING} elements`);
  }
  while (container.values.length < index) container.values.push(NULL_VALUE);
  container.values[index] = node;
}
