import { identicalValues, equalValues } from '../bson/compare.js';
import { describeElement } from '../bson/describe.js';
import { documentValue, getField, RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import { MAX_DOCUMENT_BYTES } from '../wire/limits.js';
import type { ArrayFilters } from './array-filters.js';
import {
  documentBytes,
  MutableArray,
  MutableDocument,
  openNode,
  rawNode,
  type Node,
} from './mutable-document.js';
import { applyOperator, createsPath } from './operators.js';
import type { Update } from './parse-update.js';
import type { Container, UpdateContext } from './update-context.js';
import { getChild, setChild } from './update-context.js';
import { renameTarget, type UpdateStep } from './update-step.js';

export interface ApplyOptions {
  /** The document is about to be inserted by an upsert. */
  isInsert: boolean;
  arrayFilters: ArrayFilters;
  /** Position of the array element that the query matched, for `$`. */
  matchedIndex: number | undefined;
}

const ID = Buffer.from('_id');

/** The document after the update; undefined when nothing changes. Throws MongoError and leaves the input untouched. */
export function applyUpdate(update: Update, document: RawValue, options: ApplyOptions): RawValue | undefined {
  const changed =
    update.kind === 'replace' ? replace(update.document, document) : modify(update.steps, document, options);
  if (changed !== undefined && changed.bytes.length > MAX_DOCUMENT_BYTES) {
    throw new MongoError(10334, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  }
  return changed;
}

function replace(replacement: RawValue, document: RawValue): RawValue | undefined {
  const id = getField(document, ID);
  const newId = getField(replacement, ID);
  if (newId !== undefined && id !== undefined && !equalValues(id, newId)) {
    throw new MongoError(
      66,
      `After applying the update, the (immutable) field '_id' was found to have been altered to ${describeElement('_id', newId)}`,
    );
  }
  const result = MutableDocument.from(replacement);
  result.remove('_id');
  if (id !== undefined) {
    result.names.unshift('_id');
    result.values.unshift(id);
  }
  const changed = documentValue(documentBytes(result));
  return identicalValues(changed, document) ? undefined : changed;
}

function modify(
  steps: readonly UpdateStep[],
  document: RawValue,
  options: ApplyOptions,
): RawValue | undefined {
  const root = MutableDocument.from(document);
  const context: UpdateContext = { ...options, root, changed: false, documentId: getField(document, ID) };
  for (const step of steps) {
    if (step.operator === '$setOnInsert' && !options.isInsert) continue;
    if (options.matchedIndex === undefined && step.parts.includes('$')) {
      throw new MongoError(2, 'The positional operator did not find the match needed from the query.');
    }
    if (step.operator === '$rename') rename(step, context);
    else walk(root, step.parts, 0, step, context);
  }
  if (!context.changed) return undefined;
  checkId(context);
  return documentValue(documentBytes(root));
}

function checkId({ documentId, root, isInsert }: UpdateContext): void {
  if (documentId === undefined || isInsert) return;
  const id = root.get('_id');
  if (id === undefined || !equalValues(rawNode(id), documentId)) {
    throw new MongoError(66, `Performing an update on the path '_id' would modify the immutable field '_id'`);
  }
}

function walk(
  container: Container,
  parts: readonly string[],
  index: number,
  step: UpdateStep,
  context: UpdateContext,
): void {
  const part = parts[index] ?? '';
  if (part === '$') walkInto(container, String(context.matchedIndex ?? 0), parts, index, step, context);
  else if (part.startsWith('$[') && part.endsWith(']')) {
    walkElements(container, part.slice(2, -1), parts, index, step, context);
  } else walkInto(container, part, parts, index, step, context);
}

function walkElements(
  container: Container,
  identifier: string,
  parts: readonly string[],
  index: number,
  step: UpdateStep,
  context: UpdateContext,
): void {
  if (!(container instanceof MutableArray)) {
    throw new MongoError(
      2,
      `Cannot apply array updates to non-array element ${parts.slice(0, index).join('.')}`,
    );
  }
  const test = identifier === '' ? undefined : context.arrayFilters.get(identifier);
  for (let at = 0; at < container.values.length; at++) {
    const element = container.values[at];
    if (element === undefined || (test !== undefined && !test(rawNode(element)))) continue;
    walkInto(container, String(at), parts, index, step, context);
  }
}

function walkInto(
  container: Container,
  name: string,
  parts: readonly string[],
  index: number,
  step: UpdateStep,
  context: UpdateContext,
): void {
  const ignoresBlockedPath = step.operator === '$unset';
  if (container instanceof MutableArray && !/^(0|[1-9]\d*)$/.test(name)) {
    if (ignoresBlockedPath) return;
    throw notViable(name, parts, index, container);
  }
  if (index === parts.length - 1) {
    applyOperator(container, name, step, context);
    return;
  }
  const child = openedChild(container, name, createsPath(step.operator));
  const next = parts[index + 1] ?? '';
  if (child === undefined) {
    if (next.startsWith('$[')) throw mustExist(parts, index);
  } else if (!(child instanceof RawValue)) walk(child, parts, index + 1, step, context);
  else if (!ignoresBlockedPath) throw notViable(next, parts, index + 1, child);
}

function mustExist(parts: readonly string[], index: number): MongoError {
  const path = parts.slice(0, index + 1).join('.');
  return new MongoError(2, `The path '${path}' must exist in the document in order to apply array updates.`);
}

/** The child ready for change; a missing one is made when the operator may create paths. */
function openedChild(container: Container, name: string, creates: boolean): Node | undefined {
  const child = getChild(container, name);
  if (child === undefined && !creates) return undefined;
  const opened = child === undefined ? new MutableDocument() : openNode(child);
  if (opened !== child) setChild(container, name, opened);
  return opened;
}

function notViable(name: string, parts: readonly string[], index: number, parent: Node): MongoError {
  const parentName = parts[index - 1] ?? '';
  return new MongoError(
    28,
    `Cannot create field '${name}' in element {${describeElement(parentName, rawNode(parent))}}`,
  );
}

function rename(step: UpdateStep, context: UpdateContext): void {
  const source = findParent(context.root, step.parts);
  const value = source === undefined ? undefined : getChild(source.container, source.name);
  if (source === undefined || value === undefined) return;
  const target = renameTarget(step);
  const set: UpdateStep = {
    operator: '$set',
    path: target,
    parts: target.split('.'),
    argument: rawNode(value),
  };
  checkOutsideArrays(context.root, set.parts);
  source.container.remove(source.name);
  context.changed = true;
  walk(context.root, set.parts, 0, set, context);
}

/** The document that holds the field to be renamed; undefined when there is nothing to rename. */
function findParent(
  root: MutableDocument,
  parts: readonly string[],
): { container: MutableDocument; name: string } | undefined {
  let container = root;
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const child = openedChild(container, part, false);
    if (child === undefined) return undefined;
    if (child instanceof RawValue) throw notViable(parts[index + 1] ?? '', parts, index + 1, child);
    if (child instanceof MutableArray)
      throw new MongoError(2, `The source field cannot be an array element, '${parts.join('.')}'`);
    container = child;
  }
  return { container, name: parts.at(-1) ?? '' };
}

function checkOutsideArrays(root: MutableDocument, parts: readonly string[]): void {
  let node: Node | undefined = root;
  for (const part of parts.slice(0, -1)) {
    if (node instanceof MutableDocument) node = openNode(node.get(part) ?? new MutableDocument());
    if (node instanceof MutableArray) {
      throw new MongoError(2, `The destination field cannot be an array element, '${parts.join('.')}'`);
    }
  }
}
