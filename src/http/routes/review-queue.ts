import { QueuePage } from '../../../schemas/answers.js';
import { BulkDecisionRequest } from '../../../schemas/decision.js';
import { NoQuery, QueueQuery } from '../../../schemas/queries.js';
import { BulkDecisionAnswer } from '../../../schemas/queue.js';
import { ok, pageRequest } from '../answers.js';
import type { QueueFilter } from '../api-dependencies.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

function queueFilter({ lane, kind, organization, stage, mine }: QueueQuery): QueueFilter {
  return {
    ...(lane !== undefined && { lane }),
    ...(kind !== undefined && { kind }),
    ...(organization !== undefined && { organizationId: organization }),
    ...(stage !== undefined && { stage }),
    ...(mine === 'true' && { mine: true }),
  };
}

/** 待审: what waits for the caller, and the decisions that go over many items. */
export const queueOperations: readonly Operation[] = [
  operation({
    id: 'listQueue',
    method: 'get',
    path: '/queue',
    tag: 'items',
    summary: { zh: '我的待审列表', en: 'What you may decide now' },
    description: {
      zh: '按通道、再按时限排列；不含他人已认领的、本单位报送的和本人已审过其他环节的。翻页时前面的条目被审掉不影响后面。',
      en: 'By lane, then deadline; without what others have claimed, what your organization sent, and what you decided in another stage. Pages hold still while items before them are decided.',
    },
    query: QueueQuery,
    body: noBody,
    answers: { 200: { zh: '一页待审条目', en: 'One page of the queue', schema: QueuePage } },
    run: async (deps, { query, caller }) =>
      ok(await deps.queue.list(queueFilter(query), pageRequest(query), caller)),
  }),
  operation({
    id: 'decideItems',
    method: 'post',
    path: '/items/decisions',
    tag: 'items',
    summary: { zh: '批量审核', en: 'Decide on many items' },
    description: {
      zh: '只限补录通道。每条单独审核、单独记录，逐条回复结果；总是回复 200。',
      en: 'Backfill lane only. Each item is decided and recorded for itself, with an outcome of its own; always answered with 200.',
    },
    query: NoQuery,
    body: jsonBody(BulkDecisionRequest, EXAMPLES.bulkDecision),
    idempotent: true,
    answers: { 200: { zh: '逐条结果', en: 'The outcome of each item', schema: BulkDecisionAnswer } },
    run: async (deps, { body, caller, toProblem }) => {
      const outcomes = await deps.items.decideMany(body, caller);
      const items = outcomes.map((outcome) =>
        'item' in outcome
          ? { id: outcome.id, ok: true, state: outcome.item.state, version: outcome.item.version }
          : { id: outcome.id, ok: false, problem: toProblem(outcome.error) },
      );
      return ok({ decided: items.filter((each) => each.ok).length, items });
    },
  }),
];
