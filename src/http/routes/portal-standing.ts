import { Census } from '../../../schemas/census.js';
import { Circuit } from '../../../schemas/circuit.js';
import { NoQuery } from '../../../schemas/queries.js';
import { found, ok } from '../answers.js';
import { noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '门户', en: 'portal' };

export const portalStandingOperations: readonly Operation[] = [
  operation({
    id: 'getCensus',
    method: 'get',
    path: '/portals/{id}/census',
    tag: 'portals',
    summary: { zh: '在线核对：应在线与在线', en: 'What should be live against what is' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '最近一次核对', en: 'The last census', schema: Census } },
    run: async (deps, { param }) => ok(found(await deps.standing.census(param('id')), WHAT, param('id'))),
  }),
  operation({
    id: 'getCircuit',
    method: 'get',
    path: '/portals/{id}/circuit',
    tag: 'portals',
    summary: { zh: '熔断状态', en: 'Whether deliveries flow' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '熔断状态', en: 'The circuit', schema: Circuit } },
    run: async (deps, { param }) => ok(found(await deps.standing.circuit(param('id')), WHAT, param('id'))),
  }),
];
