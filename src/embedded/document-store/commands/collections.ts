import { parseFilterField } from '../query/parse-filter.js';
import { matches } from '../query/matches.js';
import { documentValue } from '../bson/raw-value.js';
import { encodeDocument } from '../bson/encode.js';
import { indexSpecification } from '../index/index-definition.js';
import { MongoError } from '../mongo-error.js';
import { Turns } from '../read/take-turns.js';
import type { Collection } from '../storage/collection.js';
import type { WriteTask } from '../storage/write-queue.js';
import {
  collectionName,
  findCollection,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { firstBatch } from './cursor-reply.js';

export const create: CommandDefinition = { fields: new Set(['create']), run: runCreate };
export const drop: CommandDefinition = { fields: new Set(['drop']), run: runDrop };
export const dropDatabase: CommandDefinition = { fields: new Set(['dropDatabase']), run: runDropDatabase };

export const listCollections: CommandDefinition = {
  fields: new Set(['listCollections', 'filter', 'nameOnly', 'authorizedCollections', 'cursor']),
  run: runListCollections,
};

export const listDatabases: CommandDefinition = {
  fields: new Set(['listDatabases', 'filter', 'nameOnly', 'authorizedDatabases']),
  run: runListDatabases,
};

export const collStats: CommandDefinition = { fields: new Set(['collStats', 'scale']), run: runCollStats };
export const dbStats: CommandDefinition = {
  fields: new Set(['dbStats', 'scale', 'freeStorage']),
  run: runDbStats,
};

function runCreate(context: CommandContext): Promise<Reply> {
  const name = collectionName(context);
  return context.queue.run(
    (function* (): WriteTask<Reply> {
      yield;
      if (context.catalog.find(context.db, name) !== undefined) {
        throw new MongoError(48, `Collection ${context.db}.${name} already exists.`);
      }
      context.catalog.ensure(context.db, name);
      return {};
    })(),
  );
}

async function runDrop(context: CommandContext): Promise<Reply> {
  const name = collectionName(context);
  const reply = await context.queue.run(
    (function* (): WriteTask<Reply> {
      yield;
      const collection = context.catalog.find(context.db, name);
      if (collection === undefined) throw new MongoError(26, 'ns not found');
      context.catalog.drop(collection);
      return { nIndexesWas: collection.indexes.length, ns: collection.namespace };
    })(),
  );
  context.parts.purgeSoon();
  return reply;
}

async function runDropDatabase(context: CommandContext): Promise<Reply> {
  await context.queue.run(
    (function* (): WriteTask<undefined> {
      for (const collection of context.catalog.ofDatabase(context.db)) {
        context.catalog.drop(collection);
        yield;
      }
      return undefined;
    })(),
  );
  context.parts.purgeSoon();
  return { dropped: context.db };
}

function runListCollections(context: CommandContext): Promise<Reply> {
  const { args, catalog, db } = context;
  const filter = parseFilterField('listCollections', 'filter', args.get('filter'));
  const nameOnly = args.flag('nameOnly', false);
  const documents = catalog
    .ofDatabase(db)
    .map((collection) => documentValue(encodeDocument(describeCollection(collection, nameOnly))))
    .filter((document) => matches(filter, document));
  return firstBatch(
    context,
    `${db}.$cmd.listCollections`,
    documents.values(),
    { size: Infinity, single: false },
    new Turns(0),
  );
}

function describeCollection({ name, indexes }: Collection, nameOnly: boolean) {
  if (nameOnly) return { name, type: 'collection' };
  const idIndex = indexes.find(({ definition }) => definition.name === '_id_');
  return {
    name,
    type: 'collection',
    options: {},
    info: { readOnly: false },
    ...(idIndex === undefined ? {} : { idIndex: indexSpecification(idIndex.definition) }),
  };
}

function runListDatabases({ args, catalog }: CommandContext): Reply {
  const filter = parseFilterField('listDatabases', 'filter', args.get('filter'));
  const names = [...new Set(catalog.all().map(({ db }) => db))].sort();
  const described = names.map((name) =>
    args.flag('nameOnly', false) ? { name } : { name, sizeOnDisk: 0, empty: false },
  );
  const databases = described.filter((database) => matches(filter, documentValue(encodeDocument(database))));
  return { databases, totalSize: 0 };
}

function runCollStats(context: CommandContext): Reply {
  const collection = findCollection(context);
  const ns = `${context.db}.${collectionName(context)}`;
  return {
    ns,
    count: collection?.count ?? 0,
    nindexes: collection?.indexes.length ?? 0,
    size: 0,
    storageSize: 0,
  };
}

function runDbStats({ catalog, db }: CommandContext): Reply {
  const collections = catalog.ofDatabase(db);
  return {
    db,
    collections: collections.length,
    objects: collections.reduce((sum, { count }) => sum + count, 0),
    indexes: collections.reduce((sum, { indexes }) => sum + indexes.length, 0),
    dataSize: 0,
    storageSize: 0,
  };
}
