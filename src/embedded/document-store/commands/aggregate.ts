import {
  buildStage,
  countOf,
  parsePipeline,
  positive,
  runStages,
  sortOf,
  type StageSpecification,
} from '../aggregate/pipeline.js';
import type { DocumentFlow } from '../aggregate/stage.js';
import { BsonType } from '../bson/bson-type.js';
import { documentValue, fieldsOf, firstElement, type RawValue } from '../bson/raw-value.js';
import { encodeDocument } from '../bson/encode.js';
import { readNumber, readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { MATCH_ALL } from '../query/filter.js';
import { parseFilterField } from '../query/parse-filter.js';
import { countDocuments, findDocuments, planFind, type FindRequest } from '../read/find-documents.js';
import { Turns } from '../read/take-turns.js';
import type { Collection } from '../storage/collection.js';
import { CommandArguments, refuseCollation } from './command-arguments.js';
import {
  collectionName,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { firstBatch } from './cursor-reply.js';
import { nothing, projected } from './find.js';
import { findHint } from './hint.js';

export const aggregate: CommandDefinition = {
  fields: new Set([
    'aggregate',
    'pipeline',
    'cursor',
    'allowDiskUse',
    'hint',
    'collation',
    'bypassDocumentValidation',
    'let',
    'explain',
  ]),
  run: runAggregate,
};

async function runAggregate(context: CommandContext): Promise<Reply> {
  const { args } = context;
  refuseCollation(args);
  if (args.get('let') !== undefined) throw new MongoError(238, "'let' is not supported by this store");
  if (args.get('explain') !== undefined)
    throw new MongoError(238, 'explain of aggregate is not supported by this store');
  const name = collectionName(context);
  const pipeline = args.optionalArray('pipeline');
  if (pipeline === undefined)
    throw new MongoError(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
  const cursor = args.optionalDocument('cursor');
  if (cursor === undefined)
    throw new MongoError(
      9,
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  const cursorArgs = CommandArguments.nested('aggregate.cursor', cursor);
  const size = cursorArgs.get('batchSize') === undefined ? undefined : cursorArgs.count('batchSize', 0);
  const collection = context.catalog.find(context.db, name);
  const flow = aggregateFlow(context, collection, parsePipeline(pipeline));
  const turns = new Turns(args.count('maxTimeMS', 0));
  return firstBatch(context, `${context.db}.${name}`, flow, { size, single: false }, turns, collection);
}

function aggregateFlow(
  context: CommandContext,
  collection: Collection | undefined,
  pipeline: readonly StageSpecification[],
): DocumentFlow {
  const { request, rest } = pushedDown(pipeline);
  // built before anything runs, so that a mistake anywhere in the pipeline is refused at once
  const stages = rest.map(buildStage);
  if (collection === undefined) return runStages(nothing(), stages);
  const full: FindRequest = { ...request, hint: findHint(context.args, collection) };
  const chosen = planFind(context.storage, collection, full);
  const examined = { keys: 0, documents: 0 };
  const onlyCount = rest.length === 1 ? countingGroup(rest[0]) : undefined;
  if (onlyCount !== undefined) {
    return countFlow(countDocuments(context.storage, collection, full, chosen, examined), onlyCount);
  }
  return runStages(
    projected(findDocuments(context.storage, collection, full, chosen, examined), undefined),
    stages,
  );
}

/** The leading `$match`, `$sort`, `$skip` and `$limit` become one query, which the planner can serve from an index. */
function pushedDown(pipeline: readonly StageSpecification[]): {
  request: Omit<FindRequest, 'hint'>;
  rest: StageSpecification[];
} {
  const rest = [...pipeline];
  const request: Omit<FindRequest, 'hint'> = { filter: MATCH_ALL, sort: [], skip: 0, limit: 0 };
  const take = (name: string): RawValue | undefined =>
    rest[0]?.name === name ? rest.shift()?.value : undefined;
  const filters = [];
  for (let match = take('$match'); match !== undefined; match = take('$match'))
    filters.push(parseFilterField('aggregate', '$match', match));
  if (filters.length > 0) request.filter = { kind: 'and', filters };
  const sort = take('$sort');
  if (sort !== undefined) request.sort = sortOf(sort);
  const skip = take('$skip');
  if (skip !== undefined) request.skip = countOf('$skip', skip);
  const limit = take('$limit');
  if (limit !== undefined) request.limit = positive('$limit', limit);
  return { request, rest };
}

/** What the driver's countDocuments sends: `{ $group: { _id: <constant>, n: { $sum: 1 } } }`. */
function countingGroup(stage: StageSpecification | undefined): { id: RawValue; field: string } | undefined {
  if (stage?.name !== '$group' || stage.value.type !== BsonType.object) return undefined;
  const [id, field, ...more] = fieldsOf(stage.value);
  if (id?.name !== '_id' || field === undefined || more.length > 0) return undefined;
  const isConstant =
    id.value.type === BsonType.null ||
    id.value.type === BsonType.int32 ||
    (id.value.type === BsonType.string && !readString(id.value).startsWith('$'));
  const operator = field.value.type === BsonType.object ? firstElement(field.value) : undefined;
  const countsOne =
    operator?.name === '$sum' && operator.value.type === BsonType.int32 && readNumber(operator.value) === 1;
  return isConstant && countsOne && fieldsOf(field.value).length === 1
    ? { id: id.value, field: field.name }
    : undefined;
}

function* countFlow(
  counting: ReturnType<typeof countDocuments>,
  { id, field }: { id: RawValue; field: string },
): DocumentFlow {
  const count = yield* counting;
  if (count > 0) yield documentValue(encodeDocument({ _id: id, [field]: count }));
}
