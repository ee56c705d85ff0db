import { BsonType } from '../bson/bson-type.js';
import { encodeDocument, encodeValue } from '../bson/encode.js';
import { documentValue, fieldsOf, firstElement, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readString, readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { matches } from '../query/matches.js';
import { parseFilterField } from '../query/parse-filter.js';
import { compareKeys, parseSort, sortKey, type SortOrder } from '../query/sort-order.js';
import { PAUSE } from '../read/run-plan.js';
import { MAX_SORT_BYTES } from '../read/find-documents.js';
import { groupStage } from './group-stage.js';
import { addFieldsStage, projectStage, replaceRootStage, unsetStage } from './project-stage.js';
import type { DocumentFlow, Stage } from './stage.js';
import { unwindStage } from './unwind-stage.js';

/** One `{ $stage: specification }` of a pipeline. */
export interface StageSpecification {
  name: string;
  value: RawValue;
}

export function parsePipeline(pipeline: RawValue): StageSpecification[] {
  return itemsOf(pipeline).map((item) => {
    const first = item.type === BsonType.object ? firstElement(item) : undefined;
    if (first === undefined)
      throw new MongoError(14, "Each element of the 'pipeline' array must be an object");
    if (fieldsOf(item).length !== 1)
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    return first;
  });
}

/** Builds a stage; those that this store does not have are refused. */
export function buildStage({ name, value }: StageSpecification): Stage {
  switch (name) {
    case '$match': {
      const filter = parseFilterField('aggregate', '$match', value);
      return filterStage((document) => matches(filter, document));
    }
    case '$sort':
      return sortStage(sortOf(value));
    case '$limit':
      return limitStage(positive(name, value));
    case '$skip':
      return skipStage(countOf(name, value));
    case '$group':
      return groupStage(value);
    case '$project':
      return projectStage(value);
    case '$addFields':
    case '$set':
      return addFieldsStage(value, name);
    case '$unset':
      return unsetStage((value.type === BsonType.array ? itemsOf(value) : [value]).map(readString));
    case '$unwind':
      return unwindStage(value);
    default:
      return buildRareStage(name, value);
  }
}

function buildRareStage(name: string, value: RawValue): Stage {
  switch (name) {
    case '$count':
      return countStage(value);
    case '$sortByCount':
      return sortByCountStage(value);
    case '$replaceWith':
      return replaceRootStage(value);
    case '$replaceRoot': {
      const [newRoot] = fieldsOf(value);
      if (newRoot?.name !== 'newRoot')
        throw new MongoError(40231, 'no newRoot specified for the $replaceRoot stage');
      return replaceRootStage(newRoot.value);
    }
    case '$sample':
      return sampleStage(value);
    case '$facet':
      return facetStage(value);
    default:
      if (KNOWN_ELSEWHERE.has(name))
        throw new MongoError(238, `The aggregation stage ${name} is not supported by this store`);
      throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
}

/** Stages of MongoDB that this store refuses by name. */
const KNOWN_ELSEWHERE = new Set(
  '$bucket $bucketAuto $changeStream $collStats $currentOp $densify $documents $fill $geoNear $graphLookup $indexStats $listSessions $lookup $merge $out $planCacheStats $redact $setWindowFields $unionWith'.split(
    ' ',
  ),
);

export function sortOf(value: RawValue): SortOrder {
  if (value.type !== BsonType.object)
    throw new MongoError(15973, 'the $sort key specification must be an object');
  const order = parseSort(value);
  if (order.length === 0) throw new MongoError(15976, '$sort stage must have at least one sort key');
  return order;
}

export function positive(name: string, value: RawValue): number {
  const number = countOf(name, value);
  if (number === 0) throw new MongoError(15958, 'the limit must be positive');
  return number;
}

export function countOf(name: string, value: RawValue): number {
  const number = readWholeNumber(value);
  if (number === undefined || number < 0)
    throw new MongoError(5107201, `invalid argument to ${name} stage: Expected a non-negative number`);
  return number;
}

function filterStage(keeps: (document: RawValue) => boolean): Stage {
  return function* filtered(source): DocumentFlow {
    let dropped = 0;
    for (const item of source) {
      if (item === PAUSE || keeps(item)) yield item;
      else if (++dropped % 128 === 0) yield PAUSE;
    }
  };
}

function limitStage(limit: number): Stage {
  return function* limited(source): DocumentFlow {
    let taken = 0;
    for (const item of source) {
      yield item;
      if (item !== PAUSE && ++taken === limit) return;
    }
  };
}

function skipStage(skip: number): Stage {
  return function* skipped(source): DocumentFlow {
    let left = skip;
    for (const item of source) {
      if (item === PAUSE || left === 0) yield item;
      else left--;
    }
  };
}

function sortStage(order: SortOrder): Stage {
  return function* sorted(source): DocumentFlow {
    const kept: { keys: RawValue[]; document: RawValue }[] = [];
    let bytes = 0;
    for (const item of source) {
      if (item === PAUSE) yield item;
      else {
        kept.push({ keys: order.map((field) => sortKey(item, field)), document: item });
        bytes += item.bytes.length;
        if (bytes > MAX_SORT_BYTES) throw sortTooLarge();
      }
    }
    kept.sort((a, b) => compareKeys(order, a.keys, b.keys));
    for (const { document } of kept) yield document;
  };
}

function sortTooLarge(): MongoError {
  return new MongoError(
    292,
    `Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes, but did not opt in to external sorting. Aborting operation. Pass allowDiskUse:true to opt in.`,
  );
}

function countStage(value: RawValue): Stage {
  const name = value.type === BsonType.string ? readString(value) : '';
  if (name === '' || name.startsWith('$') || name.includes('.'))
    throw new MongoError(40156, 'the count field must be a non-empty string without $ prefix or dot');
  return function* counted(source): DocumentFlow {
    let count = 0;
    for (const item of source) {
      if (item === PAUSE) yield item;
      else count++;
    }
    if (count > 0) yield documentValue(encodeDocument({ [name]: count }));
  };
}

function sortByCountStage(value: RawValue): Stage {
  const group = groupStage(documentValue(encodeDocument({ _id: value, count: { $sum: 1 } })));
  const sort = sortStage(parseSort(documentValue(encodeDocument({ count: -1 }))));
  return (source) => sort(group(source));
}

/** A uniform sample without replacement in one pass. */
function sampleStage(value: RawValue): Stage {
  const [size] = value.type === BsonType.object ? fieldsOf(value) : [];
  if (size?.name !== 'size') throw new MongoError(28749, '$sample stage must specify a size');
  const wanted = countOf('$sample', size.value);
  return function* sampled(source): DocumentFlow {
    const kept: RawValue[] = [];
    let seen = 0;
    for (const item of source) {
      if (item === PAUSE) {
        yield item;
        continue;
      }
      seen++;
      if (kept.length < wanted) kept.push(item);
      else {
        const at = Math.floor(Math.random() * seen);
        if (at < wanted) kept[at] = item;
      }
    }
    for (const document of kept) yield document;
  };
}

/** Runs several pipelines over the same documents and answers with one document. */
function facetStage(value: RawValue): Stage {
  if (value.type !== BsonType.object || firstElement(value) === undefined) {
    throw new MongoError(40169, 'the $facet specification must be a non-empty object');
  }
  const facets = fieldsOf(value).map(({ name, value: pipeline }) => {
    if (pipeline.type !== BsonType.array)
      throw new MongoError(40170, `arguments to $facet must be arrays, ${name} is not`);
    const specifications = parsePipeline(pipeline);
    if (specifications.some((stage) => stage.name === '$facet'))
      throw new MongoError(40600, '$facet is not allowed to be used within a $facet stage');
    return { name, stages: specifications.map(buildStage) };
  });
  return function* faceted(source): DocumentFlow {
    const documents: RawValue[] = [];
    let bytes = 0;
    for (const item of source) {
      if (item === PAUSE) yield item;
      else {
        documents.push(item);
        bytes += item.bytes.length;
        if (bytes > MAX_SORT_BYTES) throw new MongoError(292, '$facet exceeded its memory limit');
      }
    }
    const results: Record<string, RawValue> = {};
    for (const { name, stages } of facets) {
      const found: RawValue[] = [];
      for (const item of runStages(flowOf(documents), stages)) {
        if (item === PAUSE) yield item;
        else found.push(item);
      }
      results[name] = encodeValue(found);
    }
    yield documentValue(encodeDocument(results));
  };
}

function* flowOf(documents: readonly RawValue[]): DocumentFlow {
  for (const [at, document] of documents.entries()) {
    if (at % 256 === 255) yield PAUSE;
    yield document;
  }
}

export function runStages(source: DocumentFlow, stages: readonly Stage[]): DocumentFlow {
  return stages.reduce((flow, stage) => stage(flow), source);
}
