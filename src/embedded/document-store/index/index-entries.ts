import type { RawValue } from '../bson/raw-value.js';
import { matches } from '../query/matches.js';
import type { IndexDefinition } from './index-definition.js';
import { indexTuples, type IndexTuple } from './index-values.js';
import { KeyWriter } from './key-writer.js';

/** The encoded field lists under which one document stands in one index, and what they say about the index. */
export interface IndexEntries {
  keys: Buffer[];
  multikey: number;
  lossy: boolean;
}

const NONE: IndexEntries = { keys: [], multikey: 0, lossy: false };
const writer = new KeyWriter();

/** Encodes a document's entries for one index; each key starts with the index's number. */
export function indexEntries(index: IndexDefinition, indexId: number, document: RawValue): IndexEntries {
  if (index.partial !== undefined && !matches(index.partialFilter, document)) return NONE;
  const { tuples, multikey } = indexTuples(
    document,
    index.fields.map(({ path }) => path),
  );
  let lossy = false;
  const keys: Buffer[] = [];
  for (const tuple of tuples) {
    if (index.sparse && tuple.every((value) => value === undefined)) continue;
    keys.push(encodeTuple(index, indexId, tuple));
    lossy ||= writer.lossy;
  }
  return { keys: keys.length > 1 ? distinct(keys) : keys, multikey, lossy };
}

/** The values that stand behind one of a document's entries, for the text of a duplicate-key error. */
export function tupleOfKey(
  index: IndexDefinition,
  indexId: number,
  document: RawValue,
  key: Buffer,
): IndexTuple {
  const paths = index.fields.map(({ path }) => path);
  return (
    indexTuples(document, paths).tuples.find((tuple) => encodeTuple(index, indexId, tuple).equals(key)) ?? []
  );
}

function encodeTuple(index: IndexDefinition, indexId: number, tuple: IndexTuple): Buffer {
  writer.reset().uint32(indexId);
  index.fields.forEach(({ descending }, at) => {
    writer.field(tuple[at], descending);
  });
  return writer.limitFrom(4).finish();
}

function distinct(keys: Buffer[]): Buffer[] {
  const sorted = keys.sort((a, b) => a.compare(b));
  return sorted.filter((key, at) => sorted[at - 1]?.equals(key) !== true);
}
