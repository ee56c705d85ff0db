import { BsonType } from '../bson/bson-type.js';
import { identicalValues } from '../bson/compare.js';
import { describeValue } from '../bson/describe.js';
import { documentValue, itemsOf, type RawValue } from '../bson/raw-value.js';
import { encodeDocument } from '../bson/encode.js';
import { readString } from '../bson/scalars.js';
import { indexSpecification, parseIndexDefinition, type IndexDefinition } from '../index/index-definition.js';
import { MongoError } from '../mongo-error.js';
import { Turns } from '../read/take-turns.js';
import { buildIndex } from '../storage/index-build.js';
import type { Collection, CollectionIndex } from '../storage/collection.js';
import type { WriteTask } from '../storage/write-queue.js';
import {
  collectionName,
  findCollection,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { firstBatch } from './cursor-reply.js';

export const createIndexes: CommandDefinition = {
  fields: new Set(['createIndexes', 'indexes', 'ignoreUnknownIndexOptions', 'commitQuorum']),
  run: runCreate,
};

export const dropIndexes: CommandDefinition = {
  fields: new Set(['dropIndexes', 'deleteIndexes', 'index']),
  run: runDrop,
};
export const listIndexes: CommandDefinition = { fields: new Set(['listIndexes', 'cursor']), run: runList };

const MAX_INDEXES = 64;

async function runCreate(context: CommandContext): Promise<Reply> {
  const { args } = context;
  const name = collectionName(context);
  const specs = args.documents('indexes');
  if (specs.length === 0) throw new MongoError(2, 'Must specify at least one index to create');
  const definitions = specs.map(parseIndexDefinition);
  return context.queue.run(createAll(context, name, definitions));
}

function* createAll(
  context: CommandContext,
  name: string,
  definitions: readonly IndexDefinition[],
): WriteTask<Reply> {
  const { catalog, storage } = context;
  const isNew = catalog.find(context.db, name) === undefined;
  const collection = catalog.ensure(context.db, name);
  const before = collection.indexes.length;
  // all are checked before the first is built
  const wanted = definitions.filter((definition) => !isPresent(collection, definition));
  for (const definition of wanted) {
    if (isPresent(collection, definition)) continue;
    if (collection.indexes.length >= MAX_INDEXES) {
      throw new MongoError(
        67,
        `add index fails, too many indexes for ${collection.namespace} key:${describeValue(definition.keyPattern)}`,
      );
    }
    yield* buildIndex(storage, catalog, collection, definition);
  }
  context.parts.purgeSoon();
  const after = collection.indexes.length;
  return {
    numIndexesBefore: before,
    numIndexesAfter: after,
    createdCollectionAutomatically: isNew,
    ...(after === before ? { note: 'all indexes already exist' } : {}),
  };
}

/** The same index again is fine; the same name or key with other options is a conflict. */
function isPresent(collection: Collection, definition: IndexDefinition): boolean {
  for (const { definition: other } of collection.indexes) {
    const sameKey = identicalValues(canonicalKey(other), canonicalKey(definition));
    const samePartial = sameOptional(other.partial, definition.partial);
    if (other.name === definition.name) {
      if (sameKey && samePartial && sameOptions(other, definition)) return true;
      const [code, kind] = sameKey ? ([85, 'options'] as const) : ([86, 'key specs'] as const);
      throw new MongoError(
        code,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${describeIndex(definition)}, existing index: ${describeIndex(other)} (${kind})`,
      );
    }
    if (sameKey && samePartial) {
      if (other.name === '_id_') return true;
      throw new MongoError(85, `Index already exists with a different name: ${other.name}`);
    }
  }
  return false;
}

/** Directions as 1 and -1 whatever their number type. */
function canonicalKey({ fields }: IndexDefinition): RawValue {
  return documentValue(
    encodeDocument(
      Object.fromEntries(fields.map(({ path, descending }) => [`${path.text} `, descending ? -1 : 1])),
    ),
  );
}

function sameOptional(a: RawValue | undefined, b: RawValue | undefined): boolean {
  return a === undefined || b === undefined ? a === b : identicalValues(a, b);
}

function sameOptions(a: IndexDefinition, b: IndexDefinition): boolean {
  return a.unique === b.unique && a.sparse === b.sparse && a.expireAfterSeconds === b.expireAfterSeconds;
}

function describeIndex(index: IndexDefinition): string {
  return describeValue(documentValue(encodeDocument(indexSpecification(index))));
}

async function runDrop(context: CommandContext): Promise<Reply> {
  const wish = context.args.required('index');
  const name = collectionName(context);
  const reply = await context.queue.run(dropAll(context, name, wish));
  context.parts.purgeSoon();
  return reply;
}

function* dropAll(context: CommandContext, name: string, wish: RawValue): WriteTask<Reply> {
  yield;
  const collection = context.catalog.find(context.db, name);
  if (collection === undefined) throw new MongoError(26, `ns not found ${context.db}.${name}`);
  const before = collection.indexes.length;
  for (const index of selectIndexes(collection, wish)) context.catalog.dropIndex(collection, index);
  return { nIndexesWas: before };
}

function selectIndexes(collection: Collection, wish: RawValue): CollectionIndex[] {
  if (wish.type === BsonType.string && readString(wish) === '*') {
    return collection.indexes.filter(({ definition }) => definition.name !== '_id_');
  }
  if (wish.type === BsonType.array) return itemsOf(wish).map((item) => selectIndex(collection, item));
  return [selectIndex(collection, wish)];
}

function selectIndex(collection: Collection, wish: RawValue): CollectionIndex {
  const byName = wish.type === BsonType.string;
  const found = collection.indexes.find(({ definition }) =>
    byName ? definition.name === readString(wish) : identicalValues(definition.keyPattern, wish),
  );
  if (found === undefined) {
    const what = byName
      ? `index not found with name [${readString(wish)}]`
      : `can't find index with key: ${describeValue(wish)}`;
    throw new MongoError(27, what);
  }
  if (found.definition.name === '_id_') throw new MongoError(72, 'cannot drop _id index');
  return found;
}

function runList(context: CommandContext): Promise<Reply> {
  const collection = findCollection(context);
  const name = collectionName(context);
  if (collection === undefined) throw new MongoError(26, `ns does not exist: ${context.db}.${name}`);
  const documents = collection.indexes
    .filter(({ usable }) => usable)
    .map(({ definition }) => documentValue(encodeDocument(indexSpecification(definition))));
  return firstBatch(
    context,
    collection.namespace,
    documents.values(),
    { size: Infinity, single: false },
    new Turns(0),
  );
}
