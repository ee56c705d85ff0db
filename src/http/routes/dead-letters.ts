import { DeadLetterPage } from '../../../schemas/answers.js';
import {
  BulkReplayAnswer,
  BulkReplayRequest,
  DeadLetterQuery,
  ReplayRequest,
} from '../../../schemas/dead-letter.js';
import { Delivery } from '../../../schemas/delivery.js';
import { NoQuery } from '../../../schemas/queries.js';
import { ok, pageRequest } from '../answers.js';
import { DELIVERY_EXAMPLES } from '../delivery-examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

export const deadLetterOperations: readonly Operation[] = [
  operation({
    id: 'listDeadLetters',
    method: 'get',
    path: '/dead-letters',
    tag: 'deliveries',
    summary: { zh: '死信：被门户拒收的报送', en: 'Dead letters: deliveries that portals refused' },
    query: DeadLetterQuery,
    body: noBody,
    answers: { 200: { zh: '一页死信', en: 'One page of dead letters', schema: DeadLetterPage } },
    run: async (deps, { query, caller }) => {
      const { portal, lane, organization, reason } = query;
      const filter = {
        ...(portal !== undefined && { portalId: portal }),
        ...(lane !== undefined && { lane }),
        ...(organization !== undefined && { organizationId: organization }),
        ...(reason !== undefined && { reason }),
      };
      return ok(await deps.deadLetters.list(filter, pageRequest(query), caller));
    },
  }),
  operation({
    id: 'replayDeadLetters',
    method: 'post',
    path: '/dead-letters/replay',
    tag: 'deliveries',
    summary: { zh: '按条件重发死信', en: 'Replay all dead letters that fit' },
    description: {
      zh: '一次最多重发 1000 件；先用 dryRun 看有多少。谁重发、为什么，记入各条目的经过。',
      en: 'At most 1000 a request; see with dryRun first how many fit. Who did so and why is kept in the history of each item.',
    },
    query: NoQuery,
    body: jsonBody(BulkReplayRequest, DELIVERY_EXAMPLES.bulkReplay),
    answers: { 200: { zh: '重发结果', en: 'What was replayed', schema: BulkReplayAnswer } },
    run: async (deps, { body, caller }) => ok(await deps.deadLetters.replayMany(body, caller)),
  }),
  operation({
    id: 'replayDeadLetter',
    method: 'post',
    path: '/dead-letters/{id}/replay',
    tag: 'deliveries',
    summary: { zh: '重发一件死信', en: 'Replay a dead letter' },
    query: NoQuery,
    body: jsonBody(ReplayRequest, DELIVERY_EXAMPLES.replay),
    answers: { 200: { zh: '待送达的报送', en: 'The delivery, due again', schema: Delivery } },
    problems: ['wrong-state'],
    run: async (deps, { param, body, caller }) =>
      ok(await deps.deadLetters.replay(param('id'), body, caller)),
  }),
];
