import { BsonType } from '../bson/bson-type.js';
import { documentValue, getField, type RawValue } from '../bson/raw-value.js';
import { encodeDocument } from '../bson/encode.js';
import { MongoError } from '../mongo-error.js';
import type { Filter } from '../query/filter.js';
import { applyUpdate, type ApplyOptions } from './apply-update.js';
import { documentBytes, MutableDocument } from './mutable-document.js';
import type { Update } from './parse-update.js';
import type { UpdateStep } from './update-step.js';

const ID = Buffer.from('_id');

/** The document that an upsert inserts: what the query fixes by equality, then the update. `_id` may still be missing. */
export function upsertDocument(
  filter: Filter,
  update: Update,
  options: Omit<ApplyOptions, 'isInsert'>,
): RawValue {
  const fixed = equalities(filter);
  if (update.kind === 'replace') return replacement(fixed, update.document);
  const empty = documentValue(encodeDocument({}));
  const steps = [...fixed].map(([path, argument]): UpdateStep => ({
    operator: '$set',
    path,
    parts: path.split('.'),
    argument,
  }));
  const start = applyUpdate(modification(steps), empty, { ...options, isInsert: true }) ?? empty;
  return applyUpdate(update, start, { ...options, isInsert: true }) ?? start;
}

function modification(steps: UpdateStep[]): Update {
  return { kind: 'modify', steps, heads: new Set(), usesPosition: false };
}

function replacement(fixed: ReadonlyMap<string, RawValue>, document: RawValue): RawValue {
  const id = fixed.get('_id');
  if (id === undefined || getField(document, ID) !== undefined) return document;
  const result = MutableDocument.from(document);
  result.names.unshift('_id');
  result.values.unshift(id);
  return documentValue(documentBytes(result));
}

/** Paths that the query fixes to one value. */
function equalities(filter: Filter): Map<string, RawValue> {
  const fixed = new Map<string, RawValue>();
  const visit = (part: Filter): void => {
    if (part.kind === 'and' || (part.kind === 'or' && part.filters.length === 1)) part.filters.forEach(visit);
    else if (part.kind === 'path') {
      const value = fixedValue(part);
      if (value === undefined) return;
      if (fixed.has(part.path.text)) {
        throw new MongoError(
          54,
          `cannot infer query fields to set, path '${part.path.text}' is matched twice`,
        );
      }
      fixed.set(part.path.text, value);
    }
  };
  visit(filter);
  return fixed;
}

function fixedValue({ test }: Filter & { kind: 'path' }): RawValue | undefined {
  if (test.kind === 'compare' && test.operator === 'eq' && test.value.type !== BsonType.undefined)
    return test.value;
  const [only] =
    test.kind === 'in' && test.patterns.length === 0 && test.values.length === 1 ? test.values : [];
  return only;
}
