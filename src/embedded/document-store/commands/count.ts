import { parseFilterField } from '../query/parse-filter.js';
import { countDocuments, planFind, type FindRequest } from '../read/find-documents.js';
import { finish, Turns } from '../read/take-turns.js';
import { refuseCollation } from './command-arguments.js';
import {
  findCollection,
  type CommandContext,
  type CommandDefinition,
  type Reply,
} from './command-context.js';
import { findHint } from './hint.js';

export const count: CommandDefinition = {
  fields: new Set(['count', 'query', 'limit', 'skip', 'hint', 'collation', 'fields']),
  run: runCount,
};

async function runCount(context: CommandContext): Promise<Reply> {
  const { args, storage } = context;
  refuseCollation(args);
  const collection = findCollection(context);
  const request: FindRequest = {
    filter: parseFilterField('count', 'query', args.get('query')),
    sort: [],
    skip: args.count('skip', 0),
    limit: Math.abs(args.whole('limit', 0)),
    hint: collection === undefined ? undefined : findHint(args, collection),
  };
  if (collection === undefined) return { n: 0 };
  const chosen = planFind(storage, collection, request);
  const turns = new Turns(args.count('maxTimeMS', 0));
  return {
    n: await finish(countDocuments(storage, collection, request, chosen, { keys: 0, documents: 0 }), turns),
  };
}
