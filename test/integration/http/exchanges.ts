import type { Role } from '../../../schemas/account.js';
import { EXAMPLES } from '../../../src/http/examples.js';
import type { OperationId } from '../../../src/http/operation-roles.js';
import { CLUSTER, ITEM } from './samples.js';
import { CALLBACK_EXCHANGES } from './callback-exchanges.js';
import { REGISTRY_EXCHANGES } from './registry-exchanges.js';
import { CLOCK_EXCHANGES } from './clock-exchanges.js';
import { DELIVERY_EXCHANGES } from './delivery-exchanges.js';
import { ROUTING_EXCHANGES } from './routing-exchanges.js';

/** One proper call of an operation, and what must come of it. */
export interface Exchange {
  operation: OperationId;
  role: Role;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  send?: object;
  status: number;
  /** Use case called, and its arguments but for the caller. */
  call: [name: string, ...args: unknown[]];
  location?: string;
}

const firstPage = { limit: 50 };

export const EXCHANGES: readonly Exchange[] = [
  ...REGISTRY_EXCHANGES,
  ...CALLBACK_EXCHANGES,
  ...ROUTING_EXCHANGES,
  ...CLOCK_EXCHANGES,
  ...DELIVERY_EXCHANGES,
  {
    operation: 'listItems',
    role: 'reviewer',
    method: 'get',
    path: 'items?state=in-review&lane=flash&organization=geodesy&kind=news&q=%E6%B5%8B%E7%BB%98&proposal=withdraw&cluster=C1&limit=200',
    status: 200,
    call: [
      'items.list',
      {
        state: 'in-review',
        lane: 'flash',
        organizationId: 'geodesy',
        kind: 'news',
        q: '测绘',
        proposal: 'withdraw',
        clusterId: 'C1',
      },
      { limit: 200 },
    ],
  },
  {
    operation: 'getItem',
    role: 'reviewer',
    method: 'get',
    path: `items/${ITEM.id}`,
    status: 200,
    call: ['items.find', ITEM.id],
  },
  {
    operation: 'submitItem',
    role: 'unit-editor',
    method: 'post',
    path: 'items',
    send: EXAMPLES.submission,
    status: 201,
    call: ['items.submit', EXAMPLES.submission],
    location: `/items/${ITEM.id}`,
  },
  {
    operation: 'decideItem',
    role: 'secrecy-reviewer',
    method: 'post',
    path: `items/${ITEM.id}/decisions`,
    send: EXAMPLES.decision,
    status: 200,
    call: ['items.decide', ITEM.id, EXAMPLES.decision],
  },
  {
    operation: 'decideItems',
    role: 'reviewer',
    method: 'post',
    path: 'items/decisions',
    send: EXAMPLES.bulkDecision,
    status: 200,
    call: ['items.decideMany', EXAMPLES.bulkDecision],
  },
  {
    operation: 'listQueue',
    role: 'duty-officer',
    method: 'get',
    path: 'queue?lane=flash&kind=news&organization=geodesy&stage=duty&mine=true&limit=10',
    status: 200,
    call: [
      'queue.list',
      { lane: 'flash', kind: 'news', organizationId: 'geodesy', stage: 'duty', mine: true },
      { limit: 10 },
    ],
  },
  {
    operation: 'claimItem',
    role: 'reviewer',
    method: 'post',
    path: `items/${ITEM.id}/claim`,
    send: EXAMPLES.claim,
    status: 200,
    call: ['items.claim', ITEM.id, EXAMPLES.claim],
  },
  {
    operation: 'releaseItem',
    role: 'liaison',
    method: 'post',
    path: `items/${ITEM.id}/release`,
    send: EXAMPLES.claim,
    status: 200,
    call: ['items.release', ITEM.id, EXAMPLES.claim],
  },
  {
    operation: 'reassignItem',
    role: 'system-administrator',
    method: 'post',
    path: `items/${ITEM.id}/reassignments`,
    send: EXAMPLES.reassignment,
    status: 200,
    call: ['items.reassign', ITEM.id, EXAMPLES.reassignment],
  },
  {
    operation: 'overrideFindings',
    role: 'secrecy-reviewer',
    method: 'post',
    path: `items/${ITEM.id}/overrides`,
    send: EXAMPLES.override,
    status: 200,
    call: ['items.override', ITEM.id, EXAMPLES.override],
  },
  {
    operation: 'correctItem',
    role: 'unit-editor',
    method: 'post',
    path: `items/${ITEM.id}/corrections`,
    send: EXAMPLES.correction,
    status: 200,
    call: ['items.correct', ITEM.id, EXAMPLES.correction],
  },
  {
    operation: 'withdrawItem',
    role: 'liaison',
    method: 'post',
    path: `items/${ITEM.id}/withdrawals`,
    send: EXAMPLES.withdrawal,
    status: 200,
    call: ['items.withdraw', ITEM.id, EXAMPLES.withdrawal],
  },
  {
    operation: 'decideProposal',
    role: 'liaison',
    method: 'post',
    path: `items/${ITEM.id}/proposals`,
    send: EXAMPLES.proposalDecision,
    status: 200,
    call: ['items.decideProposal', ITEM.id, EXAMPLES.proposalDecision],
  },
  {
    operation: 'getMasking',
    role: 'reviewer',
    method: 'get',
    path: `items/${ITEM.id}/masking`,
    status: 200,
    call: ['items.masking', ITEM.id],
  },
  {
    operation: 'maskItem',
    role: 'secrecy-reviewer',
    method: 'post',
    path: `items/${ITEM.id}/maskings`,
    send: EXAMPLES.masking,
    status: 200,
    call: ['items.mask', ITEM.id, EXAMPLES.masking],
  },
  {
    operation: 'exemptItem',
    role: 'liaison',
    method: 'post',
    path: `items/${ITEM.id}/exemptions`,
    send: EXAMPLES.exemption,
    status: 200,
    call: ['items.exempt', ITEM.id, EXAMPLES.exemption],
  },
  {
    operation: 'withdrawExemption',
    role: 'liaison',
    method: 'delete',
    path: `items/${ITEM.id}/exemptions/personal-data.identity-number`,
    status: 200,
    call: ['items.withdrawExemption', ITEM.id, 'personal-data.identity-number'],
  },
  {
    operation: 'listRevisions',
    role: 'auditor',
    method: 'get',
    path: `items/${ITEM.id}/revisions?limit=3`,
    status: 200,
    call: ['items.revisions', ITEM.id, { limit: 3 }],
  },
  {
    operation: 'getRevision',
    role: 'unit-editor',
    method: 'get',
    path: `items/${ITEM.id}/revisions/2`,
    status: 200,
    call: ['items.revision', ITEM.id, 2],
  },
  {
    operation: 'compareRevisions',
    role: 'reviewer',
    method: 'get',
    path: `items/${ITEM.id}/differences?from=1&to=2`,
    status: 200,
    call: ['items.differences', ITEM.id, { from: 1, to: 2 }],
  },
  {
    operation: 'explainRouting',
    role: 'unit-editor',
    method: 'get',
    path: `items/${ITEM.id}/routing`,
    status: 200,
    call: ['items.explainRouting', ITEM.id],
  },
  {
    operation: 'rerouteItem',
    role: 'liaison',
    method: 'post',
    path: `items/${ITEM.id}/routing`,
    send: EXAMPLES.reroute,
    status: 200,
    call: ['items.reroute', ITEM.id, EXAMPLES.reroute],
  },
  {
    operation: 'getCluster',
    role: 'reviewer',
    method: 'get',
    path: `clusters/${CLUSTER.id}`,
    status: 200,
    call: ['clusters.find', CLUSTER.id],
  },
  {
    operation: 'getSourceRanking',
    role: 'liaison',
    method: 'get',
    path: 'rules/source-ranking',
    status: 200,
    call: ['rules.findSourceRanking'],
  },
  {
    operation: 'changeSourceRanking',
    role: 'system-administrator',
    method: 'put',
    path: 'rules/source-ranking',
    send: EXAMPLES.sourceRanking,
    status: 200,
    call: ['rules.changeSourceRanking', EXAMPLES.sourceRanking],
  },
  {
    operation: 'listDeliveries',
    role: 'liaison',
    method: 'get',
    path: `deliveries?item=${ITEM.id}&portal=bureau&status=pending`,
    status: 200,
    call: ['deliveries.list', { itemId: ITEM.id, portalId: 'bureau', status: 'pending' }, firstPage],
  },
  {
    operation: 'getDelivery',
    role: 'auditor',
    method: 'get',
    path: `deliveries/${ITEM.id}.bureau`,
    status: 200,
    call: ['deliveries.find', `${ITEM.id}.bureau`],
  },
];
