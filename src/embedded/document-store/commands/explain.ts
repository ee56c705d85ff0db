import { documentValue } from '../bson/raw-value.js';
import type { EncodableDocument } from '../bson/encode.js';
import { MongoError } from '../mongo-error.js';
import { findDocuments, planFind } from '../read/find-documents.js';
import type { IndexPlan, Plan } from '../read/planner.js';
import type { Examined } from '../read/run-plan.js';
import { consume, Turns } from '../read/take-turns.js';
import { CommandArguments } from './command-arguments.js';
import type { CommandContext, CommandDefinition, Reply } from './command-context.js';
import { FIND_FIELDS, parseFind } from './find.js';

export const explain: CommandDefinition = { fields: new Set(['explain', 'verbosity']), run: runExplain };

/** Explains a find: which index, and (running it) how many keys and documents it looks at. */
async function runExplain(context: CommandContext): Promise<Reply> {
  const inner = CommandArguments.nested('find', context.args.document('explain'));
  if (inner.get('find') === undefined)
    throw new MongoError(59, 'Explain failed: only find can be explained by this store');
  inner.allow(FIND_FIELDS);
  const name = inner.string('find');
  const collection = context.catalog.find(context.db, name);
  const namespace = `${context.db}.${name}`;
  const request = parseFind(inner, collection);
  if (collection === undefined) return explained(namespace, { stage: 'EOF' }, { keys: 0, documents: 0 }, 0);
  const chosen = planFind(context.storage, collection, request);
  const isSorted = request.sort.length === 0 || (chosen.kind === 'index' && chosen.sorted);
  const stage = isSorted ? describePlan(chosen) : { stage: 'SORT', inputStage: describePlan(chosen) };
  const examined: Examined = { keys: 0, documents: 0 };
  let returned = 0;
  await consume(findDocuments(context.storage, collection, request, chosen, examined), new Turns(0), () => {
    returned++;
    return true;
  });
  return explained(namespace, stage, examined, returned);
}

function explained(
  namespace: string,
  winningPlan: EncodableDocument,
  examined: Examined,
  returned: number,
): Reply {
  return {
    explainVersion: '1',
    queryPlanner: { namespace, winningPlan, rejectedPlans: [] },
    executionStats: {
      executionSuccess: true,
      nReturned: returned,
      totalKeysExamined: examined.keys,
      totalDocsExamined: examined.documents,
    },
  };
}

function describePlan(plan: Plan): EncodableDocument {
  switch (plan.kind) {
    case 'nothing':
      return { stage: 'EOF' };
    case 'scan':
      return { stage: 'COLLSCAN', direction: 'forward' };
    case 'union':
      return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: plan.plans.map(describeIndexScan) } };
    case 'index':
      return { stage: 'FETCH', inputStage: describeIndexScan(plan) };
  }
}

function describeIndexScan(plan: IndexPlan): EncodableDocument {
  const { definition, multikey } = plan.index;
  return {
    stage: 'IXSCAN',
    keyPattern: documentValue(
      Buffer.from(
        definition.keyPattern.bytes.subarray(definition.keyPattern.start, definition.keyPattern.end),
      ),
    ),
    indexName: definition.name,
    isMultiKey: multikey !== 0,
    isUnique: definition.unique,
    isPartial: definition.partial !== undefined,
    direction: plan.reverse ? 'backward' : 'forward',
  };
}
